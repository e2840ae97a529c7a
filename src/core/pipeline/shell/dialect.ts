import type { Dialect } from "./shell-script.ts";

const powershell =
  /\$env:\w|\$\{env:|\b(?:Get|Set|New|Write|Invoke|Install|Import|Out|ConvertTo|ConvertFrom|Start|Test|Remove)-[A-Z]\w+|(?:^|\n)[ \t]*(?:\[[\w.]{1,40}\])?\$\w{1,80}[ \t]+=[ \t]|(?:^|[\n|;&(])[ \t]*iex\b|(?:^|\n)[ \t]*& ['"$]|[ \t]`\r?\n[ \t]*[-|\w]|\bdocker(?:\.exe)?[ \t]+login\b[^\n|;&$`'"]{0,200}[ \t](?:-p|--password)[ =]\(|@["']\r?\n/;
const posix = /(?:^|\n|;)[ \t]*(?:if \[|fi\b|done\b|esac\b|export \w|set -[a-z]|then\b)|\$\{\w{1,80}:?-/;

/** PowerShell where something is written as only it does, and nothing as only a POSIX shell does. */
export function dialectOf(script: string): Dialect {
  return powershell.test(script) && !posix.test(script) ? "powershell" : "sh";
}
