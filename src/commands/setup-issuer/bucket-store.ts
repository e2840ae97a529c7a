import { documentHeaders, type IssuerDocument, issuerPaths } from "../../core/setup/index.ts";
import { accepted, type PublishScene } from "./explain-publish.ts";
import type { BucketApi, DocumentStore } from "./issuer-world.ts";

/** The documents' place in a bucket, below a prefix. */
export function bucketStore(
  api: BucketApi,
  { prefix, scene, signal }: { readonly prefix: string; readonly scene: PublishScene; readonly signal: AbortSignal },
): DocumentStore {
  return {
    async read(document) {
      const found = accepted(await api.readObject(objectKey(prefix, document), signal), scene);
      return found === null ? null : { text: found.text, version: found.etag };
    },
    async write(document, text, replaces) {
      const object = { key: objectKey(prefix, document), text, replaces, ...documentHeaders };
      accepted(await api.writeObject(object, signal), scene);
    },
  };
}

/** The key of a document's object. */
export function objectKey(prefix: string, document: IssuerDocument): string {
  return prefix === "" ? issuerPaths[document] : `${prefix}/${issuerPaths[document]}`;
}
