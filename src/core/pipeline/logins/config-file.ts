import { placedPieces } from "../yaml-source.ts";
import { configView } from "./config-content.ts";
import { type Flow, fileName } from "./known-word.ts";
import { holdsLiteralKey } from "./literal-keys.ts";
import type { Frame, ScriptReader } from "./script-reader.ts";

/** Follows a text into a file, and notes what that means for ECR. */
export function writeText(reader: ScriptReader, path: Flow, content: Flow, { here, placed, item }: Frame): void {
  const { findings } = reader;
  const name = fileName(path);
  reader.files.set(name, content);
  if (content.script !== null) reader.scripts.set(name, { placed: placedPieces(placed, content.script), item });
  const config = placeOfConfig(path, reader.kaniko);
  const view = configView(content);
  if (view !== null && (config !== "other" || (view.helper && /cred(?:Helpers|sStore)/.test(content.shape)))) {
    const kind = config === "kaniko" ? "kaniko-config" : view.helper ? "credential-helper" : "docker-auth-config";
    findings.add({ ...view, kind }, here, [content.carries?.origin ?? null]);
  }
  if (/(?:^|[/}])\.?aws\/credentials$|AWS_SHARED_CREDENTIALS_FILE/.test(path.shape)) {
    findings.prepare("aws-configure", here);
    findings.take("credentials-file", content.names, here);
  }
  if (holdsLiteralKey(content.shape)) {
    findings.add({ kind: "literal-keys", registry: null, confidence: "certain" }, here);
  }
  if (isTokenFile(reader, path) || /web_identity_token_file\s*=/.test(content.shape)) {
    findings.prepare("assume-role-web-identity", here);
  }
}

function placeOfConfig({ shape }: Flow, kaniko: boolean): "kaniko" | "docker" | "other" {
  if (/\/kaniko\/\.docker\/config\.json$/.test(shape)) return "kaniko";
  const docker =
    /\.docker\/config\.json$|DOCKER_CONFIG\b.*config\.json$|containers\/auth\.json$|(?:REGISTRY_AUTH_FILE|DOCKER_CONFIG)\}?$/;
  if (docker.test(shape)) return kaniko ? "kaniko" : "docker";
  return kaniko && /(?:^|\/)config\.json$/.test(shape) ? "kaniko" : "other";
}

/** Whether the file is the one that AWS_WEB_IDENTITY_TOKEN_FILE names. */
function isTokenFile(reader: ScriptReader, { shape }: Flow): boolean {
  if (/AWS_WEB_IDENTITY_TOKEN_FILE/.test(shape)) return true;
  const named = reader.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
  return named.literal !== null && named.literal === shape;
}
