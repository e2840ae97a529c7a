import { isRepositoryName, parseRegistryHost } from "../registry/index.ts";

/** A repository that a pipeline file names in full. */
export interface NamedRepository {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** The repositories of ECR whose addresses are written out in a file. */
export function repositoriesIn(yamlText: string): NamedRepository[] {
  const found = new Map<string, NamedRepository>();
  for (const [, host = "", path = ""] of yamlText.matchAll(
    /\b(\d{12}\.dkr[.-]ecr[\w.-]{1,80})\/([a-z0-9][a-z0-9._/-]{0,255})/g,
  )) {
    const parts = parseRegistryHost(host);
    const name = path.replace(/[/._-]+$/, "");
    if (parts === null || !isRepositoryName(name)) continue;
    found.set(`${host}/${name}`, { account: parts.accountId, region: parts.region, name });
  }
  return [...found.values()];
}
