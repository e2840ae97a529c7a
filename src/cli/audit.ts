import { createAws } from "../adapters/aws/index.ts";
import { readJobEnvironment } from "../adapters/gitlab/index.ts";
import { readInputFile, writePublicFile } from "../adapters/system/index.ts";
import { auditFiles, auditLive } from "../commands/audit/audit.ts";
import type { AuditReads, AuditWorld } from "../commands/audit/audit-reads.ts";
import type { CollectOptions } from "../commands/audit/collect-account.ts";
import {
  type AuditReport,
  applySuppressions,
  compareWithBaseline,
  countedFindings,
  type InputDocument,
  type JudgedAccounts,
  lacksDetails,
  namesOnly,
  principalReport,
  readBaseline,
  readSuppressions,
} from "../core/audit/index.ts";
import { customEndpoint } from "../core/registry/index.ts";
import { createRedactor, credentialVariables } from "../core/secret/index.ts";
import {
  auditCodeQuality,
  auditHtml,
  auditJunit,
  auditMarkdown,
  auditSarif,
  auditText,
  principalText,
  type Style,
} from "../reports/index.ts";
import { plainStyle } from "./ansi-style.ts";
import { auditAccesses } from "./audit-access.ts";
import {
  type AuditFormat,
  auditSpecs,
  invalid,
  ownAuditSpecs,
  readAuditOptions,
  readFailOn,
  readForms,
  readPrincipal,
} from "./audit-options.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { guardBoth } from "./doctor-answer.ts";
import { issuerCheck } from "./issuer-check.ts";
import { namedFiles } from "./named-files.ts";
import { commonOptions } from "./option-spec.ts";
import { readSessionOptions } from "./session-options.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

/** `gitlab-ecr audit`. */
export const auditCommand: CliCommand = {
  name: "audit",
  summary: "Tell what is in AWS accounts for GitLab and ECR, what is wrong with it, and what to do next.",
  positional: "[user|role NAME]",
  words: ["user", "role"],
  options: auditSpecs,
  help: `
It reads users, roles, policies, keys, OIDC providers and repositories, and changes
nothing. What may not be read is listed as such, with the action that is missing;
gitlab-ecr setup --access audit makes a policy that allows all of it.

With --input it needs no credentials. Beside account details it takes what aws iam
get-credential-report, list-access-keys, list-open-id-connect-providers,
get-open-id-connect-provider and aws ecr describe-repositories print.

Examples:
  What is there, and who may push?
    gitlab-ecr audit --region eu-west-1

  Without credentials, from what somebody sent:
    aws iam get-account-authorization-details >details.json
    aws iam get-credential-report >credentials.json
    gitlab-ecr audit --input details.json --input credentials.json

  One role: who gets in, and what may it do?
    gitlab-ecr audit role gitlab-ecr-role

  Two accounts, for a report that may be passed on:
    gitlab-ecr audit --role-arn arn:aws:iam::123456789012:role/audit \\
      --role-arn arn:aws:iam::210987654321:role/audit --names-only --format html --output audit.html

Exit status: 0 done, 1 there are findings as --fail-on says, or users and roles
weren't all read, 2 wrong usage or input, 3 AWS refused, 4 network, timeout or throttling.
`,
  async run(invocation) {
    const { positionals, options, io, run } = invocation;
    const principal = readPrincipal(positionals);
    const forms = readForms(options);
    const inCi = readJobEnvironment(io.environment).inCi;
    const failOn = readFailOn(options, inCi);
    const wanted = readAuditOptions(options, run.now());
    const answer = createReportOutput(invocation, forms);
    const guarded = { ...invocation, run: { ...run, guard: guardBoth(answer.redactor, run.guard) } };
    if (principal !== null) refuseForPrincipal(invocation, forms);
    else if (options.isOn(ownAuditSpecs.documents))
      throw invalid("--documents is for audit user NAME and audit role NAME.");

    const judged = await judge(guarded, wanted);
    const report = await weighed(judged.report, guarded);
    const findings = await (principal === null
      ? answer.giveReport(report)
      : answer.givePrincipal(
          principalReport({ ...judged, report }, principal.kind, principal.name, {
            documents: options.isOn(ownAuditSpecs.documents),
          }),
        ));
    if (countedFindings({ findings }).some(({ severity }) => failOn.includes(severity))) return 1;
    if (failOn.length === 0 || !lacksDetails(report.unread)) return 0;
    invocation.output.note("users and roles weren't all read, as the report says: --fail-on can't be passed");
    return 1;
  },
};

function refuseForPrincipal({ options }: Invocation, { printed, files }: ReturnType<typeof readForms>): void {
  if (options.isOn(ownAuditSpecs.namesOnly))
    throw invalid("--names-only is for the whole report, not for one user or role.");
  const wrong = [printed, ...files.map(({ format }) => format)].find(
    (format) => format !== "text" && format !== "json",
  );
  if (wrong !== undefined) throw invalid(`One user or role is told as text or json, not as ${wrong}.`);
}

// What a large account's details come to, several times over.
const mostBytes = 256 * 1024 * 1024;

async function judge(invocation: Invocation, wanted: CollectOptions): Promise<JudgedAccounts> {
  const { options, io, run } = invocation;
  const inputs = options.list(ownAuditSpecs.input);
  if (inputs.length === 0) return judgeLive(invocation, wanted);
  if (inputs.filter((path) => path === "-").length > 1)
    throw invalid("Standard input can be read once: --input - stands there twice.");
  const documents: InputDocument[] = [];
  for (const path of inputs) {
    documents.push({
      name: path,
      content: path === "-" ? await io.readStdin() : await readInputFile(path, "audit", run.signal, mostBytes),
    });
  }
  return auditFiles(documents, wanted);
}

async function judgeLive(invocation: Invocation, wanted: CollectOptions): Promise<JudgedAccounts> {
  const { options, io, output, run } = invocation;
  const { endpoints } = readSessionOptions(options, "audit");
  const environment = {
    ...io.environment,
    AWS_USE_FIPS_ENDPOINT: String(endpoints.fips),
    AWS_USE_DUALSTACK_ENDPOINT: String(endpoints.dualstack),
  };
  const accesses = await auditAccesses(invocation);
  const aws = createAws(environment, io.retryClock);
  try {
    const ECR = options.list(ownAuditSpecs.region).length > 0 ? aws.endpoints.ECR : null;
    tellEndpoints({ IAM: customEndpoint("IAM", io.environment), ECR }, output.note);
    const reads = await aws.loadAudit();
    const world: AuditWorld = {
      connect: ({ region, credentials }): AuditReads => reads.connect({ region, credentials }),
      checkIssuer: issuerCheck(aws.get),
      onProgress: output.note,
    };
    return await auditLive(accesses, wanted, world, run);
  } finally {
    aws.close();
  }
}

/** The report with what the suppressions and the earlier report say. */
async function weighed(report: AuditReport, { options, run }: Invocation): Promise<AuditReport> {
  const files = namedFiles("audit", run);
  const suppressions = options.text(ownAuditSpecs.suppressions);
  const baseline = options.text(ownAuditSpecs.baseline);
  const kept =
    suppressions === null
      ? report
      : applySuppressions(report, readSuppressions(await files.readText(suppressions), suppressions));
  return baseline === null ? kept : compareWithBaseline(kept, readBaseline(await files.readText(baseline), baseline));
}

/** The report in each form. */
const documentsOf: Readonly<Record<AuditFormat, (report: AuditReport, style: Style, version: string) => string>> = {
  text: (report, style) => auditText(report, style),
  json: (report) => `${JSON.stringify(report)}\n`,
  markdown: auditMarkdown,
  html: (report, _style, version) => auditHtml(report, version),
  junit: auditJunit,
  codequality: auditCodeQuality,
  sarif: (report, _style, version) => auditSarif(report, version),
};

/** Where reports go; what is written to a file passes a redactor, too. */
function createReportOutput(
  { options, io, output, run }: Invocation,
  { printed, files }: ReturnType<typeof readForms>,
) {
  const json = options.isOn(commonOptions[0]);
  if (json && printed !== "text" && printed !== "json") {
    throw invalid(
      `--json and --format ${printed} are two forms for one standard output; give --output FILE for the latter.`,
    );
  }
  const names = options.isOn(ownAuditSpecs.namesOnly);
  const redactor = createRedactor();
  for (const value of credentialVariables(io.environment)) redactor.add(value);
  const write = async (documentOf: (format: AuditFormat) => string) => {
    for (const { format, path } of files) {
      const text = redactor.redact(documentOf(format));
      await writePublicFile(path, text, { command: "audit", signal: run.signal });
      output.note(`wrote ${path} (${format})`);
    }
  };
  return {
    redactor,
    /** Gives the report, and its findings for the exit status. */
    async giveReport(report: AuditReport) {
      const shown = names ? namesOnly(report) : report;
      await write((format) => documentsOf[format](shown, plainStyle, io.version));
      output.result(shown, (style) => documentsOf[printed](shown, style, io.version));
      return report.findings;
    },
    async givePrincipal(report: Parameters<typeof principalText>[0]) {
      const documentOf = (format: AuditFormat, style: Style) =>
        format === "json" ? `${JSON.stringify(report)}\n` : principalText(report, style);
      await write((format) => documentOf(format, plainStyle));
      output.result(report, (style) => documentOf(printed, style));
      return report.findings;
    },
  };
}
