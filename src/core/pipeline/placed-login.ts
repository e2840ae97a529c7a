import type { FoundLogin } from "./logins/found-login.ts";
import type { PipelineEntry } from "./pipeline-file.ts";

/** A login with the entry of the file that it stands in. */
export interface PlacedLogin extends FoundLogin {
  readonly entry: PipelineEntry;
}
