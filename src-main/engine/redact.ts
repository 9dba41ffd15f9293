/**
 * @file What must never reach a log: secrets, upload addresses (who has one can send to it), and home folders. Every log
 * passes its lines through here, so that no caller has to redact anything.
 */

/** `name: value`, `"name":"value"` and `name=value`, the scheme of an `Authorization` included. */
const NAMED =
  /\b(authorization|token|api-?key|password|secret|signature)(["']?\s*[:=]\s*["']?)((?:bearer|basic|token)\s+)?[^\s"',;]+/gi
const SCHEME = /\b(bearer|basic)\s+[^\s"',;]+/gi
const ADDRESS = /\b(?:https?|s?ftp|rtmps?|srt|socks\d?):\/\/[^\s"'<>)]+/gi

/** The line without secrets. */
export function redact(line: string, home = ''): string {
  const short = line.replace(ADDRESS, shortAddress).replace(NAMED, '$1$2…').replace(SCHEME, '$1 …')
  return home === '' ? short : short.replace(spellingsOf(home), '~')
}

/** A path as it is, in JSON, in addresses of files, and in either case where drives begin with a letter. */
function spellingsOf(home: string): RegExp {
  const slashed = home.replaceAll('\\', '/')
  const spellings = new Set([home, home.replaceAll('\\', '\\\\'), slashed, encodeURI(slashed)])
  const patterns = [...spellings].map((spelling) => spelling.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(patterns.join('|'), /^[a-z]:/i.test(home) ? 'gi' : 'g')
}

/** `https://host/files/0123456789abcdef?token=x` → `https://host/…cdef` */
function shortAddress(address: string): string {
  if (!URL.canParse(address)) return '…'
  const { protocol, host, pathname } = new URL(address)
  const origin = `${protocol}//${host}`
  return pathname === '/' || pathname === '' ? origin : `${origin}/…${pathname.slice(-4)}`
}
