import type { Plugin } from "esbuild";

/** A module that a login never calls, though what it does call imports it. */
interface LeftOut {
  /** As it is imported. */
  readonly module: string;
  readonly why: string;
  /** Its exports that are imported. */
  readonly exports: readonly string[];
}

const leftOut: readonly LeftOut[] = [
  {
    module: "@aws-sdk/credential-provider-node",
    why: "our clients are always given their credentials; the default chain is a chunk of its own",
    exports: ["defaultProvider"],
  },
  {
    module: "@smithy/core/event-streams",
    why: "neither STS nor ECR streams events; as a dynamic import it would have half of the SDK wrapped, to be evaluated on demand, which costs all of it a second compilation",
    exports: ["EventStreamSerde", "eventStreamSerdeProvider"],
  },
];

/**
 * Leaves modules out: what is in their place throws when it is called. Fails the build when one of them isn't imported
 * any more, so that a new version of the SDK can't undo this unseen.
 */
export function leaveOut(): Plugin {
  return {
    name: "leave-out",
    setup(build) {
      const unseen = new Set(leftOut.map(({ module }) => module));
      for (const { module, why, exports } of leftOut) {
        const contents = exports.map(
          (name) => `export function ${name}() { throw new Error("${module} was left out: ${why}"); }`,
        );
        build.onResolve({ filter: new RegExp(`^${module}$`) }, () => {
          unseen.delete(module);
          return { path: module, namespace: "left-out" };
        });
        build.onLoad({ filter: new RegExp(`^${module}$`), namespace: "left-out" }, () => ({
          contents: contents.join("\n"),
        }));
      }
      build.onEnd(() => ({
        errors: [...unseen].map((module) => ({
          text: `scripts/build/left-out.ts names ${module}, which nothing imports`,
        })),
      }));
    },
  };
}
