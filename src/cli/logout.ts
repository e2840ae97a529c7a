import { logout } from "../commands/logout.ts";
import { logoutText } from "../reports/index.ts";
import type { CliCommand } from "./command.ts";
import { createStore } from "./context.ts";
import { engineOptionSpecs } from "./login-options.ts";

/** `gitlab-ecr logout`. */
export const logoutCommand: CliCommand = {
  name: "logout",
  summary: "Remove what this job's login stored, and nothing else.",
  positional: null,
  options: Object.values(engineOptionSpecs),
  help: `
A login is removed only while it is still the one that this job stored and no
other job uses it. The folder that login made for this job alone is removed
whole. Logging out doesn't revoke anything: the password and the session stay
valid until they expire.

Example:
  gitlab-ecr logout

Exit status: 0 done, 2 wrong usage or input, 5 a container tool failed.
`,
  async run({ options, io, output, run }) {
    const store = await createStore(options, io, {}, output.note);
    const result = await logout(store, run);
    for (const warning of result.warnings) output.warning(warning);
    output.result(result, (style) => logoutText(result, style));
    return 0;
  },
};
