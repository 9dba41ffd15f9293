/**
 * @file The hashes of files that receipts and hash lists carry: their formats, and how a value is written. Pure.
 *
 * A value is lower-case hex, most significant byte first. C4 (SMPTE ST 2114) alone is `c4` and 88 digits of base 58, in which
 * case matters.
 */

/** The formats of ASC MHL, in the order in which its schema wants them. SHA-256 is none of them: no hash list has a name for it. */
export const LISTED_FORMATS = ['c4', 'md5', 'sha1', 'xxh128', 'xxh3', 'xxh64'] as const
export type ListedFormat = (typeof LISTED_FORMATS)[number]

/** The formats that tools for MHL 1.1 know. */
export const MHL1_FORMATS = ['md5', 'sha1', 'xxh64'] as const satisfies readonly ListedFormat[]

export type HashFormat = ListedFormat | 'sha256'

/** Its name for people. */
export const FORMAT_NAMES: Readonly<Record<HashFormat, string>> = {
  c4: 'C4',
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  xxh128: 'XXH128',
  xxh3: 'XXH3',
  xxh64: 'XXH64',
}

/** What is hashed is compared in the first of these that a list has: they are in the order of their speed. */
export const FASTEST_FIRST: readonly ListedFormat[] = ['xxh64', 'xxh3', 'xxh128', 'sha1', 'c4', 'md5']

const HEX_DIGITS: Readonly<Record<Exclude<HashFormat, 'c4'>, number>> = {
  md5: 32,
  sha1: 40,
  sha256: 64,
  xxh128: 32,
  xxh3: 16,
  xxh64: 16,
}

/** Base 58 without `0`, `O`, `I` and `l`, which are easily confused. */
const C4_DIGITS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const C4_LENGTH = 90
const SHA512_BYTES = 64

export function isListedFormat(name: string): name is ListedFormat {
  return (LISTED_FORMATS as readonly string[]).includes(name)
}

/** The value as it is written here, or `null` for what is none of that format. Blanks around it and upper-case hex are taken. */
export function hashValue(format: HashFormat, text: string): string | null {
  const trimmed = text.trim()
  if (format === 'c4') return c4Bytes(trimmed) === null ? null : trimmed
  return trimmed.length === HEX_DIGITS[format] && /^[0-9a-fA-F]+$/.test(trimmed) ? trimmed.toLowerCase() : null
}

/** Hex with its bytes in the opposite order, as MHL 1.1 writes `xxhash64`. */
export function reversedBytes(hex: string): string {
  return (hex.match(/../g) ?? []).toReversed().join('')
}

/** The C4 of a SHA-512. @param sha512 64 bytes */
export function c4Of(sha512: Uint8Array): string {
  let rest = 0n
  for (const byte of sha512) rest = rest * 256n + BigInt(byte)
  let digits = ''
  while (rest > 0n) {
    digits = C4_DIGITS.charAt(Number(rest % 58n)) + digits
    rest /= 58n
  }
  return `c4${digits.padStart(C4_LENGTH - 2, '1')}`
}

/** The bytes of a value; hashes of folders are made of them. `null` for what is none of that format. */
export function hashBytes(format: HashFormat, value: string): Uint8Array | null {
  if (format === 'c4') return c4Bytes(value)
  const hex = hashValue(format, value)
  return hex === null ? null : Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}

function c4Bytes(text: string): Uint8Array | null {
  if (text.length !== C4_LENGTH || !text.startsWith('c4')) return null
  let rest = 0n
  for (const digit of text.slice(2)) {
    const value = C4_DIGITS.indexOf(digit)
    if (value === -1) return null
    rest = rest * 58n + BigInt(value)
  }
  const bytes = new Uint8Array(SHA512_BYTES)
  for (let at = SHA512_BYTES - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest % 256n)
    rest /= 256n
  }
  return rest === 0n ? bytes : null
}
