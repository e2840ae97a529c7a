import type { AuditRepository } from "../../core/audit/index.ts";

/** A repository as people call it: its name, with its region where the report has several. Takes an ARN or a name. */
export function repositoryName(repository: string, all: readonly Pick<AuditRepository, "region">[] = []): string {
  const [, region, name] = /^arn:[^:]*:ecr:([^:]*):[^:]*:repository\/(.*)$/s.exec(repository) ?? [];
  if (name === undefined) return repository.replace(/^repository\//, "");
  return new Set(all.map((one) => one.region)).size > 1 ? `${name} (${region})` : name;
}
