import type { SetupPlan } from "../../core/setup/index.ts";
import { awsCliFormat } from "./aws-cli-format.ts";
import { cdkFormat } from "./cdk-format.ts";
import { cloudformationFormat } from "./cloudformation-format.ts";
import { jsonFormat } from "./json-format.ts";
import { readme } from "./readme.ts";
import { jsonFile, type SetupFile } from "./setup-file.ts";
import { terraformFormat } from "./terraform-format.ts";

/** The forms that a plan can have. */
export type SetupFormat = keyof typeof formats;

const formats = {
  plan: () => [],
  json: jsonFormat,
  cloudformation: cloudformationFormat,
  terraform: terraformFormat,
  cdk: cdkFormat,
  "aws-cli": awsCliFormat,
} as const satisfies Record<string, (plan: SetupPlan) => SetupFile[]>;

/** All files of a format's folder: its own, what another account needs, and README.md. */
export function setupFiles(plan: SetupPlan, format: SetupFormat): readonly SetupFile[] {
  const elsewhere = plan.repositoryPolicy === null ? [] : [jsonFile("repository-policy.json", plan.repositoryPolicy)];
  const files = [...formats[format](plan), ...elsewhere];
  return [readme(plan, format, files), ...files];
}

/** The format as one document; null where it is several files that need each other. */
export function setupDocument(plan: SetupPlan, format: Exclude<SetupFormat, "plan">): string | null {
  if (format === "aws-cli") return null;
  const files = formats[format](plan);
  if (format !== "json") return files.map(({ text }) => text).join("\n");
  const documents = files.map(({ name, text }) => [name, JSON.parse(text)] as const);
  return `${JSON.stringify(Object.fromEntries(documents), null, 2)}\n`;
}
