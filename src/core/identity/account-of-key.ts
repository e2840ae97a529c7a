const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The account that an access key belongs to, read off the key's id: its characters from the fifth on are base32, and
 * 40 bits of them, less the lowest seven, are the account's number. Null for ids of the old kind, which don't hold it.
 */
export function accountOfKey(accessKeyId: string): string | null {
  if (!/^(?:AKIA|ASIA)[A-Z2-7]{16}$/.test(accessKeyId)) return null;
  const digits = [...accessKeyId.slice(4, 14)].map((letter) => BigInt(alphabet.indexOf(letter)));
  const value = digits.reduce((sum, digit) => (sum << 5n) | digit, 0n);
  // 50 bits were read; the account's 40 bits start at the second highest of the first 48.
  const account = (value >> 9n) & ((1n << 40n) - 1n);
  return account.toString().padStart(12, "0").length === 12 ? account.toString().padStart(12, "0") : null;
}
