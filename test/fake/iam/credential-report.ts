import type { AccessKey, Account, User } from "../world/world.ts";
import { nameOf } from "./role-in-account.ts";

/** A credential report as IAM writes it. Source: IAM User Guide, "Generate credential reports for your AWS account". */
export function credentialReport(account: Account): string {
  const rows = [rootRow(account), ...account.users.map(userRow)];
  return [COLUMNS.join(","), ...rows.map((row) => row.join(","))].join("\n");
}

const COLUMNS = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  ...[1, 2].flatMap((number) =>
    ["active", "last_rotated", "last_used_date", "last_used_region", "last_used_service"].map(
      (name) => `access_key_${number}_${name}`,
    ),
  ),
  "cert_1_active",
  "cert_1_last_rotated",
  "cert_2_active",
  "cert_2_last_rotated",
];

function rootRow({ id, partition, rootAccessKeys = [] }: Account): string[] {
  return [
    "<root_account>",
    `arn:${partition}:iam::${id}:root`,
    "2020-01-01T00:00:00+00:00",
    ...["not_supported", "no_information", "not_supported", "not_supported", "true"],
    ...keyColumns(rootAccessKeys),
    ...NO_CERTIFICATES,
  ];
}

function userRow(user: User): string[] {
  const hasPassword = user.loginProfile !== undefined;
  return [
    nameOf(user.arn),
    user.arn,
    moment(user.createdAt),
    String(hasPassword),
    user.passwordLastUsedAt === undefined ? (hasPassword ? "no_information" : "N/A") : moment(user.passwordLastUsedAt),
    user.loginProfile === undefined ? "N/A" : moment(user.loginProfile.createdAt),
    "N/A",
    String(user.mfaDevices.length > 0),
    ...keyColumns(user.accessKeys),
    ...NO_CERTIFICATES,
  ];
}

type ReportedKey = Pick<AccessKey, "active" | "createdAt" | "lastUsed">;

function keyColumns(keys: readonly ReportedKey[]): string[] {
  return [keys[0], keys[1]].flatMap((key) => {
    if (key === undefined) return ["false", "N/A", "N/A", "N/A", "N/A"];
    const { active, createdAt, lastUsed } = key;
    const used =
      lastUsed === undefined ? ["N/A", "N/A", "N/A"] : [moment(lastUsed.at), lastUsed.region, lastUsed.service];
    return [String(active), moment(createdAt), ...used];
  });
}

const NO_CERTIFICATES = ["false", "N/A", "false", "N/A"];

/** The report writes its moments with an offset. */
function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19)}+00:00`;
}
