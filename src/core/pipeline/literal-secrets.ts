/**
 * The values in a pipeline file that are secret, or may be: keys, passwords on command lines, `auth` of a config.json.
 * They are for the redactor alone, so that nothing that shows lines of the file shows them.
 */
export function literalSecrets(yamlText: string): string[] {
  const found = new Set<string>();
  for (const pattern of patterns) {
    for (const [, value = ""] of yamlText.matchAll(pattern)) found.add(value);
  }
  return [...found];
}

const patterns = [
  /\b((?:AKIA|ASIA)[A-Z0-9]{4,28})\b/g,
  /(?:SECRET|TOKEN|PASSWORD)\w{0,40}["']?[ \t]{0,9}[:=][ \t]{0,9}["']?([^\s"'#,}$]{8,4096})/gi,
  /aws_(?:secret_access_key|session_token)["']?[ \t]{1,9}["']?([^\s"'#,}$]{8,4096})/gi,
  /\blogin\b[^\n|;&]{0,400}?\s(?:-p[ =]?|--password[ =])["']?([^\s"'$-][^\s"'$]{7,4096})/g,
  /\\?"auth\\?"[ \t]{0,9}:[ \t]{0,9}\\?"([A-Za-z0-9+/=]{8,8192})\\?"/g,
];
