import { patternText } from "../wildcard.ts";
import type { ConditionOperator } from "./condition-operator.ts";

/**
 * `BinaryEquals`: the policy's value is base64. A binary value of a request is given in base64, too, since contexts
 * hold text; text stands for its UTF-8 bytes. Source: IAM User Guide, "Condition operators", binary condition operators.
 */
export const binaryOperator: ConditionOperator = {
  name: "BinaryEquals",
  negated: false,
  wildcards: false,
  variables: false,
  compare(expected, actual) {
    const bytes = decodeBase64(patternText(expected));
    if (bytes === null) return "incomparable";
    return bytes === utf8(actual) || bytes === decodeBase64(actual);
  },
};

/** The bytes as text of one character a byte; null where the text isn't base64. */
function decodeBase64(text: string): string | null {
  const digits = text.replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return null;
  let bytes = "";
  let bits = 0;
  let width = 0;
  for (const digit of digits) {
    bits = ((bits << 6) | alphabet.indexOf(digit)) & 0xffff;
    width += 6;
    if (width < 8) continue;
    width -= 8;
    bytes += String.fromCharCode((bits >> width) & 0xff);
  }
  return bytes;
}

function utf8(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%([0-9A-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
