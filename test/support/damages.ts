/** @file Kinds of damage to a file, for tests that apply them to files of the data folder. */

/** Turns the content of an intact file into that of a damaged one. */
export const DAMAGES: Readonly<Record<string, (whole: Buffer) => Buffer>> = {
  garbage: ({ length }) => Buffer.from(Array.from({ length: Math.max(64, length) }, (_, index) => (index * 193 + 71) % 256)),
  'cut off': (whole) => whole.subarray(0, Math.floor(whole.length * 0.6)),
  zeroed: ({ length }) => Buffer.alloc(length),
  '0 bytes': () => Buffer.alloc(0),
  null: () => Buffer.from('null'),
  '[]': () => Buffer.from('[]'),
  '5': () => Buffer.from('5'),
  '{}': () => Buffer.from('{}'),
}
