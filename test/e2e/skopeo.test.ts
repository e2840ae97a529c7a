import { join } from "node:path";
import { testEngine } from "./engine-tests.ts";

testEngine("skopeo", {
  push: ({ run, layout }, image, changes) => run("skopeo", ["copy", layout, `docker://${image}`], changes),
  pull: ({ run, home }, image, changes) =>
    run("skopeo", ["copy", `docker://${image}`, `oci:${join(home, "pulled")}:latest`], changes),
});
