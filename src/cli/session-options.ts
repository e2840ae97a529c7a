import type { SessionOptions } from "../commands/session-options.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { Secret } from "../core/secret/index.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";

/** Options that shape the session beyond how it is come by. */
export const sessionOptionSpecs = {
  profile: {
    name: "profile",
    value: "NAME",
    variables: ["AWS_PROFILE"],
    description: "profile of the AWS configuration, for --auth ambient",
  },
  scope: {
    name: "scope",
    value: "ACCESS",
    choices: ["auto", "push", "pull"],
    description: "let the session do just that, with the named repositories; push includes pull",
    fallback: "auto: push where --repository is given, else whatever the role may",
  },
  repository: {
    name: "repository",
    value: "NAME",
    many: true,
    description: "repository that the scope allows; may be given several times",
  },
  sessionPolicy: {
    name: "session-policy",
    value: "FILE",
    description: "IAM policy that narrows the session further",
  },
  sessionPolicyArn: {
    name: "session-policy-arn",
    value: "ARN",
    many: true,
    description: "managed IAM policy that narrows the session; may be given several times",
  },
  chainRoleArn: {
    name: "chain-role-arn",
    value: "ARN",
    many: true,
    description: "role to assume with the credentials of the one before; may be given several times, in order",
  },
  externalIdEnv: {
    name: "external-id-env",
    value: "NAME",
    description: "variable that holds the external id for the chained roles",
  },
  fips: {
    name: "fips",
    value: null,
    variables: ["AWS_USE_FIPS_ENDPOINT"],
    description: "use AWS's FIPS endpoints and registry hosts",
  },
  dualstack: {
    name: "dualstack",
    value: null,
    variables: ["AWS_USE_DUALSTACK_ENDPOINT"],
    description: "use AWS's endpoints and registry hosts for IPv4 and IPv6",
  },
} as const satisfies Record<string, OptionSpec>;

/** Source: STS, AssumeRole, PolicyArns. */
const mostPolicyArns = 10;

/** How the session shall be shaped. Throws `input-invalid` or `unexpanded-variable`. */
export function readSessionOptions(options: OptionReader, command: string): SessionOptions {
  const invalid = (reason: string) => new GitlabEcrError("input-invalid", { reason, command });
  const policyArns = options.list(sessionOptionSpecs.sessionPolicyArn);
  const wrong = policyArns.find((arn) => !/^arn:[a-z-]+:iam::(?:\d{12}|aws):policy\/[!-~]+$/.test(arn));
  if (wrong !== undefined)
    throw invalid(`--session-policy-arn is ${JSON.stringify(wrong)}, which isn't a policy's ARN.`);
  if (policyArns.length > mostPolicyArns) {
    throw invalid(`--session-policy-arn is given ${policyArns.length} times; AWS takes ${mostPolicyArns} at most.`);
  }
  const scope = options.text(sessionOptionSpecs.scope);
  return {
    endpoints: { fips: options.isOn(sessionOptionSpecs.fips), dualstack: options.isOn(sessionOptionSpecs.dualstack) },
    profile: options.find(sessionOptionSpecs.profile),
    narrowing: {
      scope: scope === "push" || scope === "pull" ? scope : null,
      repositories: options.list(sessionOptionSpecs.repository),
      policyFile: options.text(sessionOptionSpecs.sessionPolicy),
      policyArns,
    },
    chainRoleArns: options.list(sessionOptionSpecs.chainRoleArn),
    externalId: readExternalId(options, invalid),
    keysExpireAt: momentOf(options.variable("AWS_CREDENTIAL_EXPIRATION")),
  };
}

function readExternalId(options: OptionReader, invalid: (reason: string) => GitlabEcrError): Secret | null {
  const name = options.text(sessionOptionSpecs.externalIdEnv);
  if (name === null) return null;
  const value = options.usedVariable(name)?.trim();
  if (!value) throw invalid(`--external-id-env names ${name}, which isn't set.`);
  // Source: STS, AssumeRole, ExternalId. The value itself isn't told: it may be a secret.
  if (!/^[\w+=,.@:/-]{2,1224}$/.test(value)) {
    throw invalid(`${name} isn't an external id: 2 to 1224 letters, digits and _+=,.@:/- are allowed.`);
  }
  return new Secret(value);
}

function momentOf(text: string | null): Date | null {
  const moment = new Date(text ?? "");
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** The variables by which the AWS SDK's settings say the same as our options. */
export function endpointVariables({ endpoints }: SessionOptions): Record<string, string> {
  return {
    AWS_USE_FIPS_ENDPOINT: String(endpoints.fips),
    AWS_USE_DUALSTACK_ENDPOINT: String(endpoints.dualstack),
  };
}
