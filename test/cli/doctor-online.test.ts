import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callsOf, exampleWorld, idToken, inject, provider, signingKey, trustPolicy } from "../fake/index.ts";
import { doctor, doctorJob, readableWorld, readerKeys } from "./doctor-scene.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const repositoryArn = "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk";

describe("in a job where all is well", () => {
  test("every step passes, with what was seen, and nothing is stored", async () => {
    const example = readableWorld();
    const { run, steps } = await doctor(example, ["--repository", "aws-network-cdk"]);
    expect(steps.map(({ id, status }) => [id, status])).toEqual(
      [
        "job",
        "token",
        "issuer",
        "provider",
        "role",
        "trust",
        "exchange",
        "identity",
        "ecr-token",
        "repository",
        "push",
        "pull",
        "container-tool",
        "registry",
      ].map((id) => [id, "pass"]),
    );
    expect(run.json()).toMatchObject({
      ok: true,
      verdict: "pass",
      first: null,
      trust: { verdict: "allow", grade: "caution" },
      permissions: { push: "allow", pull: "allow", missing: [] },
    });
    expect(run.status).toBe(0);
  });

  test("says what it has seen", async () => {
    const { step } = await doctor(readableWorld(), ["--repository", "aws-network-cdk"]);
    expect(step("job").evidence).toEqual([
      "GitLab 18.5.0 at https://gitlab.example.com",
      "branch main, protected",
      "auth: oidc (role from GITLAB_ECR_ROLE_ARN, ID token from GITLAB_OIDC_TOKEN)",
    ]);
    expect(step("token").evidence).toContain("sub: project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:main");
    expect(step("issuer").evidence).toContain("the token's key gitlab-key-1 is among them");
    expect(step("provider").evidence).toContain(
      "it takes the audiences sts.amazonaws.com (read with the job's session)",
    );
    expect(step("role").evidence).toContain("sessions of 3600 s at most");
    expect(step("trust").evidence).toContain("Statement[0] applies: Allow");
    expect(step("repository").evidence).toEqual([`${repositoryArn} exists (read with the job's session)`]);
    expect(step("registry").evidence).toEqual([
      "https://455931011959.dkr.ecr.ap-northeast-1.amazonaws.com/v2/ answers HTTP 200",
    ]);
  });

  test("without permission to read, what can't be seen is unknown and names the action; the verdict stands", async () => {
    const { run, step } = await doctor(exampleWorld(), ["--repository", "aws-network-cdk"]);
    expect([run.status, run.json().verdict, run.json().first]).toEqual([0, "pass", null]);
    expect(step("provider")).toMatchObject({
      status: "pass",
      evidence: [expect.stringContaining("AWS took the token")],
    });
    expect(step("role")).toMatchObject({ status: "pass", evidence: ["AWS gave a session of it"] });
    const remedy = expect.stringMatching(/Allow iam:GetRole on .* gitlab-ecr doctor --trust-policy FILE\.$/);
    expect(step("trust")).toMatchObject({ status: "unknown", remedy });
    expect(step("repository")).toMatchObject({
      status: "unknown",
      remedy: expect.stringContaining("ecr:DescribeRepositories"),
    });
    expect(step("push")).toMatchObject({
      status: "unknown",
      remedy: expect.stringMatching(/Allow iam:List\w+ on arn:aws:iam/),
    });
  });

  test("a dangerous trust policy is what to mend first", async () => {
    const example = readableWorld();
    const [first] = example.account.providers;
    if (first === undefined) throw new Error("The example has providers.");
    example.role.trustPolicy = trustPolicy(first, { StringLike: { "gitlab.example.com:sub": "project_path:org/*" } });
    const { run } = await doctor(example);
    expect(run.json()).toMatchObject({
      verdict: "pass",
      first: { step: "trust", code: null },
      trust: { grade: "dangerous" },
    });
  });

  test("keys need neither token nor role: their steps are skipped, the rest is done", async () => {
    const example = exampleWorld();
    const [key] = example.user.accessKeys;
    const { run, step } = await doctor(example, ["--auth", "static", "--simulate"], {
      environment: { AWS_ACCESS_KEY_ID: key?.accessKeyId, AWS_SECRET_ACCESS_KEY: key?.secretAccessKey },
    });
    expect(step("exchange")).toMatchObject({ status: "skipped", cause: "Static credentials need none." });
    expect(step("identity")).toMatchObject({ status: "pass", evidence: ["arn:aws:iam::455931011959:user/gitlab-ci"] });
    expect(run.json().verdict).toBe("pass");
  });
});

describe("the token", () => {
  test("that has expired fails, with the time", async () => {
    const example = exampleWorld();
    const environment = doctorJob(example, idToken(example.world, { expiresIn: -3600 }));
    const { run, step } = await doctor(example, [], { environment });
    expect(step("token")).toMatchObject({ status: "fail", code: "id-token-expired" });
    expect(step("exchange")).toMatchObject({ status: "fail", code: "id-token-expired" });
    expect(run.json().first).toMatchObject({ step: "token", code: "id-token-expired" });
    expect(run.status).toBe(1);
  });

  test("that AWS still takes for a few minutes is told apart", async () => {
    const example = exampleWorld();
    const environment = doctorJob(example, idToken(example.world, { expiresIn: -60 }));
    const { run, step } = await doctor(example, [], { environment });
    expect([step("token").status, step("exchange").status, run.status]).toEqual(["unknown", "pass", 0]);
  });

  test("of another algorithm isn't one that AWS takes", async () => {
    const example = exampleWorld();
    const environment = doctorJob(example, idToken(example.world, { signature: "hmac" }));
    expect((await doctor(example, [], { environment })).step("token")).toMatchObject({
      status: "fail",
      code: "id-token-malformed",
      cause: expect.stringContaining("signed with HS256"),
    });
  });

  test("that is missing stops all that follows", async () => {
    const { run, step } = await doctor(exampleWorld(), [], { environment: { GITLAB_OIDC_TOKEN: undefined } });
    expect(step("token")).toMatchObject({ status: "fail", code: "id-token-missing" });
    expect(step("exchange")).toMatchObject({ status: "skipped", cause: "ID token comes first." });
    expect([run.status, run.json().verdict]).toEqual([1, "fail"]);
  });

  test("a variable that wasn't expanded is the job's failure, not wrong usage", async () => {
    const environment = { GITLAB_ECR_ROLE_ARN: "$ROLE_OF_PRODUCTION" };
    const { run, step } = await doctor(exampleWorld(), [], { environment });
    expect(step("job")).toMatchObject({
      status: "fail",
      code: "unexpanded-variable",
      remedy: expect.stringContaining("protected"),
    });
    expect(run.status).toBe(1);
  });

  test("neither it nor its signature, nor personal claims, are ever shown", async () => {
    const example = readableWorld();
    const environment = doctorJob(example);
    for (const argv of [["--json"], ["--verbose"], ["--format", "junit"]]) {
      const run = await runCli(example.world, ["doctor", ...argv], { environment });
      const said = run.stdout + run.stderr;
      expect(said).not.toContain(environment.GITLAB_OIDC_TOKEN?.split(".")[2]);
      expect(said).not.toMatch(/sample-user|ASIA|IQoJ/);
      for (const { password } of example.world.passwords) expect(said).not.toContain(password.slice(0, 40));
    }
  });
});

describe("the issuer", () => {
  test("that doesn't publish the token's key fails, and names the key", async () => {
    const example = exampleWorld();
    const environment = doctorJob(example);
    for (const one of example.world.issuers) one.keys = [signingKey("new-key")];
    const { step } = await doctor(example, [], { environment });
    expect(step("issuer")).toMatchObject({
      status: "fail",
      code: "issuer-key-missing",
      cause: expect.stringContaining("gitlab-key-1"),
    });
    expect(step("issuer").evidence).toContain("AWS's own answer: it couldn't get the keys");
  });

  test("that AWS can't reach fails by AWS's own answer, though it answers here", async () => {
    const example = exampleWorld();
    for (const one of example.world.issuers) one.reachable = false;
    const { step } = await doctor(example);
    expect(step("issuer")).toMatchObject({
      status: "fail",
      code: "issuer-unreachable",
      evidence: expect.arrayContaining([expect.stringContaining("answers, with 1 key")]),
    });
  });

  test.each([
    ["a login page", { kind: "html" }, "issuer-unreachable", "it isn't a JSON object, perhaps a login page"],
    ["an error", { kind: "error", code: "x", message: "x", status: 404 }, "issuer-unreachable", "HTTP 404"],
  ] as const)(
    "%s instead of its document is told; where AWS got the keys nevertheless, it is no failure",
    async (_name, fault, code, evidence) => {
      const example = exampleWorld();
      inject(example.world, "issuer:Discovery", fault);
      const passing = await doctor(example);
      expect(passing.step("issuer")).toMatchObject({
        status: "unknown",
        cause: expect.stringContaining("AWS itself got the keys"),
      });
      example.account.providers = [];
      const failing = await doctor(example);
      expect(failing.step("issuer")).toMatchObject({ status: "fail", code });
      expect(failing.step("issuer").evidence.join()).toContain(evidence);
    },
  );

  test("whose document names another issuer fails", async () => {
    const example = exampleWorld();
    for (const one of example.world.issuers) one.namedIssuer = "https://old.example.com";
    example.account.providers = [];
    const { step } = await doctor(example);
    expect(step("issuer")).toMatchObject({
      status: "fail",
      code: "issuer-mismatch",
      cause: "The discovery document of https://gitlab.example.com names another issuer: https://old.example.com.",
    });
  });

  test("that can't be reached from here is unknown: what counts is AWS's way to it, and it says how to check", async () => {
    const example = exampleWorld();
    inject(example.world, "issuer:Discovery", { kind: "reset" });
    example.account.providers = [];
    const { step } = await doctor(example);
    expect(step("issuer").status).toBe("unknown");
    expect(step("issuer").evidence.join()).toContain(
      "curl -sSI https://gitlab.example.com/.well-known/openid-configuration",
    );
  });

  test("at another address than GitLab is told, with the keys that it lacks", async () => {
    const example = exampleWorld();
    const published = "https://oidc.example.org";
    const [live] = example.world.issuers;
    if (live === undefined) throw new Error("The example has an issuer.");
    example.world.issuers.push({ ...live, url: published });
    live.keys = [...live.keys, signingKey("next-key")];
    const theirs = provider(published);
    example.account.providers.push(theirs);
    example.role.trustPolicy = trustPolicy(theirs);
    const environment = doctorJob(example, idToken(example.world, { issuer: published }));
    const { step } = await doctor(example, [], { environment });
    expect(step("issuer")).toMatchObject({ status: "unknown", cause: expect.stringContaining("lack next-key") });
    expect(step("issuer").evidence.join()).toContain("isn't this GitLab's own address, https://gitlab.example.com");
  });
});

describe("provider, role and trust policy", () => {
  test("no provider", async () => {
    const example = exampleWorld();
    example.account.providers = [];
    const { run, step } = await doctor(example, [], { environment: readerKeys(example) });
    expect(step("provider")).toMatchObject({ status: "fail", code: "provider-missing" });
    expect(run.json().first).toMatchObject({
      step: "provider",
      remedy: expect.stringContaining("create-open-id-connect-provider"),
    });
  });

  test("an audience that the provider lacks", async () => {
    const example = exampleWorld();
    const environment = {
      ...readerKeys(example),
      ...doctorJob(example, idToken(example.world, { audience: "gitlab" })),
    };
    const { step } = await doctor(example, [], { environment });
    expect(step("provider")).toMatchObject({ status: "fail", code: "audience-rejected" });
    expect(step("provider").evidence).toContain(
      "it takes the audiences sts.amazonaws.com (read with the keys in AWS_ACCESS_KEY_ID)",
    );
  });

  test("both are known from AWS's own answer where nothing can be read", async () => {
    const example = exampleWorld();
    const environment = doctorJob(example, idToken(example.world, { audience: "gitlab" }));
    const { step } = await doctor(example, [], { environment });
    expect(step("provider")).toMatchObject({
      status: "fail",
      code: "audience-rejected",
      evidence: ["AWS's own answer: Incorrect token audience"],
    });
  });

  test("no role of that name, which AWS itself doesn't tell apart", async () => {
    const example = exampleWorld();
    const environment = { ...readerKeys(example), GITLAB_ECR_ROLE_ARN: "arn:aws:iam::455931011959:role/gone" };
    const { run, step } = await doctor(example, [], { environment });
    expect(step("role")).toMatchObject({ status: "fail", code: "role-missing" });
    expect(step("trust")).toMatchObject({ status: "skipped", cause: "There is no such role." });
    expect(run.json().first).toMatchObject({ step: "role", code: "role-missing" });
  });

  test("a role whose ARN lacks its path", async () => {
    const example = exampleWorld();
    const environment = { ...readerKeys(example), GITLAB_ECR_ROLE_ARN: example.role.arn };
    example.role.arn = "arn:aws:iam::455931011959:role/ci/gitlab-ecr-push";
    const { step } = await doctor(example, [], { environment });
    expect(step("role")).toMatchObject({ status: "fail", remedy: `Give the ARN with its path: ${example.role.arn}` });
  });

  test("the condition that decides, and one that admits", async () => {
    const example = exampleWorld();
    const environment = { ...readerKeys(example), ...doctorJob(example, idToken(example.world, { ref: "dev" })) };
    const { run, step } = await doctor(example, [], { environment });
    expect(step("trust")).toMatchObject({ status: "fail", code: "trust-denied" });
    expect(step("trust").evidence).toContain(
      "Statement[0]: StringEquals gitlab.example.com:sub wants project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:main, it is project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:dev",
    );
    expect(run.json()).toMatchObject({
      first: { step: "trust", remedy: expect.stringContaining("ref:dev") },
      trust: { verdict: "deny" },
    });
    expect(step("exchange").remedy).toBe("Mend the trust policy, as told there.");
  });

  test("without permission to read, the exchange's remedy holds the condition", async () => {
    const example = exampleWorld();
    const environment = doctorJob(example, idToken(example.world, { ref: "dev" }));
    const { run, step } = await doctor(example, [], { environment });
    expect(step("trust").status).toBe("unknown");
    expect(run.json().first).toMatchObject({
      step: "exchange",
      code: "trust-denied",
      remedy: expect.stringContaining('"StringEquals"'),
    });
  });

  test("a copy of the policy stands in where the role can't be read", async () => {
    const example = exampleWorld();
    const path = join(await temporaryFolder(), "trust.json");
    await writeFile(path, JSON.stringify(example.role.trustPolicy));
    const environment = doctorJob(example, idToken(example.world, { ref: "dev" }));
    const { step } = await doctor(example, ["--trust-policy", path], { environment });
    expect(step("trust")).toMatchObject({
      status: "fail",
      evidence: expect.arrayContaining([`policy from ${path}, grade caution`]),
    });
  });

  test("a policy that admits what AWS refuses is unknown, with where to look", async () => {
    const example = exampleWorld();
    inject(example.world, "sts:AssumeRoleWithWebIdentity", {
      kind: "error",
      code: "AccessDenied",
      message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
      status: 403,
    });
    const { step } = await doctor(example, [], { environment: readerKeys(example) });
    expect(step("trust")).toMatchObject({ status: "unknown", remedy: expect.stringContaining("SCP") });
  });

  test("a role made seconds ago may not be known everywhere", async () => {
    const example = exampleWorld();
    example.role.createdAt = new Date(example.world.now().getTime() - 20_000);
    inject(example.world, "sts:AssumeRoleWithWebIdentity", {
      kind: "error",
      code: "AccessDenied",
      message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
      status: 403,
    });
    const { step } = await doctor(example, [], { environment: readerKeys(example) });
    expect(step("role")).toMatchObject({
      status: "unknown",
      cause: expect.stringMatching(/made 2\ds? ?s ago|made 2\d s ago/),
    });
  });

  test("a session that is longer than the role grants", async () => {
    const example = exampleWorld();
    const { step } = await doctor(example, ["--duration", "2h"], { environment: readerKeys(example) });
    expect(step("role")).toMatchObject({ status: "fail", code: "duration-too-long" });
  });

  test("keys of another account aren't used to read", async () => {
    const example = exampleWorld();
    const environment = { ...readerKeys(example), ...doctorJob(example, idToken(example.world, { ref: "dev" })) };
    environment.GITLAB_ECR_ROLE_ARN = "arn:aws:iam::210987654321:role/gitlab-ecr-push";
    const { step } = await doctor(example, [], { environment });
    expect(step("role").evidence).toEqual([
      "the keys in AWS_ACCESS_KEY_ID: they belong to account 455931011959, the role is in 210987654321",
    ]);
    expect(callsOf(example.world, "iam:GetRole")).toEqual([]);
  });
});

describe("repository and permissions", () => {
  test("a repository that isn't there, with the command that makes it", async () => {
    const { run, step } = await doctor(readableWorld(), ["--repository", "app"]);
    expect(step("repository")).toMatchObject({ status: "fail", code: "repository-missing" });
    expect(run.json().first).toMatchObject({
      remedy: expect.stringContaining("aws ecr create-repository --repository-name app --region ap-northeast-1"),
    });
  });

  test("a policy for another repository denies the push, and names the actions", async () => {
    const example = readableWorld();
    example.role.policies[0] = {
      Statement: [
        {
          Effect: "Allow",
          Action: ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          Resource: "*",
        },
        { Effect: "Allow", Action: "ecr:*", Resource: `${repositoryArn}-other` },
      ],
    };
    const { step } = await doctor(example, ["--repository", repositoryArn]);
    expect(step("push")).toMatchObject({
      status: "fail",
      code: "push-denied",
      remedy: expect.stringContaining("ecr:PutImage"),
    });
    expect(step("pull").status).toBe("pass");
  });

  test("only what is asked for counts", async () => {
    const { step } = await doctor(readableWorld(), ["--access", "pull"]);
    expect([step("push").status, step("pull").status]).toEqual(["skipped", "pass"]);
  });

  test("a permissions boundary counts, and attached policies do", async () => {
    const example = readableWorld();
    example.role.policies = example.role.policies.slice(1);
    example.role.attachedPolicies = ["arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"];
    expect((await doctor(example, ["--repository", repositoryArn])).step("push").status).toBe("pass");
    const limit = "arn:aws:iam::455931011959:policy/limit";
    example.world.managedPolicies[limit] = {
      Statement: { Effect: "Allow", Action: ["ecr:Get*", "ecr:Batch*", "ecr:Describe*", "iam:*"], Resource: "*" },
    };
    example.role.permissionsBoundary = limit;
    const { step } = await doctor(example, ["--repository", repositoryArn]);
    expect(step("push")).toMatchObject({ status: "fail", remedy: expect.stringContaining("ecr:PutImage") });
  });

  test("the repository's own policy counts", async () => {
    const example = readableWorld();
    const [repository] = example.account.repositories;
    if (repository === undefined) throw new Error("The example has a repository.");
    repository.policy = {
      Version: "2012-10-17",
      Statement: { Effect: "Deny", Principal: "*", Action: "ecr:PutImage" },
    };
    const { step } = await doctor(example, ["--repository", repositoryArn]);
    expect(step("push")).toMatchObject({ status: "fail", cause: expect.stringContaining("ecr:PutImage") });
  });

  test("IAM's simulator decides where policies can't be read, and is told beside them where they can", async () => {
    const simulateOnly = {
      Statement: { Effect: "Allow" as const, Action: "iam:SimulatePrincipalPolicy", Resource: "*" },
    };
    const example = exampleWorld();
    example.role.policies.push(simulateOnly);
    const alone = await doctor(example, ["--simulate", "--repository", repositoryArn]);
    expect(alone.step("push")).toMatchObject({
      status: "pass",
      evidence: expect.arrayContaining(["by IAM's simulator: allow"]),
    });
    const both = await doctor(readableWorld(), ["--simulate", "--repository", repositoryArn]);
    expect(both.step("pull").evidence).toEqual(["by the policies: allow", "by IAM's simulator: allow"]);
  });

  test("a name that can't be a repository's is wrong usage", async () => {
    const example = exampleWorld();
    const run = await runCli(example.world, ["doctor", "--repository", "App:1"], { environment: doctorJob(example) });
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  });

  test("no permission for a password fails there", async () => {
    const example = exampleWorld();
    example.role.policies = [];
    const { step } = await doctor(example);
    expect(step("ecr-token")).toMatchObject({ status: "fail", code: "ecr-denied" });
    expect(step("registry")).toMatchObject({ status: "skipped" });
  });
});

describe("the container tool and the registry", () => {
  const withConfig = async (config: object) => {
    const HOME = await temporaryFolder();
    await mkdir(join(HOME, ".docker"), { mode: 0o700 });
    await writeFile(join(HOME, ".docker/config.json"), JSON.stringify(config), { mode: 0o600 });
    return HOME;
  };
  const dockerOf = async (version: string) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "docker"), `#!/bin/sh\necho 'Docker version ${version}, build 1'\n`, { mode: 0o755 });
    return folder;
  };
  const shadowing = JSON.stringify({ auths: { "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com": { auth: "x" } } });

  test("a credential store of another machine", async () => {
    const HOME = await withConfig({ credsStore: "desktop" });
    const { step } = await doctor(exampleWorld(), [], { environment: { HOME } });
    expect(step("container-tool")).toMatchObject({
      status: "fail",
      code: "credential-helper-missing",
      cause: expect.stringContaining("docker-credential-desktop"),
    });
  });

  test.each([
    ["28.3.1", "fail", "auth-config-shadowed"],
    ["29.0.0", "fail", "auth-config-shadowed"],
    ["28.2.2", "pass", null],
    ["unknown", "unknown", null],
  ])("DOCKER_AUTH_CONFIG with docker %s: %s", async (version, status, code) => {
    const environment = { PATH: `${await dockerOf(version)}:/bin`, DOCKER_AUTH_CONFIG: shadowing };
    const { step } = await doctor(exampleWorld(), [], { environment });
    expect(step("container-tool")).toMatchObject({ status, code });
  });

  test("--engine docker without docker", async () => {
    const { step } = await doctor(exampleWorld(), ["--engine", "docker"]);
    expect(step("container-tool")).toMatchObject({ status: "fail", code: "engine-missing" });
  });

  test.each([
    [401, "registry-token-invalid"],
    [403, "registry-forbidden"],
    [429, "registry-throttled"],
    [500, "answer-invalid"],
  ])("a registry that answers %s", async (status, code) => {
    const example = exampleWorld();
    inject(example.world, "registry:Base", { kind: "error", code: "DENIED", message: "no", status });
    const { run, step } = await doctor(example);
    expect(step("registry")).toMatchObject({ status: "fail", code });
    expect(step("registry").evidence.join()).toContain(`HTTP ${status}: no`);
    expect(run.status).toBe(1);
  });

  test("a registry that can't be reached", async () => {
    const example = exampleWorld();
    inject(example.world, "registry:Base", { kind: "reset" });
    expect((await doctor(example)).step("registry")).toMatchObject({ status: "fail", code: "network" });
  });
});

describe("on a laptop, with a job's claims", () => {
  const claims = (example: ReturnType<typeof exampleWorld>, ref: string) =>
    JSON.stringify({
      iss: "https://gitlab.example.com",
      aud: "sts.amazonaws.com",
      sub: `project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:${ref}`,
      ref,
      user_email: "jane@example.com",
      role: example.role.id,
    });
  const laptop = {
    CI: undefined,
    GITLAB_CI: undefined,
    GITLAB_OIDC_TOKEN: undefined,
    CI_SERVER_URL: undefined,
    AWS_REGION: undefined,
  };

  test.each([
    ["main", "pass", 0],
    ["dev", "fail", 1],
  ])("branch %s: %s", async (ref, status, exit) => {
    const example = exampleWorld();
    const environment = { ...laptop, ...readerKeys(example) };
    const { run, step } = await doctor(example, ["--claims", "-"], { environment, stdin: claims(example, ref) });
    expect(step("trust").status).toBe(status);
    expect([step("exchange").status, step("registry").status]).toEqual(["skipped", "skipped"]);
    expect(run.status).toBe(exit);
    expect(run.stdout).not.toContain("jane@example.com");
    expect(callsOf(example.world, "sts:AssumeRoleWithWebIdentity")).toEqual([]);
  });

  test("nobody who may read leaves it unknown, which isn't well", async () => {
    const example = exampleWorld();
    const environment = { ...laptop, CI: "true" };
    const { run, step } = await doctor(example, ["--claims", "-"], { environment, stdin: claims(example, "main") });
    expect([run.status, run.json().verdict, step("trust").status]).toEqual([1, "unknown", "unknown"]);
  });

  test("claims without a role say what is missing", async () => {
    const environment = { ...laptop, GITLAB_ECR_ROLE_ARN: undefined };
    const { step } = await doctor(exampleWorld(), ["--claims", "-"], { environment, stdin: "{}" });
    expect(step("role")).toMatchObject({ status: "fail", code: "role-arn-missing" });
  });
});

test("IAM's custom endpoint is told as the others are, and refused where it is insecure", async () => {
  const example = exampleWorld();
  const environment = { ...doctorJob(example), AWS_ENDPOINT_URL_IAM: "https://iam.amazonaws.com" };
  const told = await runCli(example.world, ["doctor"], { environment });
  expect(told.stderr).toContain("custom endpoint for IAM: https://iam.amazonaws.com (AWS_ENDPOINT_URL_IAM)");
  const insecure = { ...environment, AWS_ENDPOINT_URL_IAM: "http://iam.example.com" };
  const refused = await runCli(example.world, ["doctor"], { environment: insecure });
  expect([refused.status, refused.code()]).toEqual([2, "endpoint-insecure"]);
});

test("ECR Public isn't examined, and no answer is made up for it", async () => {
  const example = exampleWorld();
  const run = await runCli(example.world, ["doctor", "public"], { environment: doctorJob(example) });
  expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
});

test("--fips asks AWS's FIPS endpoints, and the registry's FIPS host where its account is named", async () => {
  const example = exampleWorld();
  const argv = ["455931011959", "--fips", "--region", "us-east-1"];
  const { run, step } = await doctor(example, argv);
  expect(callsOf(example.world, "sts:AssumeRoleWithWebIdentity")[0]?.url).toBe(
    "https://sts-fips.us-east-1.amazonaws.com/",
  );
  expect(step("registry").evidence).toEqual([
    "https://455931011959.dkr.ecr-fips.us-east-1.amazonaws.com/v2/ answers HTTP 200",
  ]);
  expect(run.status).toBe(0);
});

test("when the time is over, the rest is skipped and what was seen is told", async () => {
  const example = exampleWorld();
  inject(example.world, "sts:GetCallerIdentity", { kind: "latency", milliseconds: 60_000 });
  const { run, step } = await doctor(example, ["--timeout", "1"]);
  expect(step("exchange").status).toBe("pass");
  expect(step("identity")).toMatchObject({ status: "fail", code: "timeout" });
  expect(step("ecr-token")).toMatchObject({ status: "skipped", cause: "The time was over." });
  expect(run.status).toBe(1);
});
