import { createHash } from "node:crypto";

/** A package of npm's lock file, version 3. Source: npm's documentation of package-lock.json. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What a bill of materials is made from. */
export interface BillInput {
  /** `packages` of the lock file, by path. */
  readonly locked: Readonly<Record<string, LockedPackage>>;
  /** Paths in the lock file of packages whose code is in what is built, besides those that the package depends on. */
  readonly bundled: readonly string[];
  readonly description: string;
  /** Day of the release, such as 2026-11-24; null where there is none yet. */
  readonly date: string | null;
}

/**
 * The bill of materials of the npm package, as CycloneDX 1.5: what it depends on, and what its files hold. The same
 * input gives the same text. npm's own bill isn't taken: it lacks each package that a development tool needs, too, and
 * lists the workspaces' tools.
 */
export function billOf({ locked, bundled, description, date }: BillInput): string {
  const { version = "0.0.0", license = "Apache-2.0", dependencies = {} } = locked[""] ?? {};
  const paths = reachable(locked, bundled);
  const refs = new Map(paths.map((path) => [path, refOf(path, locked[path])]));
  const root = `gitlab-ecr@${version}`;
  const names = (path: string, wanted: Readonly<Record<string, string>> = {}) =>
    [...new Set(Object.keys(wanted).flatMap((name) => refs.get(find(locked, path, name) ?? "") ?? []))].sort();
  const content = {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      ...(date === null ? {} : { timestamp: `${date}T00:00:00Z` }),
      lifecycles: [{ phase: "build" }],
      component: {
        "bom-ref": root,
        type: "application",
        name: "gitlab-ecr",
        version,
        description,
        licenses: licencesOf(license),
        purl: `pkg:npm/gitlab-ecr@${version}`,
      },
    },
    components: [...new Map(paths.map((path) => [refs.get(path), componentOf(path, locked[path])])).values()],
    dependencies: [
      {
        ref: root,
        dependsOn: [...new Set([...names("", dependencies), ...bundled.map((path) => refs.get(path))])].sort(),
      },
      ...new Map(
        paths.map((path) => [
          refs.get(path),
          { ref: refs.get(path), dependsOn: names(path, locked[path]?.dependencies) },
        ]),
      ).values(),
    ],
  };
  return `${JSON.stringify({ ...content, serialNumber: serialNumberOf(JSON.stringify(content)) }, null, 2)}\n`;
}

/** Paths of all packages that the package needs at run time or holds, in order. */
function reachable(locked: BillInput["locked"], bundled: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (from: string) => {
    for (const name of Object.keys(locked[from]?.dependencies ?? {})) {
      const path = find(locked, from, name);
      if (path === null) throw new Error(`package-lock.json lacks ${name}, of ${from || "the package itself"}.`);
      if (found.has(path)) continue;
      found.add(path);
      visit(path);
    }
  };
  visit("");
  for (const path of bundled) {
    if (locked[path] === undefined) throw new Error(`package-lock.json lacks ${path}, which is in what was built.`);
    found.add(path);
  }
  return [...found].sort();
}

/** Where Node finds a package: in the nearest node_modules. */
function find(locked: BillInput["locked"], from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (locked[path] !== undefined) return path;
    if (folder === "") return null;
  }
}

function nameOf(path: string, { name }: LockedPackage): string {
  return name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

function refOf(path: string, found: LockedPackage = {}): string {
  return `${nameOf(path, found)}@${found.version}`;
}

function componentOf(path: string, found: LockedPackage = {}) {
  const { version, license, integrity } = found;
  const [scoped, group, name] = /^(@[^/]+)\/(.+)$/.exec(nameOf(path, found)) ?? [];
  const plain = scoped === undefined ? nameOf(path, found) : name;
  if (version === undefined || license === undefined)
    throw new Error(`package-lock.json lacks the licence of ${path}.`);
  return {
    "bom-ref": refOf(path, found),
    type: "library",
    ...(group === undefined ? {} : { group }),
    name: plain,
    version,
    scope: "required",
    ...(integrity === undefined ? {} : { hashes: [hashOf(integrity)] }),
    licenses: licencesOf(license),
    purl: `pkg:npm/${group === undefined ? "" : `${encodeURIComponent(group)}/`}${plain}@${version}`,
  };
}

function licencesOf(license: string) {
  return /^[\w.+-]+$/.test(license) ? [{ license: { id: license } }] : [{ expression: license }];
}

/** Source: W3C, Subresource Integrity. */
function hashOf(integrity: string) {
  const [, bits, digest = ""] = /^sha(256|384|512)-(\S+)/.exec(integrity) ?? [];
  if (bits === undefined) throw new Error(`${integrity} is no integrity that a bill can hold.`);
  return { alg: `SHA-${bits}`, content: Buffer.from(digest, "base64").toString("hex") };
}

/** A UUID of the content itself. Source: RFC 9562, 5.8. */
function serialNumberOf(content: string): string {
  const bytes = createHash("sha256").update(content).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `urn:uuid:${bytes.toString("hex").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
}
