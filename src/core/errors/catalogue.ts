import type { CatalogueEntry } from "./catalogue-entry.ts";
import { containersEntries } from "./entries/containers.ts";
import { credentialsEntries } from "./entries/credentials.ts";
import { doctorEntries } from "./entries/doctor.ts";
import { idTokenEntries } from "./entries/id-token.ts";
import { networkEntries } from "./entries/network.ts";
import { registryEntries } from "./entries/registry.ts";
import { roleEntries } from "./entries/role.ts";
import { usageEntries } from "./entries/usage.ts";

const entries = {
  ...usageEntries,
  ...idTokenEntries,
  ...roleEntries,
  ...credentialsEntries,
  ...networkEntries,
  ...containersEntries,
  ...registryEntries,
  ...doctorEntries,
};

/** Every code that a command can end with or warn of. */
export type ErrorCode = keyof typeof entries;

/** The one table of all codes. `docs/errors.md` is generated from it. */
export const catalogue: Readonly<Record<ErrorCode, CatalogueEntry>> = entries;
