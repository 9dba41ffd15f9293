/** @file The encodings in which a host may repeat a secret. */

const percent = (text: string): string => [...new TextEncoder().encode(text)].map(hexByte).join('')
const hexByte = (byte: number): string => `%${byte.toString(16).padStart(2, '0')}`
const units = (text: string): number[] => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
const htmlNames: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
  '/': 'sol',
  '+': 'plus',
  '=': 'equals',
  '.': 'period',
  ':': 'colon',
  _: 'lowbar',
}

/** Encodes a secret as it may be in the answer of a host, by the name of the encoding. */
export const SPELLINGS: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'behind a word': (secret) => `Bearer ${secret}`,
  'in JSON': (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  'in \\u escapes': (secret) =>
    units(secret)
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  'in \\U escapes of the other case': (secret) =>
    units(secret)
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0').toUpperCase()}`)
      .join(''),
  'in an address': (secret) => encodeURIComponent(secret),
  'in an address, in lower case': (secret) => encodeURIComponent(secret).replace(/%../g, (pair) => pair.toLowerCase()),
  'in a form': (secret) => new URLSearchParams({ x: secret }).toString().slice(2),
  'encoded letter by letter': percent,
  'encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'encoded three times, in JSON': (secret) => JSON.stringify(encodeURIComponent(encodeURIComponent(percent(secret)))),
  'in HTML, by names': (secret) => [...secret].map((sign) => (htmlNames[sign] ? `&${htmlNames[sign]};` : sign)).join(''),
  'in HTML, by decimal numbers': (secret) => [...secret].map((sign) => `&#${sign.codePointAt(0)};`).join(''),
  'in HTML, by hex numbers': (secret) => [...secret].map((sign) => `&#x${sign.codePointAt(0)?.toString(16)};`).join(''),
  'in base64': (secret) => Buffer.from(secret).toString('base64'),
  'in base64 behind a name': (secret) => Buffer.from(`studio:${secret}`).toString('base64'),
  'in base64 for addresses': (secret) => Buffer.from(secret).toString('base64url'),
  'in hex': (secret) => Buffer.from(secret).toString('hex'),
  'in the other case': (secret) => secret.toUpperCase(),
  'with markup in it': (secret) => `${secret.slice(0, 5)}<wbr>${secret.slice(5, 9)}<b class="x">${secret.slice(9)}</b>`,
  'broken into lines': (secret) => `${secret.slice(0, 7)}\r\n   ${secret.slice(7)}`,
  'with soft hyphens': (secret) => [...secret].join('\u00ad'),
  'with zero-width spaces': (secret) => [...secret].join('\u200b'),
}

/** Eight consecutive characters of a secret that a text contains, in clear or in a common encoding; `null` without any. */
export function leaks(text: string, secret: string): string | null {
  const forms = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ]
  const lower = text.toLowerCase().replace(/\s+/g, '')
  for (const form of forms) {
    for (let at = 0; at + 8 <= form.length; at += 1) {
      const piece = form.slice(at, at + 8).toLowerCase()
      if (lower.includes(piece)) return piece
    }
  }
  return null
}
