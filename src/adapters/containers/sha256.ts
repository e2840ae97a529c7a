// Node's own SHA-256 takes as long to load as a fifth of Node's whole start: more than all else that hands out a cached
// password. This one tells identities apart; nothing rests on its speed or on its taking the same time for all inputs.
// Source: FIPS 180-4. Its test compares it with Node's.

/** SHA-256 of a text's UTF-8, in lower-case hexadecimal. */
export function sha256(text: string): string {
  const message = padded(new TextEncoder().encode(text));
  const state = Uint32Array.from(initialState);
  const words = new Uint32Array(64);
  for (let start = 0; start < message.byteLength; start += 64) {
    for (let index = 0; index < 16; index += 1) words[index] = message.getUint32(start + index * 4);
    for (let index = 16; index < 64; index += 1) words[index] = scheduled(words, index);
    addBlock(state, words);
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

const primes = firstPrimes(64);
const initialState = primes.slice(0, 8).map((prime) => fractionBits(Math.sqrt(prime)));
const roundConstants = Uint32Array.from(primes, (prime) => fractionBits(Math.cbrt(prime)));

function addBlock(state: Uint32Array, words: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let round = 0; round < 64; round += 1) {
    const sigmaOfE = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + sigmaOfE + ((e & f) ^ (~e & g)) + at(roundConstants, round) + at(words, round)) >>> 0;
    const sigmaOfA = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const second = (sigmaOfA + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + second) >>> 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + word;
}

function scheduled(words: Uint32Array, index: number): number {
  const [early, late] = [at(words, index - 15), at(words, index - 2)];
  const sigmaOfEarly = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
  const sigmaOfLate = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
  return at(words, index - 16) + sigmaOfEarly + at(words, index - 7) + sigmaOfLate;
}

/** The message with a one, zeros, and its length in bits, to a multiple of 64 bytes. */
function padded(bytes: Uint8Array): DataView {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const message = new Uint8Array(length);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 0x2000_0000));
  view.setUint32(length - 4, bytes.length * 8);
  return view;
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function fractionBits(number: number): number {
  return Math.floor((number % 1) * 2 ** 32);
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}
