import { failedWith, passed, type Step, unclear } from "../../../core/diagnosis/index.ts";
import type { ErrorCode, GitlabEcrError } from "../../../core/errors/index.ts";
import { type Claims, claimValues, type RoleArn } from "../../../core/identity/index.ts";
import type { Reading } from "../readers.ts";
import { howToRead } from "./how-to-read.ts";

/** What the provider's step looks at. */
export interface ProviderFacts {
  readonly role: RoleArn;
  readonly claims: Claims & { readonly iss: string };
  readonly providerArn: string;
  readonly reading: Reading<{ readonly audiences: readonly string[] }>;
  /** The exchange's error; null where it passed; undefined where it wasn't tried. */
  readonly exchangeError: GitlabEcrError | null | undefined;
}

/** Whether the account has a provider for the token's issuer that takes its audience. */
export function providerStep({ role, claims, providerArn, reading, exchangeError }: ProviderFacts): Step {
  const audiences = claimValues(claims, "aud") ?? [];
  const context = { accountId: role.accountId, issuer: claims.iss, audience: audiences.join(", "), providerArn };
  const told = toldByExchange(exchangeError?.code);
  switch (reading.kind) {
    case "absent":
      return failedWith("provider", "provider-missing", context, [`${providerArn}: there is none (${reading.by})`]);
    case "read": {
      const known = reading.value.audiences;
      const evidence = [
        `${providerArn} exists`,
        `it takes the audiences ${known.join(", ") || "none"} (read with ${reading.by})`,
      ];
      if (audiences.some((audience) => known.includes(audience))) return passed("provider", evidence);
      return failedWith("provider", "audience-rejected", context, evidence);
    }
    case "unreadable":
      if (exchangeError === null)
        return passed("provider", ["AWS took the token: there is a provider for its issuer and audience"]);
      if (told !== null)
        return failedWith("provider", told, context, [`AWS's own answer: ${exchangeError?.context.awsMessage ?? ""}`]);
      return unclear("provider", "it can't be read from here", howToRead(reading, providerArn), reading.tried);
  }
}

function toldByExchange(code: ErrorCode | undefined): "provider-missing" | "audience-rejected" | null {
  return code === "provider-missing" || code === "audience-rejected" ? code : null;
}
