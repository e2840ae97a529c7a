import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testEngine } from "./engine-tests.ts";

testEngine("podman", {
  async build({ run, home }, image) {
    await writeFile(join(home, "Containerfile"), "FROM scratch\nCOPY Containerfile /\n");
    return run("podman", ["build", "--tag", image, "--file", "Containerfile", "."]);
  },
  push: ({ run }, image, changes) => run("podman", ["push", image], changes),
  async pull({ run }, image, changes) {
    await run("podman", ["tag", image, "kept"]);
    await run("podman", ["rmi", image]);
    return run("podman", ["pull", image], changes);
  },
});
