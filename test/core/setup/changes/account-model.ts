import type { AccountState, FoundRole, FoundUser, SetupCall } from "../../../../src/core/setup/index.ts";

/** An account with nothing in it. */
export const emptyAccount: AccountState = {
  provider: null,
  role: null,
  user: null,
  repositories: [],
  trustingRoles: null,
};

/** What an account looks like after a call, as AWS documents the call. Throws where AWS would refuse. */
export function afterCall(state: AccountState, call: SetupCall): AccountState {
  switch (call.call) {
    case "iam:CreateOpenIDConnectProvider":
      if (state.provider !== null) throw new Error("EntityAlreadyExists");
      return { ...state, provider: { audiences: call.audiences, tags: call.tags } };
    case "iam:AddClientIDToOpenIDConnectProvider": {
      const provider = there(state.provider);
      return { ...state, provider: { ...provider, audiences: [...provider.audiences, call.audience] } };
    }
    case "iam:TagOpenIDConnectProvider": {
      const provider = there(state.provider);
      return { ...state, provider: { ...provider, tags: { ...provider.tags, ...call.tags } } };
    }
    case "iam:DeleteOpenIDConnectProvider":
      return { ...state, provider: null };
    case "iam:CreateRole":
      if (state.role !== null) throw new Error("EntityAlreadyExists");
      return {
        ...state,
        role: {
          arn: call.arn,
          trustPolicy: JSON.stringify(call.trustPolicy),
          permissionsPolicy: null,
          permissionsBoundary: call.permissionsBoundary,
          maxSessionDuration: call.maxSessionDuration,
          tags: call.tags,
          otherPolicies: [],
        },
      };
    case "iam:UpdateRole":
      return withRole(state, { maxSessionDuration: call.maxSessionDuration });
    case "iam:UpdateAssumeRolePolicy":
      return withRole(state, { trustPolicy: encodeURIComponent(JSON.stringify(call.trustPolicy)) });
    case "iam:PutRolePolicy":
      return withRole(state, { permissionsPolicy: encodeURIComponent(JSON.stringify(call.permissionsPolicy)) });
    case "iam:PutRolePermissionsBoundary":
      return withRole(state, { permissionsBoundary: call.boundary });
    case "iam:TagRole":
      return withRole(state, { tags: { ...there(state.role).tags, ...call.tags } });
    case "iam:DeleteRolePolicy":
      return withRole(state, { permissionsPolicy: null });
    case "iam:DeleteRole":
      if (there(state.role).permissionsPolicy !== null) throw new Error("DeleteConflict");
      return { ...state, role: null };
    case "iam:CreateUser":
      if (state.user !== null) throw new Error("EntityAlreadyExists");
      return {
        ...state,
        user: {
          arn: call.arn,
          permissionsPolicy: null,
          permissionsBoundary: call.permissionsBoundary,
          tags: call.tags,
          otherPolicies: [],
          keys: [],
        },
      };
    case "iam:PutUserPolicy":
      return withUser(state, { permissionsPolicy: JSON.stringify(call.permissionsPolicy) });
    case "iam:PutUserPermissionsBoundary":
      return withUser(state, { permissionsBoundary: call.boundary });
    case "iam:TagUser":
      return withUser(state, { tags: { ...there(state.user).tags, ...call.tags } });
    case "iam:DeleteUserPolicy":
      return withUser(state, { permissionsPolicy: null });
    case "iam:DeleteAccessKey":
      return withUser(state, { keys: (there(state.user).keys ?? []).filter(({ id }) => id !== call.keyId) });
    case "iam:DeleteUser":
      if ((there(state.user).keys ?? []).length > 0) throw new Error("DeleteConflict");
      return { ...state, user: null };
    default:
      return afterEcrCall(state, call);
  }
}

function afterEcrCall(state: AccountState, call: Extract<SetupCall, { call: `ecr:${string}` }>): AccountState {
  const others = state.repositories.filter(({ name }) => name !== call.name);
  const found = state.repositories.find(({ name }) => name === call.name);
  switch (call.call) {
    case "ecr:CreateRepository": {
      if (found !== undefined) throw new Error("RepositoryAlreadyExists");
      const { name, immutableTags, scanOnPush, kmsKey, tags } = call;
      const made = { name, immutableTags, scanOnPush, kmsKey, tags, lifecyclePolicy: null, holdsImages: false };
      return { ...state, repositories: [...others, made] };
    }
    case "ecr:PutLifecyclePolicy":
      return {
        ...state,
        repositories: [...others, { ...there(found), lifecyclePolicy: JSON.stringify(call.policy, null, 1) }],
      };
    case "ecr:PutImageScanningConfiguration":
      return { ...state, repositories: [...others, { ...there(found), scanOnPush: call.scanOnPush }] };
    case "ecr:PutImageTagMutability":
      return { ...state, repositories: [...others, { ...there(found), immutableTags: call.immutableTags }] };
    case "ecr:TagResource":
      return {
        ...state,
        repositories: [...others, { ...there(found), tags: { ...there(found).tags, ...call.tags } }],
      };
    case "ecr:DeleteRepository":
      if (there(found).holdsImages !== false) throw new Error("RepositoryNotEmpty");
      return { ...state, repositories: others };
  }
}

function withRole(state: AccountState, change: Partial<FoundRole>): AccountState {
  return { ...state, role: { ...there(state.role), ...change } };
}

function withUser(state: AccountState, change: Partial<FoundUser>): AccountState {
  return { ...state, user: { ...there(state.user), ...change } };
}

function there<T>(thing: T | null | undefined): T {
  if (thing === null || thing === undefined) throw new Error("NoSuchEntity");
  return thing;
}
