import type { Finding } from "../../finding.ts";
import type { Policy } from "../../policy.ts";
import type { GuardView, ProviderView, StatementView } from "../statement-view.ts";
import type { LintTrustOptions } from "../trust-options.ts";

/** A rule over guards: those of one statement, or those that Deny statements impose. */
export type GuardRule = (view: GuardView, options: LintTrustOptions) => readonly Finding[];

/** A rule over one statement as one provider's tokens meet it. */
export type StatementRule = (view: StatementView, options: LintTrustOptions) => readonly Finding[];

/** A rule over one provider in the whole policy. */
export type ProviderRule = (view: ProviderView, policy: Policy) => readonly Finding[];

/** A rule over the whole policy. */
export type PolicyRule = (policy: Policy, options: LintTrustOptions) => readonly Finding[];
