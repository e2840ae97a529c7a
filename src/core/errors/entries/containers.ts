import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What can happen between here and the container tools. */
export const containersEntries = {
  "engine-missing": {
    exitStatus: 5,
    message: "The command {engine} isn't on PATH.",
    causes: ["The job's image doesn't hold it."],
    remedy: ["Use an image that holds {engine}.", "Or write the configuration file without it: --engine config."],
  },
  "engine-failed": {
    exitStatus: 5,
    message: "{engine} couldn't log in to {host}: {reason}",
    causes: [
      "The registry refused the password: another account's registry without access, or a wrong host.",
      "A credential store named in the Docker configuration is broken or missing.",
      "The registry isn't reachable from here.",
    ],
    remedy: [
      "Read the tool's own message above.",
      "If a credential store fails, remove credsStore from config.json, or use --engine config.",
    ],
  },
  "auth-config-shadowed": {
    exitStatus: 0,
    message: "DOCKER_AUTH_CONFIG holds an entry for {host}: docker 28.3 and later use it instead of this login.",
    causes: [
      "The variable is meant for the runner, which pulls the job's image with it; the docker command reads it, too.",
    ],
    remedy: ['Set DOCKER_AUTH_CONFIG: "" in the job\'s variables, or take {host} out of it.'],
  },
  "config-unreadable": {
    exitStatus: 5,
    message: "{path} can't be read: {reason}.",
    causes: [
      "The file isn't valid JSON: another tool wrote it by half, or a variable wasn't expanded in it.",
      "It belongs to another user.",
      "It is a symbolic link, which gitlab-ecr doesn't follow.",
    ],
    remedy: ["Mend or remove {path}, or use another folder: --config-dir."],
  },
  "config-unwritable": {
    exitStatus: 5,
    message: "{path} can't be written: {reason}.",
    causes: [
      "The folder belongs to another user or is read-only.",
      "The disk is full.",
      "It is a symbolic link, which gitlab-ecr doesn't follow.",
    ],
    remedy: ["Give a folder that this user may write: --config-dir or DOCKER_CONFIG."],
  },
} as const satisfies CatalogueEntries;
