/** @file Which ways lead to a host right now, by the settings and by what the system says. */
import { FailureError, failure } from '../../contract/errors.ts'
import { proxyName } from '../../contract/proxy.ts'
import type { Settings } from '../../contract/settings.ts'
import { isNeverProxied, type ProxyAddress, type Route, routeOf } from './route.ts'

/** A system that is asked for a proxy may have to run a script for it; the answer counts for a while. */
const REMEMBER_MS = 60_000

export interface RouteSources {
  readonly settings: () => Pick<Settings, 'proxyMode' | 'proxyUrl'>
  /** `name:password` that was entered for the proxy of this origin, or `null`. */
  readonly signIn: (origin: string) => Promise<string | null>
  /** What the system says about an address. */
  readonly system: (url: URL) => Promise<readonly ProxyAddress[]>
  readonly now: () => number
}

export interface Routes {
  /** In the order in which they are to be tried; never empty. */
  to(url: URL): Promise<readonly Route[]>
  /** What the system said about this address led nowhere: ask anew. */
  forget(url: URL): void
}

/** Straight to every host. */
export const DIRECT: Routes = { to: async () => [null], forget() {} }

export function createRoutes({ settings, signIn, system, now }: RouteSources): Routes {
  const answers = new Map<string, { readonly ways: readonly ProxyAddress[]; readonly until: number }>()

  /** Only the origin is told: an upload address is a secret, and a script that is not ours would see it. */
  async function askSystem({ origin }: URL): Promise<readonly ProxyAddress[]> {
    const known = answers.get(origin)
    if (known && known.until > now()) return known.ways
    const ways = await system(new URL(origin))
    answers.set(origin, { ways, until: now() + REMEMBER_MS })
    return ways
  }

  async function waysTo(url: URL): Promise<readonly ProxyAddress[]> {
    const { proxyMode, proxyUrl } = settings()
    if (isNeverProxied(url) || proxyMode === 'none') return [null]
    // Without an address there is nothing manual to go by; the check of the settings does not let it come to that.
    if (proxyMode === 'manual') return [proxyUrl === '' ? null : new URL(proxyUrl)]
    return askSystem(url)
  }

  return {
    async to(url) {
      const ways = await waysTo(url)
      return Promise.all(ways.map(async (way) => routeOf(way, needsSignIn(way) ? await readable(signIn(way.origin), way) : null)))
    },
    forget: ({ origin }) => void answers.delete(origin),
  }
}

/** One that holds a sign-in in its address needs no other. */
function needsSignIn(way: ProxyAddress): way is URL {
  return way !== null && way.username === ''
}

/** A sign-in that another key wrote is asked for like one that the proxy refuses. */
async function readable(signIn: Promise<string | null>, proxy: URL): Promise<string | null> {
  try {
    return await signIn
  } catch (caught) {
    const detail = 'the stored sign-in cannot be read'
    throw new FailureError(failure('network.proxyAuth', { proxy: proxyName(proxy) }, { detail }), caught)
  }
}
