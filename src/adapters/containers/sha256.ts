// Node's own SHA-256 takes as long to load as a fifth of Node's whole start: more than all else that hands out a cached
// password. This one tells identities apart; nothing rests on its speed or on its taking the same time for all inputs.
// It runs a few thousand rounds before V8 compiles it, so it is written plainly: no destructuring, no small functions, and
// every sum is cut to 32 bits at once, since a larger one would be an object of its own.
// Source: FIPS 180-4. Its test compares it with Node's.

/** SHA-256 of a text's UTF-8, in lower-case hexadecimal. */
export function sha256(text: string): string {
  const message = padded(new TextEncoder().encode(text));
  const state = new Int32Array(8);
  for (let index = 0; index < 8; index += 1) state[index] = fractionBits(Math.sqrt(primes[index] as number));
  const words = new Int32Array(64);
  for (let start = 0; start < message.byteLength; start += 64) {
    for (let index = 0; index < 16; index += 1) words[index] = message.getInt32(start + index * 4);
    extend(words);
    addBlock(state, words);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

const primes = firstPrimes(64);
const roundConstants = new Int32Array(64);
for (let index = 0; index < 64; index += 1) roundConstants[index] = fractionBits(Math.cbrt(primes[index] as number));

/** The words of a block's later rounds, from the sixteen that it has. */
function extend(words: Int32Array): void {
  for (let index = 16; index < 64; index += 1) {
    const early = words[index - 15] as number;
    const late = words[index - 2] as number;
    const sigmaOfEarly = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const sigmaOfLate = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    const before = ((words[index - 16] as number) + (words[index - 7] as number)) | 0;
    words[index] = (((before + sigmaOfEarly) | 0) + sigmaOfLate) | 0;
  }
}

function addBlock(state: Int32Array, words: Int32Array): void {
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let round = 0; round < 64; round += 1) {
    const sigmaOfE = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const constant = ((roundConstants[round] as number) + (words[round] as number)) | 0;
    const first = (((((h + sigmaOfE) | 0) + ((e & f) ^ (~e & g))) | 0) + constant) | 0;
    const sigmaOfA = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (sigmaOfA + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
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

/** The first 32 bits behind the point. */
function fractionBits(number: number): number {
  return Math.floor((number % 1) * 2 ** 32) | 0;
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number += 1) {
    let index = 0;
    while (index < primes.length && number % (primes[index] as number) !== 0) index += 1;
    if (index === primes.length) primes.push(number);
  }
  return primes;
}
