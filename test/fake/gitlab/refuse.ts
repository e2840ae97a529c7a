/** What an operation throws to refuse: GitLab's status and JSON. */
export class GitlabRefusal extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;
  constructor(status: number, body: Record<string, unknown>) {
    super(JSON.stringify(body));
    this.name = "GitlabRefusal";
    this.status = status;
    this.body = body;
  }
}

/** A refusal in GitLab's usual words, such as `404 Project Not Found`. Source: lib/api/helpers.rb of GitLab. */
export function refuse(status: number, message: string): GitlabRefusal {
  return new GitlabRefusal(status, { message });
}

/** A refusal by a model's checks: lists of what is wrong, by field. */
export function invalid(field: string, ...words: string[]): GitlabRefusal {
  return new GitlabRefusal(400, { message: { [field]: words } });
}

/** A refusal by the checks of parameters, before anything is looked at. */
export function badParameter(error: string): GitlabRefusal {
  return new GitlabRefusal(400, { error });
}
