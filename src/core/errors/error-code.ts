import type { commandEntries } from "./command-entries.ts";
import type { LoginCode } from "./login-catalogue.ts";

/** Every code that a command can end with or warn of. */
export type ErrorCode = LoginCode | keyof typeof commandEntries;
