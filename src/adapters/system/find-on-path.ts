import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/**
 * Where a program lies, absolute: the first executable file of that name in the folders of PATH. `undefined` where
 * there is none. Relative folders in PATH are passed over, as Go's `exec.LookPath` does: the working folder is the
 * project's, and a program in it would be given passwords.
 */
export async function findOnPath(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (name === "" || /[/\\\0]/.test(name)) return undefined;
  for (const folder of (environment.PATH ?? "").split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // Not there, or not for this user: either way PATH goes on to the next folder.
  }
}
