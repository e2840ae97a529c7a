import type { SessionPolicy } from "../core/identity/index.ts";
import {
  type AskedRegistry,
  askedRegistry,
  publicTargets,
  type RegistryTargets,
  registryTargets,
} from "../core/registry/index.ts";
import { chooseWay, type Way, type WayWorld } from "./choose-way.ts";
import type { AccessOptions } from "./session-options.ts";
import { sessionPolicyOf } from "./session-policy.ts";

/** What planning needs of the world. */
export interface PlanWorld extends WayWorld {
  /** Text of a file that the user named. */
  readText(path: string): Promise<string>;
}

/** How credentials will be come by, and for which registries. */
export interface AccessPlan {
  readonly registries: readonly AskedRegistry[];
  readonly way: Way;
  readonly targets: RegistryTargets;
  /** Hosts of ECR Public among the registries. */
  readonly publicHosts: readonly string[];
  /** What is taken away from the session; null where nothing is. */
  readonly sessionPolicy: SessionPolicy | null;
}

/**
 * Chooses the way to credentials and where they are used, before any call is made.
 *
 * Throws what `chooseWay`, `registryTargets` and `sessionPolicyOf` do, and `registry-invalid`.
 */
export async function planAccess(options: AccessOptions, world: PlanWorld): Promise<AccessPlan> {
  const { endpoints, narrowing } = options.session;
  const registries = options.registries.map(askedRegistry);
  const way = await chooseWay(options, world);
  const targets = registryTargets(registries, options.region, way.partition, endpoints);
  const publicHosts = publicTargets(registries, way.partition, endpoints);
  const place = { registries, targets, usesPublic: publicHosts.length > 0, role: way.lastRole };
  const sessionPolicy = await sessionPolicyOf(narrowing, place, world.readText);
  return { registries, way, targets, publicHosts, sessionPolicy };
}
