import { commands } from "./commands.ts";

/** The overview that `gitlab-ecr --help` prints. */
export function helpText(): string {
  // A command of two words is told of by the help of the first.
  const listed = commands.filter(({ name }) => !name.includes(" "));
  const width = Math.max(...listed.map(({ name }) => name.length));
  const list = listed.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    "Usage: gitlab-ecr COMMAND [OPTIONS]",
    "",
    "Logs GitLab CI/CD jobs into Amazon ECR with their OIDC ID token, without stored keys.",
    "",
    "Commands:",
    ...list,
    "",
    "gitlab-ecr COMMAND --help shows a command's options, with examples.",
    "gitlab-ecr --version prints the version.",
    "",
    "Example, in a job with id_tokens:",
    "  gitlab-ecr login --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role --region eu-west-1",
    "",
  ].join("\n");
}
