import { doctorEntries } from "./entries/doctor.ts";
import { gitlabEntries } from "./entries/gitlab.ts";
import { issuerEntries } from "./entries/issuer.ts";
import { registryEntries } from "./entries/registry.ts";
import { rotationEntries } from "./entries/rotation.ts";
import { setupEntries } from "./entries/setup.ts";

/** The part of the catalogue that only commands beside the login path load. */
export const commandEntries = {
  ...registryEntries,
  ...doctorEntries,
  ...issuerEntries,
  ...gitlabEntries,
  ...setupEntries,
  ...rotationEntries,
};
