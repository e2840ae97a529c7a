import { authenticated } from "./caller.ts";
import type { GitlabOperation } from "./request.ts";

/** GET /version. */
export const readVersion: GitlabOperation = ({ caller, gitlab }) => {
  authenticated(caller);
  return Response.json({ version: gitlab.version, revision: "5ea7cdb4d1d" });
};
