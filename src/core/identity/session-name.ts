/** What a session's name is made of; null where the job doesn't say. */
export interface SessionNameParts {
  readonly projectPath: string | null;
  readonly pipelineId: string | null;
  readonly jobId: string | null;
}

const longest = 64;

/**
 * The name under which a job's session appears in CloudTrail: the project's path, the pipeline's and the job's id, so
 * that one finds the job that did something. It has 2 to 64 of the characters that STS allows (`[\w+=,.@-]`); where the
 * path is too long its end is kept, which tells projects of one group apart. Source: STS reference, RoleSessionName.
 */
export function sessionName({ projectPath, pipelineId, jobId }: SessionNameParts): string {
  const ids = [pipelineId, jobId].filter((id) => id !== null).map(sanitize);
  if (projectPath === null || projectPath === "") return ["gitlab-ecr", ...ids].join("-").slice(0, longest);
  const tail = ids
    .map((id) => `-${id}`)
    .join("")
    .slice(0, longest - 2);
  const path = sanitize(projectPath).slice(-(longest - tail.length));
  return `${path}${tail}`.padEnd(2, "-");
}

/** Whether STS takes a text as the name of a session. */
export function isSessionName(text: string): boolean {
  return /^[\w+=,.@-]{2,64}$/.test(text);
}

function sanitize(text: string): string {
  return text.replace(/[^\w+=,.@-]+/g, "-");
}
