import { literalPattern, matchesPattern, type Pattern, patternOf, patternText } from "../wildcard.ts";

/** How tightly a pattern holds one part of `sub`: one value, some values by wildcard, or not at all. */
export type SubPart =
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "wild"; readonly pattern: string }
  | { readonly kind: "any" };

/** A value in `sub` that GitLab never writes. */
export interface ImpossiblePart {
  readonly component: string;
  readonly value: string;
  readonly expected: string;
  /** It can't occur; else it is merely never meant. */
  readonly never: boolean;
}

/** A GitLab `sub`, or a pattern for one, taken apart. */
export interface SubParts {
  readonly text: string;
  readonly projectPath: SubPart;
  /** Only where it is exact. */
  readonly projectId: string | null;
  readonly refType: SubPart;
  readonly ref: SubPart;
  /** The sub is only minted for protected refs or protected environments. */
  readonly isProtected: boolean;
  /** The whole text is one value: no wildcard anywhere. */
  readonly exact: boolean;
  readonly impossible: readonly ImpossiblePart[];
  /** No token can have such a `sub`, so the pattern admits nobody. */
  readonly dead: boolean;
}

/**
 * Takes a `sub` apart into GitLab's components, `project_path:…:ref_type:…:ref:…` by default, others where the project
 * composes it (`ci_id_token_sub_claim_components`). A component that the pattern doesn't name is `any`.
 *
 * Neither paths nor ref names can hold a colon, so only a wildcard crosses one. Source: GitLab Docs, "OpenID Connect
 * (OIDC) Authentication Using ID Tokens", token payload; "Projects API".
 *
 * @param wildcards whether `*` and `?` are wildcards in the text
 */
export function readSub(text: string, wildcards: boolean): SubParts {
  return readSubPattern(wildcards ? patternOf(text) : literalPattern(text));
}

/** As `readSub`, for a pattern. */
export function readSubPattern(pattern: Pattern): SubParts {
  const values = componentsOf(pattern);
  const part = (name: string): SubPart => partOf(values.get(name) ?? null);
  const refType = narrowed(part("ref_type"), values.get("ref_type"), ["branch", "tag"]);
  const projectId = part("project_id");
  const impossible = impossibleParts(pattern, values);
  return {
    text: patternText(pattern),
    projectPath: part("project_path"),
    projectId: projectId.kind === "exact" && /^\d+$/.test(projectId.value) ? projectId.value : null,
    refType,
    ref: part("ref"),
    isProtected: ["ref_protected", "environment_protected"].some((name) => exactValue(part(name)) === "true"),
    exact: pattern.every((token) => token.kind === "text"),
    impossible,
    dead: impossible.some(({ never }) => never),
  };
}

/** Components that GitLab can compose `sub` of, and others that people write into patterns. */
const componentNames: ReadonlySet<string> = new Set([
  "project_path",
  "project_id",
  "namespace_path",
  "namespace_id",
  "ref_type",
  "ref",
  "ref_path",
  "ref_protected",
  "environment",
  "environment_protected",
  "deployment_tier",
  "environment_action",
  "pipeline_source",
  "user_login",
  "user_id",
]);

/** Values that a component can have at all. */
const domains: Readonly<Record<string, readonly string[]>> = {
  ref_type: ["branch", "tag"],
  ref_protected: ["true", "false"],
  environment_protected: ["true", "false"],
};

function componentsOf(pattern: Pattern): ReadonlyMap<string, Pattern> {
  const pieces = splitAtColons(pattern);
  const values = new Map<string, Pattern>();
  let index = 0;
  while (index < pieces.length) {
    const name = patternText(pieces[index] ?? []);
    const value = pieces[index + 1];
    if (componentNames.has(name) && value !== undefined) {
      if (!values.has(name)) values.set(name, value);
      index += 2;
    } else {
      index += 1;
    }
  }
  return values;
}

function splitAtColons(pattern: Pattern): readonly Pattern[] {
  const pieces: Pattern[number][][] = [[]];
  for (const token of pattern) {
    if (token.kind !== "text") {
      pieces.at(-1)?.push(token);
      continue;
    }
    for (const [index, text] of token.text.split(":").entries()) {
      if (index > 0) pieces.push([]);
      if (text !== "") pieces.at(-1)?.push({ kind: "text", text });
    }
  }
  return pieces;
}

function partOf(value: Pattern | null): SubPart {
  if (value === null || (value.length > 0 && value.every((token) => token.kind === "any"))) return { kind: "any" };
  if (value.every((token) => token.kind === "text")) return { kind: "exact", value: patternText(value) };
  return { kind: "wild", pattern: patternText(value) };
}

/** A wildcard that can only stand for one value of a small domain is as good as that value. */
function narrowed(part: SubPart, value: Pattern | undefined, domain: readonly string[]): SubPart {
  if (part.kind !== "wild" || value === undefined) return part;
  const possible = domain.filter((candidate) => matchesPattern(value, candidate));
  return possible.length === 1 ? { kind: "exact", value: possible[0] ?? "" } : part;
}

function exactValue(part: SubPart): string | null {
  return part.kind === "exact" ? part.value : null;
}

function impossibleParts(pattern: Pattern, values: ReadonlyMap<string, Pattern>): ImpossiblePart[] {
  const parts: ImpossiblePart[] = [];
  for (const [component, value] of values) {
    const expected = expectation(component, value);
    if (expected !== null) {
      parts.push({ component, value: patternText(value), expected, never: component !== "ref" });
    }
  }
  const first = splitAtColons(pattern)[0] ?? [];
  if (first.every((token) => token.kind === "text") && !componentNames.has(patternText(first))) {
    const expected = "project_path:… or project_id:…";
    parts.push({ component: "sub", value: patternText(pattern), expected, never: true });
  }
  return parts;
}

/** What GitLab writes there instead; null where the value can occur. */
function expectation(component: string, value: Pattern): string | null {
  const domain = domains[component];
  if (domain !== undefined) {
    return domain.some((candidate) => matchesPattern(value, candidate)) ? null : domain.join(" or ");
  }
  const text = patternText(value);
  if (component === "ref" && /^refs\/(heads|tags)\//.test(text))
    return `the bare name, ${text.split("/").slice(2).join("/")}`;
  if (!value.every((token) => token.kind === "text")) return null;
  if (component === "project_id" && !/^\d+$/.test(text)) return "digits";
  if (component === "project_path" && !/^[^/]+(\/[^/]+)+$/.test(text)) return "GROUP/PROJECT";
  return null;
}
