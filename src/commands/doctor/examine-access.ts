import { failedWith, passed, type Step, skipped, unclear } from "../../core/diagnosis/index.ts";
import { actionsFor, checkPermissions, type PermissionsResult } from "../../core/policy/index.ts";
import { attempt } from "./attempt.ts";
import type { Case } from "./case.ts";
import type { IamReads, RoleFacts } from "./doctor-world.ts";
import { type NamedRepository, namedRepository } from "./named-repository.ts";
import type { Session } from "./open-session.ts";
import type { Readers, Reading } from "./readers.ts";
import { howToRead } from "./steps/how-to-read.ts";
import { permissionStep } from "./steps/permission-step.ts";
import { type Subject, subjectOf } from "./subject.ts";

/** What access is examined with. */
export interface AccessTools {
  readonly session: Session;
  readonly iam: IamReads;
  readonly readers: Readers;
  /** The role as it was read; null where it couldn't be. */
  readonly role: RoleFacts | null;
}

/** Repository, and permission to push and pull. */
export interface ExaminedAccess {
  readonly steps: readonly Step[];
  readonly permissions: PermissionsResult | null;
}

interface Unread {
  readonly tried: readonly string[];
  readonly remedy: string;
}

/** Whether the repository is there, and whether the identity may push to it and pull from it. */
export async function examineAccess(found: Case, tools: AccessTools): Promise<ExaminedAccess> {
  const { run, options } = found;
  const repository = namedRepository(found, tools.session);
  const steps = [await attempt("repository", run, () => repositoryStep(found, tools, repository))];
  const subject = subjectOf(found.way, tools);
  const collected: { result: PermissionsResult | null } = { result: null };
  for (const access of ["push", "pull"] as const) {
    if (access === "push" && options.access === "pull") {
      steps.push(skipped("push", "--access pull asks for pull alone"));
      continue;
    }
    steps.push(
      await attempt(access, run, async () => {
        const read = collected.result === null ? await readPermissions(found, tools, { subject, repository }) : null;
        collected.result ??= read?.result ?? null;
        const simulated = options.simulate ? await simulate(found, tools, { subject, repository, access }) : null;
        return permissionStep({
          access,
          repository: repository?.arn ?? null,
          identity: subject?.arn ?? "the identity",
          result: collected.result,
          simulatedDenials: simulated?.denials ?? null,
          unread: read?.unread ?? simulated?.unread ?? null,
        });
      }),
    );
  }
  return { steps, permissions: collected.result };
}

async function repositoryStep(
  { world, run }: Case,
  { readers }: AccessTools,
  repository: NamedRepository | null,
): Promise<Step> {
  if (repository === null) return skipped("repository", "none was named: --repository NAME");
  const { name, accountId, region, arn } = repository;
  const reading = await readers.read((credentials) =>
    world.aws.readRepository({ region, credentials, accountId, name }, run.signal),
  );
  switch (reading.kind) {
    case "read": {
      const immutable = reading.value.tagMutability.startsWith("IMMUTABLE");
      return passed("repository", [
        `${reading.value.arn} exists (read with ${reading.by})`,
        ...(immutable ? ["its tags are immutable: a tag can be pushed once"] : []),
      ]);
    }
    case "absent":
      return failedWith("repository", "repository-missing", { accountId, repository: name, region }, [
        `asked with ${reading.by}`,
      ]);
    case "unreadable":
      return unclear("repository", "it can't be read from here", howToRead(reading, arn), reading.tried);
  }
}

async function readPermissions(
  { world, run, region, options }: Case,
  { iam, readers }: AccessTools,
  { subject, repository }: { readonly subject: Subject | null; readonly repository: NamedRepository | null },
): Promise<{ readonly result: PermissionsResult | null; readonly unread: Unread | null }> {
  if (subject?.roleName == null) {
    const remedy = "Ask IAM's simulator instead: --simulate.";
    return { result: null, unread: { tried: ["the policies of a user aren't read"], remedy } };
  }
  const { roleName, boundaryArn, accountId } = subject;
  const policies = await readers.read((credentials) =>
    iam.readRolePolicies({ region, credentials, roleName, boundaryArn }, run.signal),
  );
  if (policies.kind !== "read") return { result: null, unread: unreadOf(policies, subject.arn) };
  const own = repository === null ? null : await repositoryPolicy({ world, run }, readers, repository);
  if (own?.kind === "unreadable" && repository?.accountId !== accountId) {
    return { result: null, unread: unreadOf(own, repository?.arn ?? "") };
  }
  const documents = {
    identity: policies.value.identity,
    ...(policies.value.boundary === null ? {} : { boundary: policies.value.boundary }),
    ...(own?.kind === "read" ? { repositoryPolicy: own.value } : {}),
    roleArn: subject.arn,
    sessionName: options.login.sessionName,
  };
  const result = checkPermissions(documents, {
    access: options.access,
    accountId,
    ...(repository === null ? {} : { repository: repository.arn }),
  });
  const partly = own?.kind === "unreadable" ? { tried: own.tried, remedy: "" } : null;
  return { result, unread: partly };
}

function repositoryPolicy(
  { world, run }: Pick<Case, "world" | "run">,
  readers: Readers,
  { region, accountId, name }: NamedRepository,
): Promise<Reading<string>> {
  return readers.read((credentials) =>
    world.aws.readRepositoryPolicy({ region, credentials, accountId, name }, run.signal),
  );
}

async function simulate(
  { run, region }: Case,
  { iam, readers }: AccessTools,
  {
    subject,
    repository,
    access,
  }: { subject: Subject | null; repository: NamedRepository | null; access: "push" | "pull" },
): Promise<{ readonly denials: readonly string[] | null; readonly unread: Unread | null }> {
  if (subject === null) return { denials: null, unread: null };
  const needed = actionsFor("push").filter((action) => action.needed.includes(access));
  const denials: string[] = [];
  for (const level of ["registry", "repository"] as const) {
    const actions = needed.filter((one) => one.level === level).map(({ action }) => action);
    const resource = level === "registry" ? "*" : (repository?.arn ?? "*");
    const reading = await readers.read((credentials) =>
      iam.simulatePolicy({ region, credentials, sourceArn: subject.arn, actions, resource }, run.signal),
    );
    if (reading.kind !== "read") return { denials: null, unread: unreadOf(reading, subject.arn) };
    denials.push(...reading.value.filter(({ allowed }) => !allowed).map(({ action }) => action));
  }
  return { denials, unread: null };
}

function unreadOf(reading: Exclude<Reading<unknown>, { kind: "read" }>, resource: string): Unread {
  if (reading.kind === "absent") return { tried: [`${resource}: there is no such thing (${reading.by})`], remedy: "" };
  return { tried: reading.tried, remedy: howToRead(reading, resource) };
}
