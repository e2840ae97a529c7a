import { patternText } from "../wildcard.ts";
import { type ConditionOperator, withNegation } from "./condition-operator.ts";

/** `IpAddress` and `NotIpAddress`, over IPv4 and IPv6. Source: IAM User Guide, "Condition operators", IP address. */
export const ipAddressOperators: readonly ConditionOperator[] = withNegation(
  {
    name: "IpAddress",
    wildcards: false,
    variables: false,
    compare(expected, actual) {
      const range = readRange(patternText(expected));
      const address = readAddress(actual);
      if (range === null || address === null) return "incomparable";
      if (range.bits !== address.bits) return false;
      const shift = BigInt(range.bits - range.prefix);
      return range.value >> shift === address.value >> shift;
    },
  },
  "NotIpAddress",
);

interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

function readRange(text: string): (Address & { readonly prefix: number }) | null {
  const [host = "", prefixText, ...rest] = text.split("/");
  const address = readAddress(host);
  if (address === null || rest.length > 0) return null;
  if (prefixText === undefined) return { ...address, prefix: address.bits };
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.POSITIVE_INFINITY;
  return prefix <= address.bits ? { ...address, prefix } : null;
}

function readAddress(text: string): Address | null {
  const value = text.includes(":") ? readIpv6(text) : readIpv4(text);
  return value === null ? null : { value, bits: text.includes(":") ? 128 : 32 };
}

function readIpv4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function readIpv6(text: string): bigint | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const [head = [], tail = []] = groups;
  const filled = halves.length === 2 ? 8 - head.length - tail.length : 0;
  if (filled < (halves.length === 2 ? 1 : 0)) return null;
  const all = [...head, ...new Array(filled).fill("0"), ...tail];
  if (all.length !== 8 || !all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
