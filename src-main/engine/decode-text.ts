/** @file Decodes text files as editors write them: UTF-8, or UTF-16 as some on Windows do, with or without a byte order mark. */

/** `null` for anything else. */
export function decodeText(bytes: Uint8Array): string | null {
  const [first, second] = bytes
  try {
    if (first === 0xff && second === 0xfe) return decode('utf-16le', bytes)
    if (first === 0xfe && second === 0xff) return decode('utf-16be', bytes)
    const text = decode('utf-8', bytes)
    if (!text.includes('\0')) return text
    // Without a byte order mark: every other byte of ASCII text is 0.
    const wide = decode(first === 0 ? 'utf-16be' : 'utf-16le', bytes)
    return wide.includes('\0') ? null : wide
  } catch {
    return null
  }
}

function decode(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding, { fatal: true }).decode(bytes)
}
