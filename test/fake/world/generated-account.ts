import { account, group, provider, user } from "./account.ts";
import { managedPolicy } from "./managed-policy.ts";
import { pushPolicy, role, trustPolicy } from "./role.ts";
import type { Account } from "./world.ts";

/**
 * An account of so many users and roles, half and half, the same for the same seed. One in fifty users and one in forty
 * roles is for GitLab or ECR; the rest are people and services, with inline, attached and group policies of their own.
 */
export function generatedAccount(principals: number, seed = 1): Account {
  const random = randomNumbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const gitlab = provider("https://gitlab.com");
  const services = ["s3", "sqs", "dynamodb", "lambda", "logs", "sns"];
  const managed = Array.from({ length: 40 }, (_, index) =>
    managedPolicy(`shared-${index}`, {
      Version: "2012-10-17",
      Statement: Array.from({ length: 5 }, () => ({
        Effect: "Allow" as const,
        Action: [`${pick(services)}:Get*`, `${pick(services)}:List*`],
        Resource: `arn:aws:${pick(services)}:::team-${Math.floor(random() * 500)}/*`,
      })),
    }),
  );
  const groups = Array.from({ length: 20 }, (_, index) =>
    group(`team-${index}`, { attachedPolicies: [pick(managed).arn] }),
  );
  const ownPolicy = () => ({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow" as const, Action: `${pick(services)}:*`, Resource: `arn:aws:s3:::own-${random()}/*` },
    ],
  });
  const users = Array.from({ length: Math.ceil(principals / 2) }, (_, index) => {
    const forCi = index % 50 === 0;
    return user({
      name: forCi ? `gitlab-${index}` : `person-${index}`,
      policies: forCi ? [pushPolicy()] : random() < 0.3 ? [ownPolicy()] : [],
      attachedPolicies: [pick(managed).arn],
      groups: [`team-${index % 20}`],
      accessKeys: forCi || random() < 0.2 ? user({ name: "key" }).accessKeys : [],
    });
  });
  const roles = Array.from({ length: Math.floor(principals / 2) }, (_, index) => {
    const forCi = index % 40 === 0;
    const trusted = role({ provider: gitlab });
    return role({
      provider: gitlab,
      arn: `arn:aws:iam::455931011959:role/${forCi ? "gitlab" : "service"}-${index}`,
      trustPolicy: forCi
        ? trustPolicy(gitlab)
        : {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
          },
      policies: forCi ? trusted.policies : [ownPolicy()],
      attachedPolicies: [pick(managed).arn, pick(managed).arn],
    });
  });
  return account({ providers: [gitlab], users, roles, groups, managedPolicies: managed });
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
