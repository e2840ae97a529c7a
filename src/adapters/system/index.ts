export { absolutePath } from "./absolute-path.ts";
export { type CommandOptions, type CommandResult, runCommand } from "./child-process.ts";
export { hasCode, unreadable, unwritable } from "./file-failure.ts";
export { acquireFileLock, type FileLock, type FileLockOptions } from "./file-lock.ts";
export { findOnPath } from "./find-on-path.ts";
export { listFolder, writeGeneratedFolder } from "./generated-folder.ts";
export { homeFolder } from "./home-folder.ts";
export { readInputFile } from "./input-file.ts";
export { type NotesFile, notesFile } from "./notes-file.ts";
export {
  makePrivateFolder,
  mendFileMode,
  readPrivateFile,
  removeTemporaryFiles,
  statusOf,
  temporaryFileFor,
  writePrivateFile,
} from "./private-file.ts";
export { writePublicFile } from "./public-file.ts";
export { readPublished, writePublished } from "./published-folder.ts";
export { type InheritedEnd, runInherited } from "./run-inherited.ts";
export { editSecretFile } from "./secret-file.ts";
export { readTokenFile } from "./token-file.ts";
export { visibleText } from "./visible-text.ts";
