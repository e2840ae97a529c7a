import type { Plugin } from "esbuild";

/** A module that login and logout never need, though what they need imports it. */
interface LeftOut {
  /** Its file in node_modules. */
  readonly file: string;
  readonly why: string;
  /** What stands in its place: functions and classes that throw when they are called, or this source. */
  readonly instead: readonly string[] | string;
}

const sharedFiles = "our clients are told what they would look for in ~/.aws";
const verbose = "we never let execa print what it does";
const messages = "only Node children take messages, and we start none";

const leftOut: readonly LeftOut[] = [
  {
    file: "@aws-sdk/credential-provider-node/dist-es/index.js",
    why: "our clients are always given their credentials; the default chain is a chunk of its own",
    instead: `export const defaultProvider = () => () => { throw new Error("A client was given no credentials."); };`,
  },
  {
    file: "@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js",
    why: sharedFiles,
    instead: "export const fromSharedConfigFiles = () => () => { throw new Error(); };",
  },
  {
    file: "@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/adaptors/getEndpointFromConfig.js",
    why: sharedFiles,
    instead: ["getEndpointFromConfig"],
  },
  {
    file: "@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js",
    why: "our clients are always given their region",
    instead: ["getInstanceMetadataRegion"],
  },
  {
    file: "@smithy/core/dist-es/submodules/event-streams/index.js",
    why: "neither STS nor ECR streams events; as a dynamic import it would have half of the SDK evaluated on demand",
    instead: ["EventStreamSerde", "eventStreamSerdeProvider"],
  },
  {
    file: "@smithy/signature-v4/dist-es/HeaderFormatter.js",
    why: "neither STS nor ECR streams events",
    instead: "export class HeaderFormatter {}",
  },
  {
    file: "@aws-sdk/signature-v4-multi-region/dist-es/index.js",
    why: "neither STS nor ECR takes signatures for several regions, and for one region it is SignatureV4",
    instead: `export { SignatureV4 as SignatureV4MultiRegion } from "@smithy/signature-v4";`,
  },
  {
    file: "@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js",
    why: "Node has SHA-256",
    instead: ["Sha256Js"],
  },
  {
    file: "@smithy/core/dist-es/submodules/retry/index.js",
    why: "ours are the retries; the SDK would make one attempt and count it",
    instead: `
      export const DEFAULT_RETRY_MODE = "standard";
      export const RETRY_MODES = {};
      export const NODE_MAX_ATTEMPT_CONFIG_OPTIONS = {};
      export const NODE_RETRY_MODE_CONFIG_OPTIONS = {};
      export const resolveRetryConfig = (config) => config;
      const place = { name: "retryMiddleware", step: "finalizeRequest", priority: "high", override: true };
      export const getRetryPlugin = () => ({ applyToStack: (stack) => stack.add((next) => next, place) });
    `,
  },
  {
    file: "execa/index.js",
    why: "we start programs asynchronously: no scripts, no Node children",
    instead: `import { createExeca } from "./lib/methods/create.js"; export const execa = createExeca(() => ({}));`,
  },
  {
    file: "execa/lib/methods/template.js",
    why: "we write no command line as a template",
    instead: "export const isTemplateString = () => false; export const parseTemplates = undefined;",
  },
  { file: "execa/lib/methods/main-sync.js", why: "we start programs asynchronously", instead: ["execaCoreSync"] },
  { file: "execa/lib/pipe/setup.js", why: "we pipe no program into another", instead: ["pipeToSubprocess"] },
  {
    file: "execa/lib/convert/add.js",
    why: "we read a program's output when it has ended",
    instead: "export const addConvertedStreams = () => {};",
  },
  { file: "execa/lib/ipc/methods.js", why: messages, instead: "export const addIpcMethods = () => {};" },
  { file: "execa/lib/ipc/get-each.js", why: messages, instead: ["loopOnMessages"] },
  { file: "execa/lib/ipc/send.js", why: messages, instead: ["sendMessage"] },
  { file: "execa/lib/ipc/outgoing.js", why: messages, instead: "export const setIpcSubprocessOptions = () => {};" },
  { file: "execa/lib/ipc/graceful.js", why: messages, instead: ["sendAbort"] },
  {
    file: "human-signals/build/src/main.js",
    why: "execa only describes signals with it, in messages that we don't show",
    instead: "export const signalsByName = new Proxy({}, { get: () => ({}) });",
  },
  { file: "execa/lib/verbose/default.js", why: verbose, instead: ["defaultVerboseFunction"] },
  { file: "pretty-ms/index.js", why: verbose, instead: "export default function () {}" },
];

/**
 * Leaves modules out. Fails the build when nothing imports one of them any more, so that a new version of a library
 * can't undo this unseen.
 */
export function leaveOut(): Plugin {
  return {
    name: "leave-out",
    setup(build) {
      const unseen = new Set(leftOut.map(({ file }) => file));
      for (const { file, instead } of leftOut) {
        build.onLoad({ filter: new RegExp(`/node_modules/${file.replaceAll(".", "\\.")}$`) }, ({ path }) => {
          unseen.delete(file);
          const contents = typeof instead === "string" ? instead : throwing(instead);
          return { contents, resolveDir: path.slice(0, path.lastIndexOf("/")) };
        });
      }
      build.onEnd(() => ({
        errors: [...unseen].map((file) => ({ text: `scripts/build/left-out.ts names ${file}, which nothing imports` })),
      }));
    },
  };
}

function throwing(names: readonly string[]): string {
  const throws = (name: string) => `throw new Error("${name} was left out of the bundle");`;
  return names.map((name) => `export function ${name}() { ${throws(name)} }`).join("\n");
}
