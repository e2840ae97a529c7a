/** Writes plain data as YAML in block style. Texts that YAML could take for something else are quoted. */
export function yamlOf(value: unknown, indent = ""): string {
  if (Array.isArray(value))
    return value.length === 0
      ? "[]"
      : blockOf(
          value.map((one) => itemOf(one, indent)),
          indent,
        );
  if (typeof value !== "object" || value === null) return scalarOf(value);
  const members = Object.entries(value).filter(([, one]) => one !== undefined);
  return members.length === 0
    ? "{}"
    : blockOf(
        members.map(([key, one]) => memberOf(key, one, indent)),
        indent,
      );
}

function blockOf(lines: readonly string[], indent: string): string {
  return lines.join(`\n${indent}`);
}

function itemOf(value: unknown, indent: string): string {
  return `- ${yamlOf(value, `${indent}  `)}`;
}

function memberOf(key: string, value: unknown, indent: string): string {
  const name = scalarOf(key);
  const isBlock = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isBlock) return `${name}: ${yamlOf(value)}`;
  const inner = `${indent}  `;
  return `${name}:\n${inner}${yamlOf(value, inner)}`;
}

function scalarOf(value: unknown): string {
  if (typeof value !== "string") return String(value);
  if (plain.test(value) && !/: |:$| $/.test(value) && !reserved.test(value)) return value;
  return value.includes('"') && /^[ -~]*$/.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

const plain = /^(?:[A-Za-z$/]|\.[a-z])[\w$./@:, =-]*$/;

/** Words that YAML 1.1, which CloudFormation and GitLab read, takes for other than text. */
const reserved = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;
