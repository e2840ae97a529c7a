import { GitlabEcrError } from "../errors/index.ts";
import { fieldsOf } from "./secret-document.ts";

/**
 * What a rotation remembers between runs. Key ids aren't secrets; nothing in it is. A rotation whose journal is lost
 * goes on from what the account and the places show.
 */
export interface RotationJournal {
  readonly account: string;
  readonly user: string;
  readonly startedAt: Date;
  readonly oldKeyId: string;
  /** Null: it is about to be made. */
  readonly newKeyId: string | null;
  /** Whether the new key was, or was about to be, given where nothing can be read back. */
  readonly handedOut: boolean;
  /** When every place held the new key. */
  readonly storedAt: Date | null;
  readonly deactivatedAt: Date | null;
  readonly rolledBackAt: Date | null;
  /** Names of the targets that hold the key: a run that isn't told of one of them would delete it there. */
  readonly targets: readonly string[];
}

const version = 1;

/** The journal of a rotation that begins. */
export function newJournal(
  facts: Pick<RotationJournal, "account" | "user" | "startedAt" | "oldKeyId">,
): RotationJournal {
  return {
    ...facts,
    newKeyId: null,
    handedOut: false,
    storedAt: null,
    deactivatedAt: null,
    rolledBackAt: null,
    targets: [],
  };
}

/** The journal as its file holds it. */
export function formatJournal(journal: RotationJournal): string {
  return `${JSON.stringify({ version, ...journal }, null, 2)}\n`;
}

/**
 * Reads a journal. Throws `input-invalid` for a file that isn't one, that a newer release wrote, or that is about
 * another user: none of them may be overwritten.
 */
export function parseJournal(text: string, path: string, subject: { account: string; user: string }): RotationJournal {
  const refuse = (what: string) => {
    const reason = `${path} ${what}.`;
    const remedy = [
      "Give another file: --journal FILE. Or remove it: the account and the targets tell how far a rotation is.",
    ];
    return new GitlabEcrError("input-invalid", { reason, command: "rotate" }, { remedy });
  };
  const fields = fieldsOf(text);
  if (fields === null) throw refuse("isn't a journal of gitlab-ecr rotate");
  if (fields.version !== version)
    throw refuse(`is a journal of version ${JSON.stringify(fields.version)}, and this program knows ${version}`);
  const { account, user } = fields;
  if (account !== subject.account || user !== subject.user) {
    throw refuse(`is the journal of user ${JSON.stringify(user)} in account ${JSON.stringify(account)}`);
  }
  const [startedAt, storedAt, deactivatedAt, rolledBackAt] = [
    fields.startedAt,
    fields.storedAt,
    fields.deactivatedAt,
    fields.rolledBackAt,
  ].map(momentOf);
  const { oldKeyId, newKeyId, handedOut, targets } = fields;
  const whole =
    startedAt instanceof Date &&
    isKeyId(oldKeyId) &&
    (newKeyId === null || isKeyId(newKeyId)) &&
    typeof handedOut === "boolean" &&
    storedAt !== undefined &&
    deactivatedAt !== undefined &&
    rolledBackAt !== undefined &&
    isTextList(targets);
  if (!whole) throw refuse("isn't a whole journal");
  return { account, user, startedAt, oldKeyId, newKeyId, handedOut, storedAt, deactivatedAt, rolledBackAt, targets };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** Whether a text is the id of an access key. Source: IAM, CreateAccessKey: 16 to 128 word characters. */
export function isKeyId(text: unknown): text is string {
  return typeof text === "string" && /^\w{16,128}$/.test(text);
}

/** Undefined for what is neither a moment nor null. */
function momentOf(value: unknown): Date | null | undefined {
  if (value === null) return null;
  const moment = new Date(typeof value === "string" ? value : Number.NaN);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
