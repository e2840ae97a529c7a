import { Refusal, type ServiceRequest } from "../service.ts";
import type { Authorization } from "./canonical-request.ts";
import type { SignatureWords } from "./words.ts";

/** Reads the `Authorization` header, or refuses as AWS does. */
export function parseAuthorization(request: ServiceRequest, words: SignatureWords): Authorization {
  const header = request.headers.authorization;
  if (header?.startsWith("AWS4-") !== true) {
    throw new Refusal(words.status, words.missing, "Request is missing Authentication Token");
  }
  const fields = new Map(
    header
      .slice(header.indexOf(" ") + 1)
      .split(",")
      .map((part) => part.trim().split(/=(.*)/s) as [string, string]),
  );
  const incomplete = ["Credential", "Signature", "SignedHeaders"]
    .filter((name) => !fields.get(name))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (request.headers["x-amz-date"] === undefined) {
    incomplete.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  if (incomplete.length > 0) {
    throw new Refusal(words.status, words.incomplete, `${incomplete.join("")}Authorization=${header.split(" ")[0]}`);
  }
  const scope = (fields.get("Credential") ?? "").split("/");
  if (scope.length !== 5) {
    throw new Refusal(
      words.status,
      words.incomplete,
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${scope.join("/")}'`,
    );
  }
  const [accessKeyId = "", date = "", region = "", service = "", terminator = ""] = scope;
  return {
    accessKeyId,
    date,
    region,
    service,
    terminator,
    signedHeaders: (fields.get("SignedHeaders") ?? "").split(";"),
    signature: fields.get("Signature") ?? "",
  };
}
