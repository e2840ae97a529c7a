import type { Run } from "../run.ts";
import { accepted, type PublishScene } from "./explain-publish.ts";
import type { ProviderApi } from "./issuer-world.ts";

/** What is to be done about the OIDC provider; `unknown` where this identity may not look. */
export type ProviderPlan = "keep" | "create" | "add-audience" | "unknown";

/** Whether the account has a provider for the issuer that takes the audience. */
export async function planProvider(
  api: ProviderApi,
  { audience, scene }: { readonly audience: string; readonly scene: PublishScene },
  run: Run,
): Promise<ProviderPlan> {
  return run.step("look for the OIDC provider", async () => {
    const outcome = await api.readProvider(scene.providerArn, run.signal);
    const awsCode = !outcome.ok && outcome.failure.kind === "aws" ? outcome.failure.awsCode : null;
    if (awsCode === "NoSuchEntity") return "create";
    if (awsCode === "AccessDenied") return "unknown";
    return accepted(outcome, scene).audiences.includes(audience) ? "keep" : "add-audience";
  });
}

/** Makes the provider, or lets it take the audience. One that came meanwhile is as good. */
export async function applyProvider(
  plan: ProviderPlan,
  api: ProviderApi,
  { audience, issuer, scene }: { readonly audience: string; readonly issuer: string; readonly scene: PublishScene },
  run: Run,
): Promise<void> {
  if (plan === "add-audience") {
    const add = () => api.addAudience(scene.providerArn, audience, run.signal);
    accepted(await run.step("add the audience", add), scene);
    return;
  }
  if (plan !== "create") return;
  const create = () => api.createProvider({ url: issuer, audiences: [audience] }, run.signal);
  const outcome = await run.step("create the OIDC provider", create);
  const came = !outcome.ok && outcome.failure.kind === "aws" && outcome.failure.awsCode === "EntityAlreadyExists";
  if (!came) accepted(outcome, scene);
}
