import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AuditReport, type AuditRole, type AuditUser, namesOnly } from "../../../src/core/audit/index.ts";
import { exampleReport } from "../../core/audit/example-report.ts";
import { everyFormat } from "./every-format.ts";

const formats = Object.entries(everyFormat);

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
const upper = fc.string({ unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), minLength: 16, maxLength: 17 });
const accountId = digits(12);
const keyId = fc.tuple(fc.constantFrom("AKIA", "ASIA"), upper).map((parts) => parts.join(""));
const uniqueId = fc.tuple(fc.constantFrom("AIDA", "AROA", "ANPA", "AGPA"), upper).map((parts) => parts.join(""));
const word = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnop"), minLength: 4, maxLength: 12 });
const email = fc.tuple(word, word).map(([local, host]) => `${local}@${host}.example.com`);
// Marked so that a test finds them: nothing of ours looks like it.
const policyContent = word.map((text) => `project_path:zz-${text}/qq-${text}:*`);
const plainName = fc.tuple(fc.constantFrom("gitlab", "deploy", "ci"), word).map((parts) => parts.join("-"));

interface Secrets {
  readonly accounts: readonly string[];
  readonly keys: readonly string[];
  readonly ids: readonly string[];
  readonly emails: readonly string[];
  readonly contents: readonly string[];
}

const secrets: fc.Arbitrary<Secrets> = fc.record({
  accounts: fc.uniqueArray(accountId, { minLength: 3, maxLength: 3 }),
  keys: fc.uniqueArray(keyId, { minLength: 2, maxLength: 2 }),
  ids: fc.uniqueArray(uniqueId, { minLength: 2, maxLength: 2 }),
  emails: fc.uniqueArray(email, { minLength: 2, maxLength: 2 }),
  contents: fc.uniqueArray(policyContent, { minLength: 2, maxLength: 2 }),
});

/** A report in which every text from outside holds something that mustn't be told. */
function tellingReport(
  names: readonly [string, string],
  { accounts, keys, ids, emails, contents }: Secrets,
): AuditReport {
  const [account = "", second = "", foreign = ""] = accounts;
  const arn = (resource: string, owner = account) => `arn:aws:iam::${owner}:${resource}`;
  const told = `${arn("role/x", foreign)} (${foreign}) by ${keys[0]}, ${ids[0]} and ${emails[0]}`;
  const place = `Statement[0].Condition.StringLike.${contents[0]}`;
  const [userName, roleName] = names;
  const baseUser = exampleReport.users[0]!;
  const baseRole = exampleReport.roles[0]!;
  const ecr = {
    ...baseUser.ecr,
    repositories: [
      { repository: `arn:aws:ecr:eu-west-1:${account}:repository/app`, push: "allow", pull: "allow", missing: [] },
    ],
  } as const;
  const user: AuditUser = {
    ...baseUser,
    name: userName,
    account,
    arn: arn(`user/people/${userName}`),
    path: `/people/${account}/`,
    reasons: [{ id: "name", text: `its name matches gitlab; ${told}` }],
    policies: [
      { name: `own-${account}-${ids[1]}`, kind: "attached", arn: arn("policy/own"), group: emails[1]!, read: true },
    ],
    ecr,
    keys: keys.map((id) => ({ ...baseUser.keys![0]!, id })),
  };
  const finding = {
    ...exampleReport.findings[0]!,
    subject: { kind: "user", name: userName, account },
    resource: user.arn,
  } as const;
  const trustFinding = {
    id: "wildcard-ref",
    severity: "dangerous",
    at: place,
    message: `${contents[0]} leaves the ref open: every branch and tag is admitted, and anybody with push rights can make one.`,
    remedy: `Write ${contents[1]}`,
  } as const;
  const role: AuditRole = {
    ...baseRole,
    name: roleName,
    account: second,
    arn: arn(`role/${roleName}`, second),
    ecr,
    trust: { ...baseRole.trust, findings: [trustFinding], sentences: [`jobs of ${contents[0]}`] },
  };
  const choice = {
    option: "use-role",
    resource: role.arn,
    because: told,
    commands: [`gitlab-ecr setup --account ${account} --project ${contents[0]} --branch '${contents[1]}'`],
  } as const;
  return {
    ...exampleReport,
    account,
    accounts: [account, second].map((id) => ({ id, alias: `alias-${id}`, source: "live" as const })),
    users: [user],
    roles: [role],
    providers: exampleReport.providers.map((one) => ({
      ...one,
      account,
      arn: arn("oidc-provider/gitlab.example.com"),
      audiences: [told],
    })),
    repositories: exampleReport.repositories.map((one) => ({
      ...one,
      account,
      arn: `arn:aws:ecr:eu-west-1:${account}:repository/app`,
    })),
    findings: [
      {
        ...finding,
        id: "key-too-old",
        at: keys[0]!,
        message: `Key ${keys[0]} is 1044 days old, more than 90.`,
        remedy: told,
      },
      { ...finding, ...trustFinding, resource: role.arn, subject: { kind: "role", name: roleName, account: second } },
      {
        ...finding,
        id: "repository-foreign-account",
        at: place,
        message: `The repository's policy lets ${told} of another account push.`,
      },
      { ...finding, id: "a-finding-of-tomorrow", message: contents[1]!, remedy: contents[0]! },
    ],
    suppressed: [
      {
        ...finding,
        id: "key-unused",
        at: keys[1]!,
        message: contents[0]!,
        remedy: told,
        reason: `agreed with ${emails[1]} for ${account}`,
        expires: "2027-01-01",
      },
    ],
    recommendation: { ...choice, alternatives: [choice] },
    readiness: [{ user: userName, account, role: roleName, state: "ready", because: told }],
    unread: [
      {
        account,
        what: `keys of ${userName}, ${ids[1]}`,
        action: "iam:ListAccessKeys",
        because: `User: ${arn("user/auditor")} is not authorized, ${told}`,
      },
    ],
  };
}

function expectNothingTold(text: string, { accounts, keys, ids, emails, contents }: Secrets): void {
  for (const secret of [...accounts, ...keys, ...ids, ...emails, ...contents]) expect(text).not.toContain(secret);
  for (const content of contents) expect(text).not.toContain(content.slice("project_path:".length, -2));
  expect(text).not.toMatch(/arn:aws/);
  expect(text).not.toMatch(/Condition\.StringLike/);
}

describe("names only", () => {
  test.each(formats)(
    "%s tells no account, ARN, key, unique id, policy or e-mail address, and every candidate's name",
    (_, format) => {
      fc.assert(
        fc.property(plainName, plainName, secrets, (userName, roleName, hidden) => {
          const report = tellingReport([userName, roleName], hidden);
          const full = format(report);
          expect(full).toContain(hidden.keys[0]);
          const text = format(namesOnly(report));
          expectNothingTold(text, hidden);
          expect(text).toContain(userName);
          expect(text).toContain(roleName);
        }),
        { numRuns: 40 },
      );
    },
  );

  test.each(formats)("%s masks what of it stands in a name, and keeps the rest", (_, format) => {
    fc.assert(
      fc.property(plainName, plainName, secrets, (first, last, hidden) => {
        const [account, , foreign] = hidden.accounts;
        const userName = `${first}-${foreign}-${last}`;
        const roleName = `${first}-${account}-${hidden.ids[1]}-${last}`;
        const text = format(namesOnly(tellingReport([userName, roleName], hidden)));
        expectNothingTold(text, hidden);
        expect(text).toMatch(new RegExp(`${first}-ACCOUNT-\\d-${last}`));
        expect(text).toMatch(new RegExp(`${first}-ACCOUNT-1-ID-\\d-${last}`));
      }),
      { numRuns: 20 },
    );
  });

  test("takes a user that is called by an e-mail address for one with a mask", () => {
    const [user] = exampleReport.users;
    const users = ["anna@example.com", "ben@example.com"].map((name) => ({
      ...user!,
      name,
      arn: `arn:aws:iam::455931011959:user/${name}`,
    }));
    const masked = namesOnly({ ...exampleReport, users });
    expect(masked.users.map(({ name, arn }) => [name, arn])).toEqual([
      ["EMAIL-1", "user/EMAIL-1"],
      ["EMAIL-2", "user/EMAIL-2"],
    ]);
  });

  test("keeps the example's names, ages, severities and numbers", () => {
    const masked = namesOnly(exampleReport);
    expect(masked.users.map(({ name }) => name)).toEqual(exampleReport.users.map(({ name }) => name));
    expect(masked.account).toBe("ACCOUNT-1");
    expect(masked.users[0]?.keys?.map(({ id, ageDays }) => [id, ageDays])).toEqual([
      ["KEY-1", 1044],
      ["KEY-2", 541],
    ]);
    expect(masked.findings.map(({ id, severity }) => [id, severity])).toEqual(
      exampleReport.findings.map(({ id, severity }) => [id, severity]),
    );
    const old = masked.findings.find(({ id }) => id === "key-too-old");
    expect(old).toMatchObject({
      resource: "user/gitlab-ci",
      at: "KEY-1",
      message: "Key … is 1044 days old, more than 90.",
      remedy: "Rotate it now: gitlab-ecr rotate --user gitlab-ci. Or move to a role, which has no key.",
    });
    expect(masked.repositories.map(({ arn }) => arn)).toEqual(["repository/aws-network-cdk"]);
    expect(masked.roles[0]?.trust.sentences).toEqual([]);
  });

  test("doesn't say that nobody gets in, where it doesn't tell who does", () => {
    const shown = { ...exampleReport, roles: exampleReport.roles.map((role) => ({ ...role, candidate: true })) };
    expect(shown.roles[0]?.trust.sentences).not.toEqual([]);
    for (const [name, format] of formats) expect(`${name}: ${format(namesOnly(shown))}`).not.toMatch(/nobody/);
  });

  test("is the same twice, and leaves nothing to mask", () => {
    expect(namesOnly(exampleReport)).toEqual(namesOnly(exampleReport));
    for (const [name, format] of formats) {
      const text = format(namesOnly(exampleReport));
      const told = /(?<![0-9a-f])\d{12}|arn:aws|AKIA\w|org\/team|network-prod/.exec(text);
      expect([name, told?.[0], told && text.slice(told.index - 60, told.index)]).toEqual([name, undefined, null]);
    }
  });

  test("never puts a piece of a policy where a number or name belongs", () => {
    const crafted = "gitlab-ci is 7 days old, more than 90.";
    const [finding] = exampleReport.findings.filter(({ id }) => id === "key-too-old");
    const message = `Key secret-value is ${crafted} is 8 days old, more than secret.`;
    const masked = namesOnly({ ...exampleReport, findings: [{ ...finding!, message }] });
    expect(masked.findings[0]?.message).not.toContain("secret");
  });
});
