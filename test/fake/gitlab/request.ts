import type { GitlabInstance } from "../world/gitlab.ts";
import type { World } from "../world/world.ts";
import type { GitlabCaller } from "./caller.ts";

/** A request to the API, read. */
export interface GitlabApiRequest {
  world: World;
  gitlab: GitlabInstance;
  caller: GitlabCaller;
  /** The parts of the path that its route names, decoded. */
  parts: Record<string, string>;
  /** The query. */
  query: URLSearchParams;
  /** The body's fields; empty for a GET. */
  body: Record<string, unknown>;
  /** The address of the request, without its query. */
  address: string;
  /** The address of the instance as the caller reached it. */
  base: string;
}

/** An operation: answers with JSON, or throws a GitlabRefusal. */
export type GitlabOperation = (request: GitlabApiRequest) => Response;
