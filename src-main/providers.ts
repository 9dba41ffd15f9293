/** @file The list of all providers. */
import { createBunnyProvider } from './adapters/providers/bunny/provider.ts'
import { createCloudflareProvider } from './adapters/providers/cloudflare/provider.ts'
import { createGcoreProvider } from './adapters/providers/gcore/provider.ts'
import { createMclsProvider } from './adapters/providers/mcls/provider.ts'
import { createOmegastreamProvider } from './adapters/providers/omegastream/provider.ts'
import { createTusProvider } from './adapters/providers/tus/provider.ts'
import { createVimeoProvider } from './adapters/providers/vimeo/provider.ts'
import type { Http } from './engine/ports/http.ts'
import type { Transfer } from './engine/ports/transfer.ts'
import type { Clock } from './engine/ports.ts'
import type { Provider } from './engine/providers/provider.ts'

/** In the order in which they are offered. */
export function createProviders(wire: {
  readonly http: Http
  readonly transfer: Transfer
  readonly now: Clock['now']
}): readonly Provider[] {
  return [
    createCloudflareProvider(wire),
    createGcoreProvider(wire),
    createMclsProvider(wire),
    createOmegastreamProvider(wire),
    createBunnyProvider(wire),
    createVimeoProvider(wire),
    createTusProvider(wire),
  ]
}
