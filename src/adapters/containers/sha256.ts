// Node's own SHA-256 takes as long to load as a fifth of Node's whole start: more than all else that hands out a cached
// password. This one tells identities apart; nothing rests on its speed or on its taking the same time for all inputs.
// It runs a few thousand rounds before V8 compiles it, so it is written plainly: no destructuring, no small functions.
// Source: FIPS 180-4. Its test compares it with Node's.

/** SHA-256 of a text's UTF-8, in lower-case hexadecimal. */
export function sha256(text: string): string {
  const message = padded(new TextEncoder().encode(text));
  const state = Int32Array.from(initialState);
  const words = new Int32Array(64);
  for (let start = 0; start < message.byteLength; start += 64) {
    for (let index = 0; index < 16; index += 1) words[index] = message.getInt32(start + index * 4);
    for (let index = 16; index < 64; index += 1) words[index] = scheduled(words, index);
    addBlock(state, words);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

const primes = firstPrimes(64);
const initialState = primes.slice(0, 8).map((prime) => fractionBits(Math.sqrt(prime)));
const roundConstants = primes.map((prime) => fractionBits(Math.cbrt(prime)));

function addBlock(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round += 1) {
    const sigmaOfE = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const constant = (roundConstants[round] as number) + (words[round] as number);
    const first = (h + sigmaOfE + ((e & f) ^ (~e & g)) + constant) | 0;
    const sigmaOfA = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = sigmaOfA + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] as number) + word;
}

function scheduled(words: Int32Array, index: number): number {
  const early = words[index - 15] as number;
  const late = words[index - 2] as number;
  const sigmaOfEarly = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
  const sigmaOfLate = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
  return (words[index - 16] as number) + sigmaOfEarly + (words[index - 7] as number) + sigmaOfLate;
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
