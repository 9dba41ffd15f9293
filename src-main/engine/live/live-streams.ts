/** @file Live streams: the journal has those that were created here, everything else is read from their provider. */
import { FailureError, failure, failureFrom } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { Output, Parsed } from '../../contract/requests.ts'
import type { LiveStream } from '../../contract/video.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { LiveEntry, LiveStore } from '../ports/journal.ts'
import type { LiveApi, ProviderAccount, ProviderContext, Providers } from '../providers/provider.ts'

interface Deps {
  readonly store: LiveStore
  readonly accounts: Accounts
  readonly providers: Providers
  readonly now: () => number
}

export function createLiveStreams({ store, accounts, providers, now }: Deps) {
  async function liveOf(idOrName: string): Promise<{ account: ProviderAccount; live: LiveApi }> {
    const profile = await accounts.resolve({ account: idOrName })
    const { live, label } = providers.get(profile.provider)
    if (!live) throw new FailureError(failure('host.unsupported', { reason: phrase('{label} has no live streams.', { label }) }))
    return { account: accounts.withSecrets(profile), live }
  }

  async function describe(entry: LiveEntry, context: ProviderContext): Promise<Output<'live.list'>[number]> {
    const known = { accountId: entry.accountId, id: entry.id, title: entry.title }
    try {
      const { account, live } = await liveOf(entry.accountId)
      const stream = withSignal(entry, await live.get(account, entry.id, context))
      return { ...known, stream: { ...stream, createdAt: entry.createdAt }, failure: null }
    } catch (caught) {
      return { ...known, stream: null, failure: failureFrom(caught) }
    }
  }

  /** The figures of a signal that has ended are those of its last time, and what the provider still says of it. */
  function withSignal({ accountId, id, signal }: LiveEntry, stream: LiveStream): LiveStream {
    if (stream.active && stream.stats.length > 0) {
      const at = now()
      store.remember(accountId, id, { at, stats: stream.stats })
      return { ...stream, statsAt: at }
    }
    if (!signal) return { ...stream, statsAt: null }
    const last = signal.stats.filter(({ name }) => !stream.stats.some((still) => still.name === name))
    return { ...stream, stats: [...last, ...stream.stats], statsAt: signal.at }
  }

  return {
    /** Every stream with its state at the provider; one that cannot be read has a failure. */
    list: (context: ProviderContext): Promise<Output<'live.list'>> =>
      Promise.all(store.list().map((entry) => describe(entry, context))),

    async create({ account: name, ...wanted }: Parsed<'live.create'>, context: ProviderContext): Promise<LiveStream> {
      const { account, live } = await liveOf(name)
      const stream = await live.create(account, wanted, context)
      const createdAt = now()
      store.add({ accountId: account.id, id: stream.id, title: wanted.title, createdAt, signal: null })
      return { ...stream, createdAt }
    },

    async attach({ account: name, id, event }: Parsed<'live.attach'>, context: ProviderContext): Promise<null> {
      const { account, live } = await liveOf(name)
      await live.attach(account, id, event, context)
      return null
    },

    async key({ account: name, id }: Parsed<'live.key'>, context: ProviderContext): Promise<{ key: string }> {
      const { account, live } = await liveOf(name)
      return { key: await live.key(account, id, context) }
    },

    async forget({ account: name, id }: Parsed<'live.forget'>): Promise<null> {
      const profile = await accounts.resolve({ account: name })
      store.remove(profile.id, id)
      return null
    },
  }
}
