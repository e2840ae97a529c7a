import { Buffer } from "node:buffer";
import { unreadable } from "../system/index.ts";
import { type JsonTree, layoutOf, removeMember, setMember } from "./json-edit.ts";
import { memberNamed, membersOf } from "./json-members.ts";

/**
 * A docker `config.json`: its text, and what it says about logins. Source: docker/cli, cli/config/configfile/file.go.
 */
export interface DockerConfig {
  readonly text: string;
  /** Entries by registry, as written there; keys may carry a scheme and a path. */
  readonly auths: Readonly<Record<string, unknown>>;
  /** Whether the text has `auths` at all. */
  readonly hasAuths: boolean;
  readonly hasCredHelpers: boolean;
  /** Name of the credential helper for a registry, which goes before `credsStore`. */
  readonly credHelpers: Readonly<Record<string, string>>;
  /** Name of the credential helper for all other registries. */
  readonly credsStore: string | undefined;
}

/**
 * Reads the text of a `config.json`; an empty one counts as `{}`, as it does for docker.
 *
 * Throws `config-unreadable` where docker couldn't read it either; the reason never holds any of the content.
 */
export function parseDockerConfig(text: string, path: string): DockerConfig {
  const document = parseJson(text, path);
  if (!isObject(document)) throw unreadable(path, "it holds no JSON object");
  const auths = document.auths ?? {};
  if (!isObject(auths)) throw unreadable(path, "its auths isn't an object");
  const credHelpers = document.credHelpers ?? {};
  if (!isObject(credHelpers) || !Object.values(credHelpers).every((name) => typeof name === "string")) {
    throw unreadable(path, "its credHelpers isn't an object of names");
  }
  const credsStore = document.credsStore ?? "";
  if (typeof credsStore !== "string") throw unreadable(path, "its credsStore isn't a name");
  return {
    text,
    auths,
    hasAuths: "auths" in document,
    hasCredHelpers: "credHelpers" in document,
    credHelpers: credHelpers as Record<string, string>,
    credsStore: credsStore === "" ? undefined : credsStore,
  };
}

/**
 * The name of the credential helper that a tool asks for a host, or `undefined` where it reads `auths`. An empty name
 * in `credHelpers` means `auths`, whatever `credsStore` says, and not every tool heeds that.
 */
export function helperFor(
  config: DockerConfig,
  host: string,
  { heedsCredsStore }: { readonly heedsCredsStore: boolean } = { heedsCredsStore: true },
): string | undefined {
  return (ownHelperFor(config, host) ?? (heedsCredsStore ? config.credsStore : undefined)) || undefined;
}

/** The name of the credential helper for just this host, or `undefined`; it can be empty. */
export function ownHelperFor(config: DockerConfig, host: string): string | undefined {
  return Object.hasOwn(config.credHelpers, host) ? config.credHelpers[host] : undefined;
}

/** What `auths` holds for exactly this host, as `username:password`, or `undefined`. */
export function storedLogin(config: DockerConfig, host: string): string | undefined {
  const entry = Object.hasOwn(config.auths, host) ? config.auths[host] : undefined;
  if (!isObject(entry) || typeof entry.auth !== "string" || entry.auth === "") return undefined;
  return Buffer.from(entry.auth, "base64").toString("utf8");
}

/** Whether `auths` has an entry for exactly this host that says nothing: docker's mark of a login in a helper. */
export function isMarked(config: DockerConfig, host: string): boolean {
  const entry = Object.hasOwn(config.auths, host) ? config.auths[host] : undefined;
  return isObject(entry) && Object.keys(entry).length === 0;
}

/**
 * The configuration with the entry of a host replaced: by `{"auth": base64(login)}`, or, without a login, by the empty
 * one that docker writes when the login is in a credential helper. The whole entry is replaced, since docker prefers an
 * `identitytoken` left in it. Entries such as `https://HOST` stay: docker reads the exact key first.
 */
export function withLogin(config: DockerConfig, host: string, login: string | undefined): DockerConfig {
  const entry: Record<string, string> =
    login === undefined ? {} : { auth: Buffer.from(login, "utf8").toString("base64") };
  return withEntry(config, "auths", host, entry);
}

/** The configuration without the entry of exactly this host. */
export function withoutLogin(config: DockerConfig, host: string): DockerConfig {
  return withoutEntry(config, "auths", host);
}

/** The configuration with this credential helper for a host, or with none of its own. */
export function withHelper(config: DockerConfig, host: string, name: string | undefined): DockerConfig {
  return name === undefined ? withoutEntry(config, "credHelpers", host) : withEntry(config, "credHelpers", host, name);
}

/** The configuration without `auths` or `credHelpers`, where that is empty. */
export function withoutEmpty(config: DockerConfig, section: Section): DockerConfig {
  if (config.text.trim() === "" || Object.keys(config[section]).length > 0) return config;
  return reparsed(removeMember(config.text, 0, section));
}

/** Whether nothing is in the configuration. */
export function isEmptyConfig(config: DockerConfig): boolean {
  return config.text.trim() === "" || membersOf(config.text, 0).members.length === 0;
}

type Section = "auths" | "credHelpers";

function withEntry(config: DockerConfig, section: Section, host: string, entry: JsonTree): DockerConfig {
  const text = config.text.trim() === "" ? "{}\n" : config.text;
  const layout = layoutOf(text);
  const found = memberNamed(membersOf(text, 0), section);
  const isThere = found !== undefined && text[found.valueStart] === "{";
  return reparsed(
    isThere
      ? setMember(text, found.valueStart, host, entry, { layout, depth: 1 })
      : setMember(text, 0, section, { [host]: entry }, { layout, depth: 0 }),
  );
}

function withoutEntry(config: DockerConfig, section: Section, host: string): DockerConfig {
  if (!Object.hasOwn(config[section], host)) return config;
  const found = memberNamed(membersOf(config.text, 0), section);
  return found === undefined ? config : reparsed(removeMember(config.text, found.valueStart, host));
}

function reparsed(text: string): DockerConfig {
  return parseDockerConfig(text, "config.json");
}

function parseJson(text: string, path: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(path, "it isn't valid JSON"); // The parser's own message quotes the content.
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
