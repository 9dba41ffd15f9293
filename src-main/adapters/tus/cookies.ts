/**
 * @file Cookies of the servers of one upload: a load balancer finds the server that has the upload by a cookie. They are in memory only,
 * are sent to the origin that set them and no other, and are dropped with the upload.
 */

export interface Cookies {
  /** Stores the cookies of an answer. @param lines its `Set-Cookie` headers */
  store(url: URL, lines: readonly string[]): void
  /** The `Cookie` header for an address, or `null`. */
  headerFor(url: URL): string | null
}

/** More than load balancers use; servers must not fill the memory. */
const MAX_COOKIES = 20
const MAX_CHARACTERS = 4_096

function createCookies(): Cookies {
  const byOrigin = new Map<string, Map<string, string>>()
  return {
    store(url, lines) {
      const stored = byOrigin.get(url.origin) ?? new Map<string, string>()
      byOrigin.set(url.origin, stored)
      for (const line of lines) {
        const cookie = cookieIn(line)
        if (!cookie) continue
        stored.delete(cookie.name)
        if (!cookie.isDeleted && stored.size < MAX_COOKIES) stored.set(cookie.name, cookie.value)
      }
    },
    headerFor(url) {
      const stored = byOrigin.get(url.origin)
      if (!stored || stored.size === 0) return null
      return [...stored].map(([name, value]) => `${name}=${value}`).join('; ')
    },
  }
}

/** `AWSALB=x; Path=/; Max-Age=60` → name and value, and whether the line deletes the cookie. */
function cookieIn(line: string): { readonly name: string; readonly value: string; readonly isDeleted: boolean } | null {
  const [pair = '', ...attributes] = line.split(';')
  const match = /^\s*([!#$%&'*+.^_`|~\w-]+)=([\u0021-\u003a\u003c-\u007e]*)\s*$/.exec(pair)
  if (!match || line.length > MAX_CHARACTERS) return null
  const isDeleted = attributes.some((attribute) => /^\s*max-age\s*=\s*(0|-\d+)\s*$/i.test(attribute))
  return { name: match[1] ?? '', value: match[2] ?? '', isDeleted }
}

/** Most uploads with cookies; the least recently used are dropped first. */
const MAX_UPLOADS = 1_000

export interface CookieJars {
  /** The cookies of an upload, or new ones for an upload without an address yet. */
  of(uploadUrl: string | null): Cookies
  set(uploadUrl: string, cookies: Cookies): void
  delete(uploadUrl: string): void
}

export function createCookieJars(): CookieJars {
  const jars = new Map<string, Cookies>()
  const set = (uploadUrl: string, cookies: Cookies): void => {
    jars.delete(uploadUrl)
    jars.set(uploadUrl, cookies)
    const [oldest] = jars.keys()
    if (jars.size > MAX_UPLOADS && oldest !== undefined) jars.delete(oldest)
  }
  return {
    of(uploadUrl) {
      const cookies = (uploadUrl === null ? undefined : jars.get(uploadUrl)) ?? createCookies()
      if (uploadUrl !== null) set(uploadUrl, cookies)
      return cookies
    },
    set,
    delete: (uploadUrl) => void jars.delete(uploadUrl),
  }
}
