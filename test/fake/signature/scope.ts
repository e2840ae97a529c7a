import { Refusal, type ServiceRequest } from "../service.ts";
import type { Authorization } from "./canonical-request.ts";
import type { SignatureWords } from "./words.ts";

const SKEW_MINUTES = 15;

/** Refuses a signature whose date is more than 15 minutes off, or that leaves the host out. */
export function checkDate(
  now: Date,
  request: ServiceRequest,
  { signedHeaders }: Authorization,
  words: SignatureWords,
): void {
  const stamp = request.headers["x-amz-date"] ?? "";
  const signed = parseStamp(stamp);
  if (signed === undefined) {
    throw new Refusal(
      words.status,
      words.incomplete,
      `Date must be in ISO-8601 'basic format'. Got '${stamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  const skew = SKEW_MINUTES * 60_000;
  const at = (offset: number) => formatStamp(new Date(now.getTime() + offset));
  if (signed.getTime() < now.getTime() - skew) {
    throw new Refusal(
      words.status,
      words.mismatch,
      `Signature expired: ${stamp} is now earlier than ${at(-skew)} (${at(0)} - ${SKEW_MINUTES} min.)`,
    );
  }
  if (signed.getTime() > now.getTime() + skew) {
    throw new Refusal(
      words.status,
      words.mismatch,
      `Signature not yet current: ${stamp} is still later than ${at(skew)} (${at(0)} + ${SKEW_MINUTES} min.)`,
    );
  }
  if (!signedHeaders.includes("host")) {
    throw new Refusal(
      words.status,
      words.mismatch,
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  }
}

/** Refuses a signature made for another region, service or day. */
export function checkScope(request: ServiceRequest, authorization: Authorization, words: SignatureWords): void {
  const stamp = request.headers["x-amz-date"] ?? "";
  const { region, service, terminator, date } = authorization;
  const wrong: string[] = [];
  if (request.place.region !== undefined && region !== request.place.region) {
    wrong.push("Credential should be scoped to a valid region. ");
  }
  if (service !== words.service) wrong.push(`Credential should be scoped to correct service: '${words.service}'. `);
  if (terminator !== "aws4_request") {
    wrong.push(`Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'. `);
  }
  if (date !== stamp.slice(0, 8)) {
    wrong.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${stamp.slice(0, 8)}', from '${stamp}'.`,
    );
  }
  if (wrong.length > 0) throw new Refusal(words.status, words.mismatch, wrong.join(""));
}

function parseStamp(stamp: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function formatStamp(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
