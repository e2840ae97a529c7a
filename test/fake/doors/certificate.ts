import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server's private key and its certificate, PEM. */
export interface ServerCertificate {
  key: string;
  cert: string;
}

/** A certificate authority that nobody trusts until told to. */
export interface Authority {
  /** Its own certificate, PEM. */
  certificate: string;
  /** Makes a certificate for a host name or an address. */
  certificateFor: (host: string) => ServerCertificate;
}

/** Makes an authority; all is written in DER by hand (RFC 5280), so it needs neither openssl nor a library. */
export function createAuthority(): Authority {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  // Names differ as real ones do: OpenSSL finds the issuer by its name.
  const issuer = `gitlab-ecr test authority ${randomBytes(4).toString("hex")}`;
  const signed = (subject: string, key: KeyObject, extensions: Buffer[]) =>
    certificate({ issuer, subject, key, signer: privateKey, extensions });
  return {
    certificate: signed(issuer, publicKey, [
      extension("2.5.29.19", sequence(tag(0x01, Buffer.from([0xff]))), true),
      extension("2.5.29.15", tag(0x03, Buffer.from([0x01, 0x06])), true),
    ]),
    certificateFor: (host) => {
      const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return {
        key: server.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
        cert: signed(host, server.publicKey, [extension("2.5.29.17", sequence(alternativeName(host)), false)]),
      };
    },
  };
}

/** Writes the authority's certificate into a folder of its own. */
export async function writeAuthority(authority: Authority): Promise<{ path: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-fake-ca-"));
  const path = join(folder, "ca.pem");
  await writeFile(path, authority.certificate);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 0 ? tag(0x82, Buffer.from(host)) : tag(0x87, addressBytes(host));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const groups = [...head, ...new Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  return Buffer.from(groups.map((group) => group.padStart(4, "0")).join(""), "hex");
}

interface CertificateFields {
  issuer: string;
  subject: string;
  key: KeyObject;
  signer: KeyObject;
  extensions: Buffer[];
}

function certificate({ issuer, subject, key, signer, extensions }: CertificateFields): string {
  const algorithm = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
  const day = 86_400_000;
  const body = sequence(
    tag(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.from([1, ...randomBytes(8)])),
    algorithm,
    commonName(issuer),
    sequence(utcTime(new Date(Date.now() - day)), utcTime(new Date(Date.now() + 30 * day))),
    commonName(subject),
    key.export({ type: "spki", format: "der" }),
    tag(0xa3, sequence(...extensions)),
  );
  const signature = tag(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, signer)]));
  const base64 = sequence(body, algorithm, signature).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, "$&\n").trimEnd()}\n-----END CERTIFICATE-----\n`;
}

function extension(id: string, value: Buffer, critical: boolean): Buffer {
  const flag = critical ? [tag(0x01, Buffer.from([0xff]))] : [];
  return sequence(objectIdentifier(id), ...flag, tag(0x04, value));
}

function commonName(text: string): Buffer {
  return sequence(tag(0x31, sequence(objectIdentifier("2.5.4.3"), tag(0x0c, Buffer.from(text)))));
}

function utcTime(date: Date): Buffer {
  return tag(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-T:]/g, "")}Z`));
}

function integer(bytes: Buffer): Buffer {
  return tag(0x02, bytes);
}

function sequence(...parts: Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tag(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

function tag(kind: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([kind, length]), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([kind, ...size]), content]);
}
