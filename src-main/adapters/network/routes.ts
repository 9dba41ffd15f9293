/** @file The current routes to a server, by the settings and by the system. */
import { proxyName } from '../../contract/addresses/proxy.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { Settings } from '../../contract/settings.ts'
import { isNeverProxied, type ProxyAddress, type Route, routeOf } from './route.ts'

/** The system may have to run a script to find a proxy, so its answer is cached. */
const CACHE_MS = 60_000

interface RouteSources {
  readonly settings: () => Pick<Settings, 'proxyMode' | 'proxyUrl'>
  /** `name:password` that was entered for the proxy of this origin, or `null`. */
  readonly signIn: (origin: string) => Promise<string | null>
  /** The proxies that the system names for an address. */
  readonly system: (url: URL) => Promise<readonly ProxyAddress[]>
  readonly now: () => number
}

export interface Routes {
  /** In the order in which they are to be tried; never empty. */
  to(url: URL): Promise<readonly Route[]>
  /** Drops the cached answer for this address: its proxy could not be reached. */
  forget(url: URL): void
}

/** Direct connections only. */
export const DIRECT: Routes = { to: async () => [null], forget() {} }

export function createRoutes({ settings, signIn, system, now }: RouteSources): Routes {
  const answers = new Map<string, { readonly addresses: readonly ProxyAddress[]; readonly until: number }>()

  /** Passes the origin only: an upload address is a secret, and a script that is not ours would see it. */
  async function systemAddresses({ origin }: URL): Promise<readonly ProxyAddress[]> {
    const known = answers.get(origin)
    if (known && known.until > now()) return known.addresses
    const addresses = await system(new URL(origin))
    answers.set(origin, { addresses, until: now() + CACHE_MS })
    return addresses
  }

  async function addressesFor(url: URL): Promise<readonly ProxyAddress[]> {
    const { proxyMode, proxyUrl } = settings()
    if (isNeverProxied(url) || proxyMode === 'none') return [null]
    // The check of the settings refuses the manual mode without an address.
    if (proxyMode === 'manual') return [proxyUrl === '' ? null : new URL(proxyUrl)]
    return systemAddresses(url)
  }

  return {
    async to(url) {
      const addresses = await addressesFor(url)
      return Promise.all(
        addresses.map(async (proxy) => routeOf(proxy, needsSignIn(proxy) ? await readable(signIn(proxy.origin), proxy) : null)),
      )
    },
    forget: ({ origin }) => void answers.delete(origin),
  }
}

/** A proxy address with credentials needs no stored ones. */
function needsSignIn(proxy: ProxyAddress): proxy is URL {
  return proxy !== null && proxy.username === ''
}

/** A sign-in that cannot be decrypted has to be entered again, like one that the proxy refuses. */
async function readable(signIn: Promise<string | null>, proxy: URL): Promise<string | null> {
  try {
    return await signIn
  } catch (caught) {
    const detail = 'the stored sign-in cannot be read'
    throw new FailureError(failure('network.proxyAuth', { proxy: proxyName(proxy) }, { detail }), caught)
  }
}
