import type { DoctorOptions } from "../commands/doctor/doctor-options.ts";
import type { LoginOptions } from "../commands/login-options.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { EndpointKind } from "../core/registry/index.ts";
import { loginOptionSpecs } from "./login-options.ts";
import { missingOptions } from "./missing-options.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";
import { sessionOptionSpecs } from "./session-options.ts";

/** The doctor's own options. */
export const doctorOnlySpecs = {
  offline: { name: "offline", value: null, description: "judge from claims and policies alone, without any call" },
  fromLog: {
    name: "from-log",
    value: "FILE",
    description: "explain the messages of a job log or of docker; - reads standard input",
  },
  claims: {
    name: "claims",
    value: "FILE",
    description: "claims of a job, as a JSON object or as the JWT itself; - reads standard input",
  },
  trustPolicy: {
    name: "trust-policy",
    value: "FILE",
    description: "the role's trust policy; online, a copy for where the role can't be read",
  },
  permissions: {
    name: "permissions",
    value: "FILE",
    many: true,
    description: "a permission policy of the role, with --offline; may be given several times",
  },
  repository: {
    name: "repository",
    value: "NAME|ARN",
    description: "repository that the job wants; with --offline its ARN",
  },
  access: {
    name: "access",
    value: "ACCESS",
    choices: ["push", "pull"],
    description: "what the job wants; push includes pull",
    fallback: "push",
  },
  providerAudience: {
    name: "provider-audience",
    value: "AUDIENCE",
    many: true,
    description: "client id of the account's OIDC provider, with --offline; may be given several times",
  },
  simulate: { name: "simulate", value: null, description: "ask IAM's policy simulator, too" },
  format: {
    name: "format",
    value: "FORMAT",
    choices: ["text", "json", "junit"],
    description: "form of the answer; with --output that of the file",
    fallback: "text",
  },
  output: { name: "output", value: "FILE", description: "write the answer to a file, too" },
} as const satisfies Record<string, OptionSpec>;

const { writeEnv: _writeEnv, fallback: _fallback, ...shared } = loginOptionSpecs;

/** All options of the doctor: its own, and those that say how a login would go about it. */
export const doctorSpecs: readonly OptionSpec[] = [
  ...Object.values(doctorOnlySpecs),
  ...Object.values(shared),
  sessionOptionSpecs.fips,
  sessionOptionSpecs.dualstack,
];

/** What the online doctor is told. */
export function readDoctorOptions(options: OptionReader, login: LoginOptions): DoctorOptions {
  return {
    login,
    claims: options.text(doctorOnlySpecs.claims),
    trustPolicy: options.text(doctorOnlySpecs.trustPolicy),
    repository: options.text(doctorOnlySpecs.repository),
    access: accessOf(options),
    simulate: options.isOn(doctorOnlySpecs.simulate),
    endpoints: readEndpointKind(options),
  };
}

/** Which endpoints and registry hosts are meant. */
export function readEndpointKind(options: OptionReader): EndpointKind {
  return { fips: options.isOn(sessionOptionSpecs.fips), dualstack: options.isOn(sessionOptionSpecs.dualstack) };
}

/** What the offline doctor is told. Throws `input-invalid` where claims or policy are missing. */
export function readOfflineOptions(options: OptionReader) {
  const specs = [doctorOnlySpecs.claims, doctorOnlySpecs.trustPolicy];
  const [claims, trustPolicy] = [options.text(doctorOnlySpecs.claims), options.text(doctorOnlySpecs.trustPolicy)];
  if (claims === null || trustPolicy === null) {
    const missing = specs.filter((spec) => options.text(spec) === null);
    throw missingOptions(missing, {
      command: "doctor",
      example: "gitlab-ecr doctor --offline --claims claims.json --trust-policy role.json",
    });
  }
  return {
    claims,
    trustPolicy,
    permissions: options.list(doctorOnlySpecs.permissions),
    repository: options.text(doctorOnlySpecs.repository),
    access: accessOf(options),
    providerAudiences: options.list(doctorOnlySpecs.providerAudience),
  };
}

/** How the doctor works: by calls, from files, or from a log. */
type DoctorMode = "online" | "--offline" | "--from-log";

const { claims, trustPolicy, permissions, repository, access, providerAudience, simulate } = doctorOnlySpecs;
const unused: Readonly<Record<DoctorMode, readonly OptionSpec[]>> = {
  online: [permissions, providerAudience],
  "--offline": [simulate],
  "--from-log": [claims, trustPolicy, permissions, repository, access, providerAudience, simulate],
};

/** Refuses the options on the command line that the doctor would pass over. Throws `input-invalid`. */
export function refuseUnused(options: OptionReader, mode: DoctorMode): void {
  const given = (spec: OptionSpec) =>
    spec.value === null ? options.isOn(spec) : options.find(spec)?.source === `--${spec.name}`;
  const names = unused[mode].filter(given).map(({ name }) => `--${name}`);
  if (names.length === 0) return;
  const without = `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} for --offline, which isn't given.`;
  const reason = mode === "online" ? without : `${mode} doesn't go with ${names.join(" and ")}.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "doctor" });
}

function accessOf(options: OptionReader): "push" | "pull" {
  return options.text(doctorOnlySpecs.access) === "pull" ? "pull" : "push";
}
