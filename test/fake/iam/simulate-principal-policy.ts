import { decide } from "../policy/evaluate.ts";
import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { boundaryOf, policiesOf } from "../signature/find-key.ts";
import { allowedCaller } from "./allowed-caller.ts";
import { membersIn } from "./members.ts";
import { page } from "./page.ts";

const DECISIONS = { allow: "allowed", deny: "explicitDeny", implicit: "implicitDeny" } as const;

/** SimulatePrincipalPolicy: a role's own policies and its boundary, for every action on every resource. */
export const simulatePrincipalPolicy: QueryOperation = (world, request, form) => {
  const source = form.PolicySourceArn ?? "";
  const { account } = allowedCaller(world, request, "iam:SimulatePrincipalPolicy", () => ({ arn: source }));
  const role = account.roles.find(({ arn }) => arn === source);
  if (role === undefined) throw new Refusal(404, "NoSuchEntity", `Role ${source} does not exist.`);
  const boundary = boundaryOf(world, role);
  const resources = membersIn(form, "ResourceArns");
  const results = membersIn(form, "ActionNames").flatMap((action) =>
    (resources.length === 0 ? ["*"] : resources).map((resource) => {
      const question = { action, resource, context: {} };
      const own = decide(policiesOf(world, role), question);
      const limit = boundary === undefined ? "allow" : decide([boundary], question);
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: DECISIONS[own === "allow" ? limit : own],
        MissingContextValues: [],
      };
    }),
  );
  const { members, rest } = page(world, results, form);
  return { EvaluationResults: members, ...rest };
};
