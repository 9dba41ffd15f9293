/** @file Live streams: creation, state, and the stream key, which only a call of its own returns. */
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { LiveStream } from '../../../contract/video.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { LiveApi } from '../../../engine/providers/provider.ts'
import { createKnownSecrets } from '../../../engine/secrets/known-secrets.ts'
import { createMclsApi, type MclsApi, type Playlist, type Stream } from './api.ts'
import { apiBaseOf, checkEvent, PROVIDER_NAME } from './fields.ts'
import { factsOf, statsOf } from './live-figures.ts'

export function createLive({ http, now }: { http: Http; now: () => number }): LiveApi {
  return {
    async create(account, { title, region, config }, context) {
      const stream = await createMclsApi(http, account, context).create('TYPE_LIVE', title, { region, config })
      return liveStreamOf(stream, now())
    },

    /** Like a video: a bare `POST` to `…/<event>/stream/<stream>` (MCLS VOD guide). */
    async attach(account, id, event, context) {
      checkEvent(event)
      await createMclsApi(http, account, context).attach(event, id)
    },

    /** MCLS does not report when a stream was created: `createdAt` is the time of the call. */
    async get(account, id, context) {
      return liveStreamOf(await found(createMclsApi(http, account, context), id), now())
    },

    async key(account, id, context) {
      const { key } = await found(createMclsApi(http, account, context), id)
      if (key) return key
      const host = apiBaseOf(account.settings).host
      throw new FailureError(failure('server.answer', { host, reason: phrase('a stream without a key') }))
    },
  }
}

async function found(api: MclsApi, id: string): Promise<Stream> {
  const stream = await api.get(id)
  if (stream) return stream
  throw new FailureError(
    failure('input.invalid', { reason: phrase('{provider} has no stream “{id}”.', { provider: PROVIDER_NAME, id }) }),
  )
}

/** The key is removed from every text, because the provider may repeat it. */
export function liveStreamOf(stream: Stream, createdAt: number): LiveStream {
  const known = createKnownSecrets()
  known.note(stream.key)
  const { redactKnown } = known
  const redacted = ({ name, value }: { name: string; value: string }) => ({ name, value: redactKnown(value) })
  const active = stream.is_active === true
  const push = addressesIn(stream.push_endpoints, 'push')
  const ingest = stream.endpoint || push[0]?.address || null
  return {
    id: stream.id,
    title: redactKnown(stream.title ?? ''),
    active,
    ingest: ingest === null ? null : redactKnown(ingest),
    hasKey: Boolean(stream.key),
    endpoints: [...push, ...addressesIn(stream.pull_endpoints, 'pull')].map(({ kind, address }) => ({
      kind: redactKnown(kind),
      address: redactKnown(address),
    })),
    playlists: (stream.playlists ?? []).flatMap((list) =>
      list.url ? [{ url: redactKnown(list.url), kind: redactKnown(kindOf(list)), enabled: list.is_enabled ?? null }] : [],
    ),
    facts: factsOf(stream).map(redacted),
    stats: statsOf(stream).map(redacted),
    statsAt: active ? createdAt : null,
    createdAt,
  }
}

/** Such as `HLS recording (CDN)`. */
function kindOf({ protocol, type, is_vod, is_transcoded }: Playlist): string {
  const parts = [
    (protocol || 'PROTOCOL_HLS').replace(/^PROTOCOL_/, ''),
    is_vod ? 'recording' : '',
    is_transcoded === false ? 'as it came in' : '',
    type ? `(${type.replace(/^TYPE_/, '')})` : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function addressesIn(endpoints: Stream['pull_endpoints'], direction: 'pull' | 'push'): { kind: string; address: string }[] {
  return (endpoints ?? []).flatMap(({ protocol, endpoint, is_transcoded }) => {
    if (!endpoint) return []
    const parts = [direction, protocol?.replace(/^PROTOCOL_/, '') ?? '', is_transcoded ? 'transcoded' : '']
    return [{ kind: parts.filter((part) => part !== '').join(', '), address: endpoint }]
  })
}
