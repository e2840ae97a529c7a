import type { LoginFinding, LoginKind } from "../login-finding.ts";
import type { CommandPlace, Origin } from "./known-word.ts";

/** A login that a script or a variable holds, with the places of its commands, in the file's order. */
export interface FoundLogin {
  readonly kind: LoginKind;
  readonly registry: string | null;
  readonly confidence: LoginFinding["confidence"];
  readonly places: readonly CommandPlace[];
}

/** What reading the script of one shell gave. */
export class UnitFindings {
  readonly logins: FoundLogin[] = [];
  /** Roles assumed with a web identity, and keys configured: they count where a login to ECR goes with them. */
  readonly preparations: FoundLogin[] = [];
  readonly origins: Origin[] = [];
  /** Whether a container tool works with an image of ECR. */
  usesEcr = false;
  /** Whether it runs a command that may use credentials for something else. */
  isBusy = false;

  add(found: Omit<FoundLogin, "places">, place: CommandPlace, origins: readonly (Origin | null)[] = []): void {
    const unused = origins.filter((origin) => origin !== null && !origin.used) as Origin[];
    const places = [...unused.map((origin) => origin.place), place];
    for (const origin of unused) origin.used = true;
    const known = this.logins.some((one) => one.kind === found.kind && samePlace(one.places.at(-1), place));
    if (!known) this.logins.push({ ...found, places: inOrder(places) });
  }

  prepare(kind: LoginKind, place: CommandPlace): void {
    const last = this.preparations.at(-1);
    if (last?.kind === kind && samePlace(last.places.at(-1), place)) return;
    this.preparations.push({ kind, registry: null, confidence: "certain", places: [place] });
  }

  /** Notes a command that gives a password or a login command. */
  originate(kind: Origin["kind"], registry: string | null, place: CommandPlace): Origin {
    const origin = { kind, registry, place, used: false };
    this.origins.push(origin);
    return origin;
  }

  /** Counts what was fetched and never seen to be used: it may be used where this doesn't look. */
  finish(): void {
    for (const { used, kind, registry, place } of this.origins) {
      const within = this.logins.some(({ places }) =>
        places.some((one) => one.start <= place.start && place.end <= one.end),
      );
      if (!used && !within) this.add({ kind, registry, confidence: "certain" }, place);
    }
  }
}

function samePlace(left: CommandPlace | undefined, right: CommandPlace): boolean {
  return left !== undefined && left.start === right.start && left.end === right.end;
}

function inOrder(places: readonly CommandPlace[]): CommandPlace[] {
  const different = places.filter((place, index) => !places.slice(0, index).some((before) => samePlace(before, place)));
  return different.sort((left, right) => left.start - right.start);
}
