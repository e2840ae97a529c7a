import { homedir } from "node:os";

/**
 * The user's home folder: HOME, else the user database's. `/` where there is neither, as for the random users of some
 * Kubernetes distributions; what can't be written there is told when it is tried.
 */
export function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "/";
  }
}
