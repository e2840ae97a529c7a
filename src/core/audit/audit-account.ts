import { GitlabEcrError } from "../errors/index.ts";
import { judgeAccounts } from "./audit-accounts.ts";
import type { AuditOptions } from "./audit-options.ts";
import type { AuditReport } from "./audit-report.ts";
import { isRepositoryArn } from "./known-repositories.ts";
import { type InputDocument, readAccounts } from "./read-input.ts";

/**
 * Audits one account or several from what the aws CLI printed, as `gitlab-ecr audit --input` does: who may push to ECR,
 * with which keys, which roles trust GitLab, what is wrong, and what to do next. It calls nothing.
 *
 * @param documents the pages of `aws iam get-account-authorization-details` and, where at hand, the credential report and
 *   other answers of IAM and ECR: texts, or the objects that they hold
 * @param options the time, and what else differs from the defaults
 * @returns the report; what no document holds is in its `unread`, and is never taken for "none"
 * @throws GitlabEcrError `input-invalid` for a document that can't be read
 */
export function auditAccount(
  documents: readonly (InputDocument | string | object)[],
  options: AuditOptions,
): AuditReport {
  checkOptions(options);
  const named = documents.map((document, index) =>
    isInputDocument(document) ? document : { name: `document ${index + 1}`, content: document },
  );
  return judgeAccounts(readAccounts(named), options).report;
}

/** Throws `input-invalid` for options that can't be meant. */
export function checkOptions({ repositories = [], maxKeyAgeDays = 90 }: AuditOptions): void {
  const wrong = repositories.find((arn) => !isRepositoryArn(arn));
  if (wrong !== undefined) {
    const reason = `${wrong} isn't the ARN of an ECR repository, arn:aws:ecr:REGION:ACCOUNT:repository/NAME`;
    throw new GitlabEcrError("input-invalid", { reason, command: "audit" });
  }
  if (!Number.isInteger(maxKeyAgeDays) || maxKeyAgeDays < 1) {
    const reason = `A key's greatest age is ${maxKeyAgeDays}; it must be a number of days`;
    throw new GitlabEcrError("input-invalid", { reason, command: "audit" });
  }
}

function isInputDocument(document: InputDocument | string | object): document is InputDocument {
  return typeof document === "object" && "name" in document && "content" in document;
}
