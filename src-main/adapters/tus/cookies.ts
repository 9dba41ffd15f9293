/**
 * @file Cookies of the servers of one upload. A load balancer finds by a cookie which of its servers has the upload. They are kept
 * in memory, go to the origin that set them and to no other, and end with the attempts of this upload.
 */

export interface Cookies {
  /** Takes what an answer sets; `lines` are its `Set-Cookie` headers. */
  take(url: URL, lines: readonly string[]): void
  /** The `Cookie` header for an address, or `null`. */
  headerFor(url: URL): string | null
}

/** More than load balancers use, and a bound for servers that would fill memory. */
const MOST_COOKIES = 20
const MOST_CHARACTERS = 4_096

export function createCookies(): Cookies {
  const byOrigin = new Map<string, Map<string, string>>()
  return {
    take(url, lines) {
      const known = byOrigin.get(url.origin) ?? new Map<string, string>()
      byOrigin.set(url.origin, known)
      for (const line of lines) {
        const cookie = cookieIn(line)
        if (!cookie) continue
        known.delete(cookie.name)
        if (!cookie.ended && known.size < MOST_COOKIES) known.set(cookie.name, cookie.value)
      }
    },
    headerFor(url) {
      const known = byOrigin.get(url.origin)
      if (!known || known.size === 0) return null
      return [...known].map(([name, value]) => `${name}=${value}`).join('; ')
    },
  }
}

/** `AWSALB=x; Path=/; Max-Age=60` → name and value, and whether the line deletes the cookie. */
function cookieIn(line: string): { readonly name: string; readonly value: string; readonly ended: boolean } | null {
  const [pair = '', ...attributes] = line.split(';')
  const match = /^\s*([!#$%&'*+.^_`|~\w-]+)=([\u0021-\u003a\u003c-\u007e]*)\s*$/.exec(pair)
  if (!match || line.length > MOST_CHARACTERS) return null
  const ended = attributes.some((attribute) => /^\s*max-age\s*=\s*(0|-\d+)\s*$/i.test(attribute))
  return { name: match[1] ?? '', value: match[2] ?? '', ended }
}

/** Most unfinished uploads whose cookies are kept; those used longest ago go first. */
const MOST_UPLOADS = 1_000

export interface CookieJars {
  /** The cookies of an upload, or new ones for an upload without an address yet. */
  of(uploadUrl: string | null): Cookies
  keep(uploadUrl: string, cookies: Cookies): void
  forget(uploadUrl: string): void
}

export function createCookieJars(): CookieJars {
  const jars = new Map<string, Cookies>()
  const keep = (uploadUrl: string, cookies: Cookies): void => {
    jars.delete(uploadUrl)
    jars.set(uploadUrl, cookies)
    const [oldest] = jars.keys()
    if (jars.size > MOST_UPLOADS && oldest !== undefined) jars.delete(oldest)
  }
  return {
    of(uploadUrl) {
      const cookies = (uploadUrl === null ? undefined : jars.get(uploadUrl)) ?? createCookies()
      if (uploadUrl !== null) keep(uploadUrl, cookies)
      return cookies
    },
    keep,
    forget: (uploadUrl) => void jars.delete(uploadUrl),
  }
}
