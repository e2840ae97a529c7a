import { type LogFinding, readLog } from "../../core/diagnosis/index.ts";

/** What a log says; `--json` prints it as it is. */
export interface DoctorLogResult {
  readonly ok: true;
  /** Whether any message was recognised. */
  readonly verdict: "recognised" | "nothing";
  readonly findings: readonly LogFinding[];
}

/** Explains the messages of a job log or of a container tool. */
export async function doctorLog(
  path: string,
  world: { readText(path: string): Promise<string> },
): Promise<DoctorLogResult> {
  const findings = readLog(await world.readText(path));
  return { ok: true, verdict: findings.length > 0 ? "recognised" : "nothing", findings };
}
