import { readJobEnvironment, readJobFacts } from "../adapters/gitlab/index.ts";
import { readInputFile } from "../adapters/system/index.ts";
import { doctorLog } from "../commands/doctor/doctor-log.ts";
import { type DoctorOnlineResult, doctorOnline, stopped } from "../commands/doctor/doctor-online.ts";
import { doctorOffline } from "../commands/doctor-offline.ts";
import type { LoginOptions } from "../commands/login-options.ts";
import { failed } from "../core/diagnosis/index.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { customEndpoint } from "../core/registry/index.ts";
import { doctorJunit, doctorLogText, doctorOfflineText, doctorText } from "../reports/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { createAnswerOutput, guardBoth } from "./doctor-answer.ts";
import { doctorOnlySpecs, doctorSpecs, readDoctorOptions, readOfflineOptions, refuseUnused } from "./doctor-options.ts";
import { createDoctorWorld } from "./doctor-world.ts";
import { readLoginOptions, secretsOf } from "./login-options.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

/** `gitlab-ecr doctor`. */
export const doctorCommand: CliCommand = {
  name: "doctor",
  summary: "Explain why a job's login to ECR fails, or would, and what to change.",
  positional: "[REGISTRY...]",
  options: doctorSpecs,
  help: `
In a job it goes every step of a login for real, stores nothing, and says of each
step whether it is right. Roles and policies are read with the job's own session
where it may, else with the static keys, else, outside CI or with --auth ambient,
with the AWS SDK's own chain; what can't be read is unknown, never an error.

With --offline, the trust policy may be the document itself or what aws iam
get-role printed; so may the permission policies (aws iam get-role-policy,
get-policy-version). A claim that isn't in the claims is absent for AWS, too.

Examples:
  In a job with id_tokens:
    gitlab-ecr doctor --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role \\
      --region eu-west-1 --repository app

  On a laptop, for a job whose claims were pasted:
    gitlab-ecr doctor --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role --claims claims.json

  Without any call, would the branch main be admitted?
    aws iam get-role --role-name gitlab-ecr-role >role.json
    gitlab-ecr doctor --offline --claims claims.json --trust-policy role.json

  May it push, too?
    gitlab-ecr doctor --offline --claims claims.json --trust-policy role.json \\
      --permissions policy.json --repository arn:aws:ecr:eu-west-1:123456789012:repository/app

  Why did the push fail?
    docker push "$IMAGE" 2>&1 | tee push.log || gitlab-ecr doctor --from-log push.log

Exit status: 0 all is well, 1 something is wrong or it can't be decided, 2 wrong
usage or input. With --from-log: 1 a message was recognised, 0 none was.
`,
  run(invocation) {
    const { options, positionals } = invocation;
    const offline = options.isOn(doctorOnlySpecs.offline);
    const log = options.text(doctorOnlySpecs.fromLog);
    const mode = offline ? "--offline" : log === null ? "online" : "--from-log";
    refuseUnused(options, mode);
    if (mode === "online") return runOnline(invocation);
    const refused = offline && log !== null ? "--from-log" : positionals.length > 0 ? "a registry" : null;
    if (refused !== null || options.text(doctorOnlySpecs.format) === "junit") {
      const reason = `${mode} doesn't go with ${refused ?? "--format junit"}.`;
      throw new GitlabEcrError("input-invalid", { reason, command: "doctor" });
    }
    return log === null ? runOffline(invocation) : runFromLog(invocation, log);
  },
};

async function runOffline(invocation: Invocation): Promise<0 | 1> {
  const { options, io } = invocation;
  const answer = createAnswerOutput(invocation);
  const run = { ...invocation.run, guard: guardBoth(answer.redactor, invocation.run.guard) };
  const readText = (path: string) => (path === "-" ? io.readStdin() : readInputFile(path, "doctor", run.signal));
  const result = await doctorOffline(readOfflineOptions(options), { readText }, run);
  await answer.give({ result, text: (style) => doctorOfflineText(result, style), junit: () => "" });
  return result.verdict === "allow" ? 0 : 1;
}

async function runFromLog(invocation: Invocation, path: string): Promise<0 | 1> {
  const { io, run } = invocation;
  const readText = (file: string) => (file === "-" ? io.readStdin() : readInputFile(file, "doctor", run.signal));
  const result = await doctorLog(path, { readText });
  await createAnswerOutput(invocation).give({ result, text: (style) => doctorLogText(result, style), junit: () => "" });
  return result.findings.length > 0 ? 1 : 0;
}

async function runOnline(invocation: Invocation): Promise<0 | 1> {
  const { positionals, options, io, output } = invocation;
  const answer = createAnswerOutput(invocation);
  const run = { ...invocation.run, guard: guardBoth(answer.redactor, invocation.run.guard) };
  const job = readJobEnvironment(io.environment);
  const give = async (result: DoctorOnlineResult) => {
    await answer.give({ result, text: (style) => doctorText(result, style), junit: () => doctorJunit(result) });
    return result.verdict === "pass" ? 0 : 1;
  };
  const login = loginOptions(positionals, options, job);
  if (login instanceof GitlabEcrError) {
    return give(stopped(failed("job", login), readJobFacts(io.environment), job.inCi));
  }
  for (const secret of secretsOf(login)) run.guard(secret);
  const world = createDoctorWorld(options, io, run);
  try {
    tellEndpoints({ ...world.endpoints, IAM: customEndpoint("IAM", io.environment) }, output.note);
    return await give(await doctorOnline(readDoctorOptions(options, login), world, run));
  } finally {
    world.close();
  }
}

/** Login's options; a variable that wasn't expanded is what the doctor is asked about, and no wrong usage. */
function loginOptions(...args: Parameters<typeof readLoginOptions>): LoginOptions | GitlabEcrError {
  try {
    return readLoginOptions(...args);
  } catch (error) {
    if (error instanceof GitlabEcrError && error.code === "unexpanded-variable") return error;
    throw error;
  }
}
