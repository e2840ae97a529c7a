import { catalogueError, GitlabEcrError } from "../../core/errors/index.ts";
import { documentUrl, type LiveDocuments, readLiveDocuments } from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import type { IssuerOptions } from "./issuer-options.ts";
import type { FetchedDocument, IssuerReader } from "./issuer-world.ts";

/**
 * The discovery document and keys of the instance itself, fit to be published. Throws `network`, `tls` or
 * `issuer-unfit`, which names all that is wrong at once.
 */
export async function readInstance(
  { gitlabUrl, issuer }: Pick<IssuerOptions, "gitlabUrl" | "issuer">,
  reader: IssuerReader,
  run: Run,
): Promise<LiveDocuments> {
  const read = async (url: string) => documentOf(await reader.readDocument(url, run.signal), gitlabUrl);
  return run.step("read GitLab's documents", async () => {
    const discovery = await read(documentUrl(gitlabUrl, "discovery"));
    const { jwks_uri: keysUrl } = discovery;
    if (typeof keysUrl !== "string") throw unfit(gitlabUrl, "it doesn't say where the keys are (jwks_uri)");
    const keySet = await read(keysUrl);
    const found = readLiveDocuments(discovery, keySet, { gitlabUrl, issuer });
    if ("faults" in found) throw unfit(gitlabUrl, found.faults.join("; "));
    return found.live;
  });
}

function documentOf(answer: FetchedDocument, gitlabUrl: string) {
  if (answer.kind === "read") return answer.document;
  const { url, problem, detail: reason } = answer;
  const host = URL.parse(url)?.host ?? url;
  if (problem === "tls") throw new GitlabEcrError("tls", { host, reason });
  if (problem !== "network") throw unfit(gitlabUrl, `${url}: ${reason}`);
  const remedy = [
    `Run it where ${url} can be reached: a runner in the instance's own network.`,
    "Behind a proxy, set HTTPS_PROXY; let NO_PROXY name the instance where the way to it needs none.",
  ];
  throw new GitlabEcrError("network", { host, reason }, { remedy });
}

function unfit(gitlabUrl: string, reason: string): GitlabEcrError {
  return catalogueError("issuer-unfit", { gitlabUrl, reason });
}
