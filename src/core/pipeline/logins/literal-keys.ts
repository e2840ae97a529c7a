// Real ones have 16 characters behind the prefix; shortened ones in examples are copied from real ones.
const keyId = /^(?:AKIA|ASIA)[A-Z0-9]{4,28}$/;
const secret = /^[A-Za-z0-9/+=]{40}$/;

/** Whether a variable of this name holds an AWS key that is written out. Values are looked at, never kept. */
export function isLiteralKey(name: string, value: string | null): boolean {
  if (value === null) return false;
  const text = value.trim();
  if (/ACCESS_?KEY|AWS_?KEY|KEY_?ID/i.test(name) && keyId.test(text)) return true;
  return /SECRET/i.test(name) && /AWS|ACCESS|KEY/i.test(name) && secret.test(text);
}

/** Whether a text is a key's id of the usual length, whatever names it. */
export function isWholeKeyId(value: string): boolean {
  return /^\s*(?:AKIA|ASIA)[A-Z0-9]{16}\s*$/.test(value);
}

/** Whether a text is a key's id. */
export function isKeyId(value: string): boolean {
  return keyId.test(value.trim());
}

const written =
  /aws_(?:access_key_id["']?\s{0,9}[=:]\s{0,9}["']?(?:AKIA|ASIA)[A-Z0-9]{12}|secret_access_key["']?\s{0,9}[=:]\s{0,9}["']?[A-Za-z0-9/+=]{40}(?![\w/+=]))/i;

/** Whether the text of a file, such as AWS's credentials file or a list of variables, has a key written out. */
export function holdsLiteralKey(text: string): boolean {
  return written.test(text);
}
