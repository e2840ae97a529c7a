import { expandVariables } from "./expand-variables.ts";
import type { Flow } from "./known-word.ts";
import { ecrHostIn, namesEcrHost, speaksOfEcr } from "./registry-host.ts";

/** What a `config.json` says of ECR. */
export interface ConfigView {
  readonly registry: string | null;
  readonly confidence: "certain" | "likely";
  /** Whether it names the credential helper of ECR. */
  readonly helper: boolean;
}

/** Reads logins for ECR out of the text of a `config.json`; null where it has none. */
export function configView(content: Pick<Flow, "shape" | "names" | "carries">): ConfigView | null {
  const { shape, names, carries } = content;
  const registry = ecrHostIn(shape);
  const helper = /(?<![\w-])ecr-login(?![\w-])/.test(shape);
  if (helper) return { registry, confidence: "certain", helper };
  if (carries?.what === "password") return { registry, confidence: "certain", helper };
  if (!/auths|credHelpers|credsStore/.test(shape)) return null;
  if (namesEcrHost(shape)) return { registry, confidence: "certain", helper };
  return names.some(speaksOfEcr) ? { registry, confidence: "likely", helper } : null;
}

/** How the text of a docker configuration logs in to ECR: with a password, or by the credential helper; null where not. */
export function dockerConfigLogin(text: string): "password" | "helper" | null {
  if (!/auths|credHelpers|credsStore/.test(text)) return null;
  const { shape, names } = expandVariables(text, () => null);
  const view = configView({ shape, names, carries: null });
  if (view === null) return null;
  return view.helper ? "helper" : "password";
}
