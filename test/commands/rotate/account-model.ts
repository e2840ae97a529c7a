import type { RotationOptions } from "../../../src/commands/rotate/rotation-options.ts";
import type { KeyPair, PlacedPair, RotationWorld } from "../../../src/commands/rotate/rotation-world.ts";
import type { Run } from "../../../src/commands/run.ts";
import type { UserKey } from "../../../src/core/rotation/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";

/** What a killed run ends with; nothing in the command may catch it. */
export class Killed extends Error {}

interface Key {
  readonly id: string;
  readonly secret: string;
  active: boolean;
  readonly createdAt: Date;
  lastUsed: UserKey["lastUsed"];
}

interface Place {
  readonly name: string;
  readonly hidden: boolean;
  /** Whether both halves change at once. */
  readonly whole: boolean;
  id: string;
  secret: string;
}

/** A place as a test wants it. */
export interface PlaceKind {
  readonly hidden: boolean;
  readonly whole: boolean;
}

/** An account with one user, and places that hold its key: what a rotation changes, with a kill at any point. */
export class AccountModel {
  now = new Date("2026-11-24T06:00:00Z");
  readonly keys: Key[] = [];
  readonly places: Place[];
  journal: string | null = null;
  /** Effects until the run is killed; each call has a point before its effect and one behind it. */
  pointsLeft = Number.POSITIVE_INFINITY;
  /** Called at every point where a run could be killed. */
  check: () => void = () => undefined;
  #made = 0;

  constructor(kinds: readonly PlaceKind[]) {
    const { id, secret } = this.#makeKey();
    this.places = kinds.map((kind, index) => ({ name: `place ${index + 1}`, ...kind, id, secret }));
    this.now = new Date(this.now.getTime() + 86_400_000);
  }

  world(): RotationWorld {
    const ok = <T>(value: T) => ({ ok: true, value }) as const;
    return {
      aws: {
        listKeys: () =>
          this.#call(() =>
            ok(this.keys.map(({ id, active, createdAt, lastUsed }) => ({ id, active, createdAt, lastUsed }))),
          ),
        createKey: () =>
          this.#call(() => {
            if (this.keys.length === 2) return ok({ kind: "full" as const });
            const { id, secret, createdAt } = this.#makeKey();
            return ok({ kind: "made" as const, key: { id, secret: new Secret(secret), createdAt } });
          }),
        setKeyActive: (keyId, active) =>
          this.#call(() => {
            for (const key of this.keys) if (key.id === keyId) key.active = active;
            return ok(null);
          }),
        deleteKey: (keyId) =>
          this.#call(() => {
            const index = this.keys.findIndex(({ id }) => id === keyId);
            if (index !== -1) this.keys.splice(index, 1);
            return ok(null);
          }),
        identify: (pair) => this.#call(() => this.#identify(pair)),
      },
      targets: [{ name: "target", read: () => this.#call(() => this.places.map((place) => this.#placed(place))) }],
      journal: {
        path: "journal.json",
        read: async () => this.journal,
        write: (text) => this.#call(() => void Object.assign(this, { journal: text })),
        remove: () => this.#call(() => void Object.assign(this, { journal: null })),
      },
      wait: async (milliseconds) => {
        this.now = new Date(this.now.getTime() + milliseconds);
      },
      tell: () => undefined,
    };
  }

  run(): Run {
    return {
      signal: new AbortController().signal,
      now: () => this.now,
      step: (_, work) => work(),
      halfOfTheRest: () => new AbortController().signal,
      pause: (work) => work(),
      warn: () => undefined,
      guard: () => undefined,
    };
  }

  works({ id, secret }: { readonly id: string; readonly secret: string }): boolean {
    return this.keys.some((key) => key.active && key.id === id && key.secret === secret);
  }

  #makeKey(): Key {
    this.#made += 1;
    const number = String(this.#made).padStart(12, "0");
    const key = { id: `AKIA${number}`, secret: `secret-${number}`, active: true, createdAt: this.now, lastUsed: null };
    this.keys.push(key);
    return key;
  }

  #identify({ id, secret }: KeyPair) {
    const key = this.keys.find((one) => one.id === id && one.active);
    const failure = {
      action: "sts:GetCallerIdentity",
      host: "sts",
      kind: "aws",
      awsMessage: "",
      httpStatus: 403,
      requestId: null,
    } as const;
    if (key === undefined)
      return { ok: false, attempts: 1, failure: { ...failure, awsCode: "InvalidClientTokenId" } } as const;
    if (key.secret !== secret.reveal())
      return { ok: false, attempts: 1, failure: { ...failure, awsCode: "SignatureDoesNotMatch" } } as const;
    key.lastUsed = { at: this.now, service: "sts", region: "us-east-1" };
    return { ok: true, value: { arn: "arn:aws:iam::455931011959:user/ci", accountId: "455931011959" } } as const;
  }

  #placed(place: Place): PlacedPair {
    const { name, hidden, whole, id, secret } = place;
    return {
      name,
      readable: hidden ? "id" : "pair",
      keyId: id,
      secret: hidden ? null : new Secret(secret),
      previous: null,
      problem: null,
      store: async (pair) => {
        if (whole) return this.#call(() => void Object.assign(place, { id: pair.id, secret: pair.secret.reveal() }));
        await this.#call(() => void Object.assign(place, { secret: pair.secret.reveal() }));
        await this.#call(() => void Object.assign(place, { id: pair.id }));
      },
    };
  }

  async #call<T>(effect: () => T): Promise<T> {
    this.#point();
    const value = effect();
    this.#point();
    return value;
  }

  #point(): void {
    this.check();
    this.pointsLeft -= 1;
    if (this.pointsLeft < 0) throw new Killed();
  }
}

const hour = 3_600_000;

/** The options of a rotation that is agreed to. */
export function options(over: Partial<RotationOptions> = {}): RotationOptions {
  return {
    user: "ci",
    settings: { overlap: hour, grace: 24 * hour, maxAge: null, deleteKey: null, oldKey: null },
    dryRun: false,
    rollback: false,
    waitUntil: null,
    names: { id: "AWS_ACCESS_KEY_ID", secret: "AWS_SECRET_ACCESS_KEY" },
    ...over,
  };
}

/** A role that isn't the user whose keys are rotated. */
export const caller = {
  account: "455931011959",
  partition: "aws",
  identity: "arn:aws:sts::455931011959:assumed-role/rotate/job",
  accessKeyId: "ASIA000000000000",
  region: "eu-west-1",
};
