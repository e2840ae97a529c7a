import { expect, test } from "vitest";
import { idToken, readPolicy, role, signingKey } from "../fake/index.ts";
import { doctor } from "./doctor-scene.ts";
import { interceptRequests } from "./run-cli.ts";
import { gitlabUrl, issuerScene, publicUrl } from "./setup-issuer-scene.ts";

interceptRequests();

/** A job of an instance whose tokens name the published address. */
async function publishedJob() {
  const scene = issuerScene();
  await scene.run();
  for (const one of scene.world.issuers) one.tokenIssuer = publicUrl;
  const provider = scene.account.providers.find(({ url }) => url === publicUrl);
  if (provider === undefined) throw new Error("The publication makes the provider.");
  const own = role({ provider });
  own.policies.push(readPolicy());
  scene.account.roles = [own];
  return { ...scene, role: own };
}

test("the doctor finds all right with a token whose issuer isn't the instance's own address", async () => {
  const scene = await publishedJob();
  const { run, step } = await doctor(scene);
  expect(run.json().verdict, run.stdout).toBe("pass");
  expect(step("issuer").evidence).toEqual(
    expect.arrayContaining([
      `${publicUrl}/.well-known/openid-configuration answers`,
      "the token's key gitlab-key-1 is among them",
      `the issuer isn't this GitLab's own address, ${gitlabUrl} (ci_id_tokens_issuer_url)`,
    ]),
  );
});

test("the doctor says to publish again where the token's key isn't public yet", async () => {
  const scene = await publishedJob();
  for (const one of scene.world.issuers) one.keys = [signingKey("gitlab-key-2")];
  const { step } = await doctor(scene, [], { environment: { GITLAB_OIDC_TOKEN: idToken(scene.world) } });
  expect(step("issuer")).toMatchObject({
    status: "fail",
    code: "issuer-key-missing",
    remedy: expect.stringContaining("gitlab-ecr setup issuer"),
  });
});

test("the doctor names setup issuer where AWS can't reach the instance", async () => {
  const scene = issuerScene();
  const { step } = await doctor(scene);
  expect(step("issuer")).toMatchObject({
    status: "fail",
    code: "issuer-unreachable",
    remedy: expect.stringContaining("gitlab-ecr setup issuer"),
  });
});
