import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testEngine } from "./engine-tests.ts";

testEngine("buildah", {
  async build({ run, home }, image) {
    await writeFile(join(home, "Containerfile"), "FROM scratch\nCOPY Containerfile /\n");
    return run("buildah", ["build", "--tag", image, "--file", "Containerfile", "."]);
  },
  push: ({ run }, image, changes) => run("buildah", ["push", image], changes),
  async pull({ run }, image, changes) {
    await run("buildah", ["tag", image, "kept"]);
    await run("buildah", ["rmi", image]);
    return run("buildah", ["pull", image], changes);
  },
});
