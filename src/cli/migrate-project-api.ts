import type { VariableLists } from "../commands/migrate/list-variables.ts";
import type { ProjectApi } from "../commands/migrate/plan-project.ts";
import { groupsOf, listedVariable, type ValuedVariable, type VariablePlace } from "../core/migration/index.ts";
import { credentialVariables, Secret } from "../core/secret/index.ts";
import { wildcardsAdmit } from "../core/setup/index.ts";
import type { OpenGitlab } from "./migrate-gitlab.ts";

type Api = OpenGitlab["api"];

/** Lists variables, whose values go no further than this: what they tell is kept. */
export function variableLists(api: Api): VariableLists {
  return {
    async listVariables(place, signal) {
      const variables = await api.listVariables(ownerOf(place), signal);
      return variables.map((variable) => listedVariable(variable, place));
    },
  };
}

/** What the plan of a project asks GitLab for. Values that are credentials by their name are told to `guard`. */
export function projectApi(api: Api, guard: (secret: Secret) => void): ProjectApi {
  return {
    async listVariables(place, signal) {
      const variables = await api.listVariables(ownerOf(place), signal);
      for (const secret of variables.flatMap(credentialsIn)) guard(secret);
      return variables.map((variable) => listedVariable(variable, place));
    },
    async readProject(project, signal) {
      const { path, group, defaultBranch, sharedWith } = await api.readProject(project, signal);
      return { path, groups: group === null ? [] : groupsOf(path), defaultBranch, sharedWith };
    },
    readVersion: (signal) => api.readVersion(signal),
    async isProtected(project, branch, signal) {
      return wildcardsAdmit((await api.readProtectedRefs(project, signal)).branches, branch);
    },
  };
}

function ownerOf({ level, path }: VariablePlace): Parameters<Api["listVariables"]>[0] {
  return level === "instance" || path === null ? { kind: "instance" } : { kind: level, path };
}

function credentialsIn({ key, value }: ValuedVariable): Secret[] {
  if (value === null) return [];
  return credentialVariables({ [key]: value.reveal() }).map((one) => new Secret(one));
}
