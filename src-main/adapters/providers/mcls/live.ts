/** @file Live streams: creation, state, and the stream key, which only a call of its own returns. */
import { FailureError, failure } from '../../../contract/errors.ts'
import type { LiveStream } from '../../../contract/video.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { LiveApi } from '../../../engine/providers/provider.ts'
import { createKnownSecrets } from '../../../engine/secrets/known-secrets.ts'
import { createMclsApi, type MclsApi, type Stream } from './api.ts'
import { apiBaseOf, PROVIDER_NAME } from './fields.ts'

/** Figures of the incoming signal (MCLS API start). Their units are not documented, so none are added. */
const STATS: Readonly<Record<string, string>> = {
  connection_count: 'Connections',
  video_resolution: 'Video resolution',
  video_bit_rate: 'Video bit rate',
  video_frame_rate: 'Video frame rate',
  video_key_frame_interval: 'Key frame interval',
  video_key_frame_consistent: 'Key frames at even distances',
  audio_bit_rate: 'Audio bit rate',
}

export function createLive({ http, now }: { http: Http; now: () => number }): LiveApi {
  return {
    async create(account, title, context) {
      const stream = await createMclsApi(http, account, context).create('TYPE_LIVE', title)
      return liveStreamOf(stream, now())
    },

    /** MCLS does not report when a stream was created: `createdAt` is the time of the call. */
    async get(account, id, context) {
      return liveStreamOf(await found(createMclsApi(http, account, context), id), now())
    },

    async key(account, id, context) {
      const { key } = await found(createMclsApi(http, account, context), id)
      if (key) return key
      const host = apiBaseOf(account.settings).host
      throw new FailureError(failure('server.answer', { host, reason: 'a stream without a key' }))
    },
  }
}

async function found(api: MclsApi, id: string): Promise<Stream> {
  const stream = await api.get(id)
  if (stream) return stream
  throw new FailureError(failure('input.invalid', { reason: `${PROVIDER_NAME} has no stream “${id}”.` }))
}

/** Without the key, wherever the provider repeats it. */
export function liveStreamOf(stream: Stream, createdAt: number): LiveStream {
  const known = createKnownSecrets()
  known.note(stream.key)
  const { hide } = known
  const active = stream.is_active === true
  const ingest = stream.endpoint || (stream.push_endpoints ?? []).map(addressIn).find((address) => address !== null) || null
  return {
    id: stream.id,
    title: hide(stream.title ?? ''),
    active,
    ingest: ingest === null ? null : hide(ingest),
    hasKey: Boolean(stream.key),
    playlists: (stream.playlists ?? []).flatMap(({ url, protocol, is_vod }) =>
      url
        ? [{ url: hide(url), kind: `${(protocol || 'PROTOCOL_HLS').replace(/^PROTOCOL_/, '')}${is_vod ? ' recording' : ''}` }]
        : [],
    ),
    stats: active ? statsOf(stream).map(({ name, value }) => ({ name, value: hide(value) })) : [],
    createdAt,
  }
}

/** The elements of `push_endpoints` are not documented; those of `pull_endpoints` hold an `endpoint`. */
function addressIn(value: unknown): string | null {
  if (typeof value === 'string') return value || null
  if (typeof value !== 'object' || value === null || !('endpoint' in value)) return null
  return typeof value.endpoint === 'string' ? value.endpoint || null : null
}

function statsOf({
  stats,
  connection_time_seconds: connected,
  transcoding_time_seconds: transcoded,
}: Stream): LiveStream['stats'] {
  const figures = Object.entries(STATS).flatMap(([field, name]) => {
    const value = textOf(stats?.[field])
    return value === null ? [] : [{ name, value }]
  })
  return [
    ...figures,
    ...(connected ? [{ name: 'Connected for', value: `${connected} s` }] : []),
    ...(transcoded ? [{ name: 'Transcoding for', value: `${transcoded} s` }] : []),
  ]
}

function textOf(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}
