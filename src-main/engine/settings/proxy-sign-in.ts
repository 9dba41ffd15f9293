/**
 * @file Names and passwords of proxies: in secure storage, each under the origin of the proxy that it was entered for, and
 * sent to no other. A proxy that the system, a script or the environment names needs a sign-in of its own.
 */
import { proxyOrigin, proxySignInProblem } from '../../contract/addresses/proxy.ts'
import { FailureError, failure, messageOf } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Secrets } from '../ports/settings.ts'
import type { Log } from '../ports.ts'
import type { KnownSecrets } from '../secrets/known-secrets.ts'

/** Name under which earlier versions stored one sign-in for any proxy. */
const FOR_ANY = 'proxy'
const PREFIX = 'proxy:'
/** White space and characters without width that were copied along. */
const AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu

interface Deps {
  readonly secrets: Secrets
  readonly known: KnownSecrets
  readonly settings: () => Pick<Settings, 'proxyMode' | 'proxyUrl'>
  /** What the proxy refused may be retried. */
  readonly onChange: () => void
}

export function createProxySignIn({ secrets, known, settings, onChange }: Deps) {
  /** The last proxy that a request went to without a sign-in of its own in its address. */
  let lastUsed: string | null = null

  function inUse(): string | null {
    const { proxyMode, proxyUrl } = settings()
    return proxyMode === 'manual' ? proxyOrigin(proxyUrl) : lastUsed
  }

  return {
    /** Origins of the proxies that a sign-in is stored for. */
    stored: (): readonly string[] =>
      secrets
        .names()
        .filter((name) => name.startsWith(PREFIX))
        .map((name) => name.slice(PREFIX.length)),

    /** The proxy in use, as far as it is known. */
    inUse,

    /** `name:password` for the proxy of this origin, or `null`. */
    async get(origin: string): Promise<string | null> {
      lastUsed = origin
      const signIn = await secrets.get(PREFIX + origin)
      known.note(signIn)
      return signIn
    },

    /**
     * An empty value deletes it.
     *
     * @param proxy its address; without one the proxy of the settings
     * @throws FailureError `input.invalid` or `account.noSecureStorage`
     */
    async set(entered: string, proxy?: string): Promise<void> {
      const value = entered.replace(AROUND, '')
      const problem = entered === '' ? null : proxySignInProblem(value)
      if (problem !== null) throw refused(problem)
      const { proxyMode, proxyUrl } = settings()
      const origin = proxyOrigin(proxy ?? (proxyMode === 'manual' ? proxyUrl : ''))
      if (origin === null)
        throw refused(phrase('say which proxy it is for, as in http://proxy.example:3128; no other one gets it'))
      if (entered === '') await secrets.delete(PREFIX + origin)
      else await secrets.set(PREFIX + origin, value)
      onChange()
    },
  }
}

/**
 * An earlier version sent one sign-in to any proxy. It is bound to the proxy of the settings; without one it is unknown which
 * proxy it was meant for, so it is deleted and has to be entered again.
 */
export async function bindProxySignIn(
  secrets: Secrets,
  settings: Pick<Settings, 'proxyMode' | 'proxyUrl'>,
  log: Log,
): Promise<void> {
  if (!secrets.has(FOR_ANY)) return
  const origin = settings.proxyMode === 'system' ? null : proxyOrigin(settings.proxyUrl)
  try {
    const signIn = origin === null ? null : await secrets.get(FOR_ANY)
    if (origin === null) log.warn('the sign-in of the proxy was stored without its proxy: it has to be entered again')
    else if (signIn !== null) await secrets.set(PREFIX + origin, signIn)
    await secrets.delete(FOR_ANY)
  } catch (caught) {
    if (!(caught instanceof FailureError)) throw caught
    log.warn(`the stored sign-in of the proxy is not used: ${messageOf(caught.failure)}`)
  }
}

function refused(reason: DisplayText): FailureError {
  return new FailureError(failure('input.invalid', { reason: phrase('Sign-in of the proxy: {reason}.', { reason }) }))
}
