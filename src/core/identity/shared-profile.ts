/** A profile's new content, as lines of a shared credentials file. */
export interface SharedProfile {
  readonly name: string;
  /** Settings by name, in order. */
  readonly settings: Readonly<Record<string, string>>;
  /** One line about it. */
  readonly note: string;
}

/** What became of the text: the new one, or the settings that forbid it, since with them AWS's tools ignore keys. */
export type EditedProfiles =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly conflicting: readonly string[] };

const noteMark = "# gitlab-ecr:";
const keySettings = new Set(["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"]);
/** Settings that name another source of credentials. Source: AWS SDKs reference, "Shared config and credentials files". */
const otherSources =
  /^(?:role_arn|source_profile|credential_source|credential_process|web_identity_token_file|sso_\w+)$/;

/** Whether AWS's tools take a text as the name of a profile, in a file and in a variable alike. */
export function isProfileName(text: string): boolean {
  return /^[\w.+@=,:/-]{1,128}$/.test(text);
}

/**
 * Puts a profile's keys into the text of a shared credentials file. Everything else stays as it is: other profiles,
 * comments, line ends, and what else the profile itself says.
 */
export function withProfile(text: string, { name, settings, note }: SharedProfile): EditedProfiles {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
  const kept: string[] = [];
  const conflicting: string[] = [];
  let section: string | null = null;
  let header = -1;
  let dropping = false;
  for (const line of lines) {
    const opened = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1];
    if (opened !== undefined) section = opened;
    const setting = section === name && opened === undefined ? settingOf(line) : null;
    const continues: boolean = /^\s+\S/.test(line) && dropping;
    dropping = continues || (setting !== null && keySettings.has(setting));
    if (setting !== null && otherSources.test(setting)) conflicting.push(setting);
    if (dropping || (section === name && line.startsWith(noteMark))) continue;
    kept.push(line);
    if (opened === name && header < 0) header = kept.length;
  }
  if (conflicting.length > 0) return { ok: false, conflicting };
  const own = [`${noteMark} ${note}`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`)];
  if (header >= 0) kept.splice(header, 0, ...own);
  else kept.push(...(kept.length === 0 || kept.at(-1) === "" ? [] : [""]), `[${name}]`, ...own);
  return { ok: true, text: `${kept.join(end)}${end}` };
}

/** The name of the setting that a line begins; null for comments, blank lines and continuations. */
function settingOf(line: string): string | null {
  return /^([A-Za-z_][\w.-]*)\s*=/.exec(line)?.[1]?.toLowerCase() ?? null;
}
