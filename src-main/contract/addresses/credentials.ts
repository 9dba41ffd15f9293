/** @file Recognises headers and parts of addresses that are credentials, by their names. */

/** `X-Api-Key`, `Authorization`, `X-Amz-Signature`, `sig`, `access_token`, `Key-Pair-Id` … */
const CREDENTIAL =
  /authori[sz]ation|cookie|token|secret|passw|pwd|signature|credential|session|jwt|hdn(?:ts|ea)|api[-_]?key|access[-_]?(?:key|code)|auth[-_]?(?:key|code)|key[-_]?pair|^x[-_]auth$|^(?:x-)?(?:sig|key|auth|pass|policy|code|hash|hmac|ticket)$/i

/** Headers that never authenticate. */
const HARMLESS =
  /^(?:accept(?:-[\w-]+)?|content-[\w-]+|user-agent|origin|referer|cache-control|pragma|connection|x-upsert|x-requested-with|tus-[\w-]+|upload-[\w-]+)$/i

/** The expiry of a signature is no secret: `AuthorizationExpire`. */
const MOMENT = /expir|date|time|until/i

/** Whether a value of this name is a key, a token or a signature. */
export function isCredentialName(name: string): boolean {
  return CREDENTIAL.test(name) && !MOMENT.test(name)
}

/** Whether a header of this name may be shown with its value. */
export function isHarmlessHeader(name: string): boolean {
  return HARMLESS.test(name)
}

const HARMLESS_QUERY = /^(?:response-[\w-]+|filename|name|title|x-amz-(?:algorithm|date|expires|signedheaders))$/i
/** A shorter value under any other name is no key. */
const MIN_UNNAMED_LENGTH = 8

/**
 * The secret parts of an address: the password, or the user where there is none, and the values in the query that are, or
 * may be, keys.
 */
export function secretsOfAddress(address: string): string[] {
  if (!URL.canParse(address)) return []
  const { username, password, search } = new URL(address)
  const values = pairsIn(search).flatMap(([name, value]) => {
    if (value === '') return name.length >= MIN_UNNAMED_LENGTH ? [name] : []
    if (isCredentialName(name)) return [value]
    return HARMLESS_QUERY.test(name) || value.length < MIN_UNNAMED_LENGTH || /^[\d.:TZ-]+$/.test(value) ? [] : [value]
  })
  return [decoded(password === '' ? username : password), ...values].filter((text) => text !== '')
}

function pairsIn(search: string): (readonly [name: string, value: string])[] {
  return search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))]
    })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
