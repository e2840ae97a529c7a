import type { WordPart } from "../shell/shell-script.ts";
import type { KnownText } from "./registry-host.ts";

/** Where a password or a login command came from: a command that counts by itself, unless a login uses it. */
export interface Origin {
  readonly kind: "get-login-password" | "get-login-v1" | "other";
  readonly registry: string | null;
  /** Where the command stands. */
  readonly place: CommandPlace;
  used: boolean;
}

/** Where a whole command stands in the file. */
export interface CommandPlace {
  readonly start: number;
  readonly end: number;
  /** The item of the script that it stands in. */
  readonly item: object | null;
  /** Whether it is a command of its own, that can be taken away without touching another. */
  readonly alone: boolean;
  readonly dialect?: "sh" | "powershell";
}

/** What flows through a pipe, a variable or a file. */
export interface Flow extends KnownText {
  /** Something of ECR's that it carries: the password, or the command that logs in with it. */
  readonly carries: { readonly what: "password" | "command"; readonly origin: Origin } | null;
  /** The characters of a here-document or quoted text, for a shell that runs them. */
  readonly script: readonly { text: string; at: number }[] | null;
}

/** A file's path as its own lines name it in different ways. */
export function fileName({ shape }: Pick<Flow, "shape">): string {
  return shape.replace(/^(?:\.\/)+/, "");
}

export const nothing: Flow = { literal: null, shape: "$()", names: [], carries: null, script: null };

export function plainText(literal: string): Flow {
  return { literal, shape: literal, names: [], carries: null, script: null };
}

const longest = 10_000;

/** Joins what the parts of a word come to. Texts are cut where they grow without end. */
export function joinFlows(flows: readonly Flow[], between = ""): Flow {
  const [only] = flows;
  if (flows.length === 1 && only !== undefined) return only;
  const known = flows.every(({ literal }) => literal !== null);
  const shape = flows
    .map((flow) => flow.shape)
    .join(between)
    .slice(0, longest);
  return {
    literal: known
      ? flows
          .map(({ literal }) => literal)
          .join(between)
          .slice(0, longest)
      : null,
    shape,
    names: flows.flatMap(({ names }) => names).slice(0, 50),
    carries: carriedBy(flows),
    script: null,
  };
}

function carriedBy(flows: readonly Flow[]): Flow["carries"] {
  const index = flows.findIndex(({ carries }) => carries !== null);
  const carries = flows[index]?.carries ?? null;
  // What PowerShell's Get-ECRLoginCommand gives has a property for each.
  const property = flows[index + 1]?.literal ?? "";
  if (carries !== null && /^\.Command\b/i.test(property)) return { ...carries, what: "command" };
  return carries;
}

/** A word's characters as they stand in the script, variables and commands included. */
export function scriptOfParts(parts: readonly WordPart[], source: string): { text: string; at: number }[] {
  return parts.map((part) => ({
    text: part.kind === "text" ? part.text : source.slice(part.at, part.end),
    at: part.at,
  }));
}
