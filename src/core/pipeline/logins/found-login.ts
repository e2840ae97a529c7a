import type { LoginFinding, LoginKind } from "../login-finding.ts";
import type { CommandPlace, Origin } from "./known-word.ts";

/** A login that a script or a variable holds, with the places of its commands, in the file's order. */
export interface FoundLogin {
  readonly kind: LoginKind;
  readonly registry: string | null;
  readonly confidence: LoginFinding["confidence"];
  readonly places: readonly CommandPlace[];
  /** Whether only the fetching of a password or login command was seen, and no use of it. */
  readonly unused?: boolean;
}

/**
 * What a credential is taken for: a login's password, a part of an AWS access key, or the text or path of AWS's credentials
 * file.
 */
export type CredentialUse = "password" | "key-id" | "secret-key" | "session-token" | "credentials-file";

/** A variable that a credential is taken from, with the place of the command that takes it. */
export interface TakenCredential {
  readonly name: string;
  readonly use: CredentialUse;
  readonly place: Pick<CommandPlace, "start" | "end">;
}

/** What reading the script of one shell gave. */
export class UnitFindings {
  readonly logins: FoundLogin[] = [];
  /** Roles assumed with a web identity, and keys configured: they count where a login to ECR goes with them. */
  readonly preparations: FoundLogin[] = [];
  readonly origins: Origin[] = [];
  /** Variables that credentials are taken from. */
  readonly credentials: TakenCredential[] = [];
  readonly #known = new Set<string>();
  /** Whether a container tool works with an image of ECR. */
  usesEcr = false;
  /** Whether it runs a command that may use credentials for something else. */
  isBusy = false;

  add(found: Omit<FoundLogin, "places">, place: CommandPlace, origins: readonly (Origin | null)[] = []): void {
    const unused = origins.filter((origin) => origin !== null && !origin.used) as Origin[];
    const outside = unused.filter((origin) => origin.place.start < place.start || origin.place.end > place.end);
    const places = [...outside.map((origin) => origin.place), place];
    for (const origin of unused) origin.used = true;
    const key = `${found.kind} ${place.start} ${place.end}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.logins.push({ ...found, places: inOrder(places) });
  }

  prepare(kind: LoginKind, place: CommandPlace): void {
    const last = this.preparations.at(-1);
    if (last?.kind === kind && samePlace(last.places.at(-1), place)) return;
    this.preparations.push({ kind, registry: null, confidence: "certain", places: [place] });
  }

  /** Notes the variables that a command takes a credential from. */
  take(use: CredentialUse, names: readonly string[], place: CommandPlace): void {
    for (const name of names) this.credentials.push({ name, use, place });
  }

  /** Notes a command that gives a password or a login command. */
  originate(kind: Origin["kind"], registry: string | null, place: CommandPlace): Origin {
    const origin = { kind, registry, place, used: false };
    this.origins.push(origin);
    return origin;
  }

  /** Counts what was fetched and never seen to be used: it may be used where this doesn't look. */
  finish(): void {
    const unused = this.origins.filter(({ used }) => !used);
    if (unused.length === 0) return;
    const isWithin = withinAny(this.logins.flatMap(({ places }) => places));
    for (const { kind, registry, place } of unused) {
      if (!isWithin(place)) this.add({ kind, registry, confidence: "certain", unused: true }, place);
    }
  }
}

/** Tells whether a place lies within one of many. */
function withinAny(places: readonly CommandPlace[]): (place: CommandPlace) => boolean {
  const sorted = [...places].sort((left, right) => left.start - right.start);
  let furthest = 0;
  const ends = sorted.map(({ end }) => {
    furthest = Math.max(furthest, end);
    return furthest;
  });
  return ({ start, end }) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.start ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (ends[low - 1] ?? 0) >= end;
  };
}

function samePlace(left: CommandPlace | undefined, right: CommandPlace): boolean {
  return left !== undefined && left.start === right.start && left.end === right.end;
}

function inOrder(places: readonly CommandPlace[]): CommandPlace[] {
  const different = places.filter((place, index) => !places.slice(0, index).some((before) => samePlace(before, place)));
  return different.sort((left, right) => left.start - right.start);
}
