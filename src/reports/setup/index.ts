export { appliedText, type ChangesReport, proposalText } from "./changes-text.ts";
export { type GitlabSideReport, gitlabPlanText, gitlabSideText } from "./gitlab-side-text.ts";
export { includeBlock } from "./include-block.ts";
export { filesOfReadme } from "./readme.ts";
export type { SetupFile } from "./setup-file.ts";
export { type SetupFormat, setupDocument, setupFiles } from "./setup-files.ts";
export { setupText, setupWrittenText } from "./setup-text.ts";
