import type { CatalogueEntry } from "./catalogue-entry.ts";
import { containersEntries } from "./entries/containers.ts";
import { credentialsEntries } from "./entries/credentials.ts";
import { idTokenEntries } from "./entries/id-token.ts";
import { networkEntries } from "./entries/network.ts";
import { roleEntries } from "./entries/role.ts";
import { usageEntries } from "./entries/usage.ts";

const entries = {
  ...usageEntries,
  ...idTokenEntries,
  ...roleEntries,
  ...credentialsEntries,
  ...networkEntries,
  ...containersEntries,
};

/** Codes that a login, or what it shares with other commands, can end with or warn of. */
export type LoginCode = keyof typeof entries;

/** The part of the catalogue that every job loads. */
export const loginCatalogue: Readonly<Record<LoginCode, CatalogueEntry>> = entries;
