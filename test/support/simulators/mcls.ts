/**
 * @file A simulated MyCujoo LiveServices: login, streams, events, and a tus server at an address of its own. What the public
 * documents leave open (name of the token field, whether uploads are signed in, version of the API) can be set.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createDials } from './dials.ts'
import { type RestAnswer, type RestCall, startHost } from './host.ts'
import type { Simulator } from './simulator.ts'
import { type CreationRequest, createTusHost, Refused } from './tus.ts'

const TEN_YEARS_MS = 10 * 365.25 * 24 * 60 * 60_000
const TUS_PATH = '/files/'
const STREAM_KEYS = ['config_id', 'region', 'title', 'type']

interface SimulatedStream {
  readonly id: string
  readonly title: string
  readonly type: 'TYPE_STATIC' | 'TYPE_LIVE'
  readonly region: string
  readonly configId: string
  readonly key: string
  /** The upload that holds its bytes, or will. */
  uploadId: string
  sizeBytes: number | null
  /** Status answers since the last byte. */
  answers: number
  broken: string | null
  stats: Readonly<Record<string, unknown>> | null
}

export type MclsSimulator = Awaited<ReturnType<typeof startMcls>>

export async function startMcls({ directory }: { readonly directory: string }) {
  const streams = new Map<string, SimulatedStream>()
  const tokens = new Map<string, number>()
  const passwords = [secretText('pass')]
  const events = new Set(['event-1', 'event-2'])
  const attached: { readonly event: string; readonly stream: string }[] = []
  const account = { orgId: 'org-1', email: 'camera@club.example' }
  let loginAnswer = (token: string): unknown => ({ token })
  let versions: readonly string[] = ['v1beta2', 'v1']
  let uploadsNeedToken = true
  const dials = createDials()
  const { now } = dials
  let locationOrigin: string | null = null

  function tokenIsGood(header: string | undefined): boolean {
    const token = /^Bearer (\S+)$/.exec(header ?? '')?.[1]
    return token !== undefined && now() < (tokens.get(token) ?? 0)
  }

  function login({ json, headers }: RestCall): RestAnswer {
    if (headers['content-type'] !== 'application/json') return refusal(415, 'content-type must be application/json')
    const body = Object(json) as Record<string, unknown>
    if (Object.keys(body).sort().join() !== 'email,org_id,password')
      return refusal(400, 'org_id, email and password, nothing else')
    const known = body['org_id'] === account.orgId && body['email'] === account.email && body['password'] === passwords.at(-1)
    if (!known) return refusal(401, 'invalid credentials')
    const token = `${base64({ alg: 'none' })}.${base64({ sub: account.email })}.${secretText('sig')}`
    tokens.set(token, now() + TEN_YEARS_MS)
    return { status: 200, json: loginAnswer(token) }
  }

  function createStream({ json }: RestCall): RestAnswer {
    const body = Object(json) as Record<string, unknown>
    const unknown = Object.keys(body).find((name) => !STREAM_KEYS.includes(name) || typeof body[name] !== 'string')
    if (unknown !== undefined) return refusal(400, `unknown field or no text: ${unknown}`)
    const { title, type, region, config_id: configId = 'config-default' } = body as Record<string, string>
    if (type !== 'TYPE_STATIC' && type !== 'TYPE_LIVE') return refusal(400, 'type must be TYPE_STATIC or TYPE_LIVE')
    if (!region?.startsWith('REGION_')) return refusal(400, 'region is unknown')
    if (!title) return refusal(400, 'title is missing')
    if (!configId.startsWith('config-')) return refusal(400, 'config_id is unknown')
    const id = `stream-${streams.size + 1}`
    const stream: SimulatedStream = {
      ...{ id, title, type, region, configId, key: secretText('key') },
      ...{ uploadId: '', sizeBytes: null, answers: 0, broken: null, stats: null },
    }
    streams.set(id, stream)
    return { status: 200, json: streamJson(stream) }
  }

  function getStream(id: string): RestAnswer {
    const stream = streams.get(id)
    if (!stream) return refusal(404, 'stream not found')
    if (stream.sizeBytes !== null) stream.answers += 1
    return { status: 200, json: streamJson(stream) }
  }

  function attach({ json }: RestCall, event: string, id: string): RestAnswer {
    if (json !== null) return refusal(400, 'no body is expected')
    if (!events.has(event)) return refusal(404, 'event not found')
    if (!streams.has(id)) return refusal(404, 'stream not found')
    attached.push({ event, stream: id })
    return { status: 200, json: {} }
  }

  /** Live streams that have had a signal: its duration stays in their answers. */
  const wereLive = new Set<string>()

  function isReady({ answers, broken, sizeBytes }: SimulatedStream): boolean {
    return sizeBytes !== null && broken === null && answers > dials.answersPerStep
  }

  function stateOf(stream: SimulatedStream): string {
    return stream.stats !== null || (stream.sizeBytes !== null && stream.broken === null) ? 'STATE_ACTIVE' : 'STATE_UNSPECIFIED'
  }

  /** The stream object as documented, with every field. */
  function streamJson(stream: SimulatedStream) {
    const { id, title, type, region, configId, key, stats } = stream
    const isLive = type === 'TYPE_LIVE'
    const url = (name: string): string => `https://playlists.mycujoo.example/${id}/${name}.m3u8`
    const playlist = { protocol: 'PROTOCOL_HLS', type: 'TYPE_CDN', is_updating: false }
    const recordings = [
      { ...playlist, id: 'raw', url: url('raw'), is_enabled: true, is_vod: true, is_transcoded: false },
      { ...playlist, id: 'off', url: url('off'), is_enabled: false, is_vod: true, is_transcoded: true },
      { ...playlist, id: 'best', url: url('best'), is_enabled: true, is_vod: true, is_transcoded: true },
    ]
    const signal = [
      { ...playlist, id: 'live', url: url('live'), is_enabled: true, is_vod: false, is_transcoded: true },
      { ...playlist, id: 'raw', url: url('raw'), is_enabled: false, is_vod: false, is_transcoded: false },
    ]
    return {
      ...{ id, title, type, region, key, config_id: configId },
      endpoint: isLive ? 'rtmp://ingest.mycujoo.example/live' : '',
      pull_endpoints: isLive
        ? [{ protocol: 'PROTOCOL_FLV', endpoint: `https://flv-pull-mls.mycujoo.stream/${id}.flv`, is_transcoded: true }]
        : [],
      push_endpoints: isLive ? [{ protocol: 'PROTOCOL_SRT', endpoint: 'srt://ingest.mycujoo.example:9000' }] : [],
      playlists: isReady(stream) ? recordings : stats === null ? [] : signal,
      upload_id: stream.sizeBytes === null ? '' : stream.uploadId,
      external_video_source: '',
      is_active: stats !== null,
      is_enabled: true,
      is_public: true,
      connection_time_seconds: wereLive.has(id) ? 61 : 0,
      transcoding_time_seconds: 0,
      transcoding_state: stateOf(stream),
      stats,
      config: { name: 'Default' },
      incoming_feed_flv: '',
    }
  }

  function rest(call: RestCall): RestAnswer {
    const { method, path } = call
    if (method === 'POST' && path === '/auth/v1beta1/login') return login(call)
    if (!tokenIsGood(call.headers.authorization))
      return refusal(401, `token is not valid: ${call.headers.authorization ?? 'none'}`)
    const [, version = '', id] = /^\/streaming\/(v1beta2|v1)\/streams(?:\/([^/]+))?$/.exec(path) ?? []
    if (method === 'POST' && version === 'v1beta2' && id === undefined) return createStream(call)
    if (method === 'GET' && versions.includes(version) && id !== undefined) return getStream(id)
    const [, event, stream] = /^\/bff\/events\/v1beta1\/([^/]+)\/stream\/([^/]+)$/.exec(path) ?? []
    if (method === 'POST' && event && stream) return attach(call, event, stream)
    return refusal(404, 'not found')
  }

  function onCreate({ headers, metadata, sizeBytes }: CreationRequest): { readonly id: string } {
    checkUploadToken(headers.authorization)
    if (Object.keys(metadata).sort().join() !== 'filename,stream_id' || !metadata['filename']) {
      throw new Refused(400, 'metadata must be filename and stream_id')
    }
    const stream = streams.get(metadata['stream_id'] ?? '')
    if (stream?.type !== 'TYPE_STATIC') throw new Refused(400, 'stream_id names no static stream')
    if (stream.sizeBytes !== null) throw new Refused(409, 'this stream has its video already')
    if (sizeBytes === 0) throw new Refused(400, 'the file is empty')
    stream.uploadId = `upload-${tus.created.length + 1}`
    return { id: stream.uploadId }
  }

  function checkUploadToken(header: string | undefined): void {
    if (uploadsNeedToken && !tokenIsGood(header)) throw new Refused(401, `not signed in: ${header ?? 'no token'}`)
  }

  const tus = await createTusHost({
    directory: join(directory, 'mcls'),
    path: TUS_PATH,
    onCreate,
    location: (id) => `${locationOrigin ?? upload.origin}${TUS_PATH}${id}`,
    onUploadRequest: ({ headers }) => checkUploadToken(headers.authorization),
    onFinish(id, sizeBytes) {
      const stream = [...streams.values()].find(({ uploadId }) => uploadId === id)
      if (stream) Object.assign(stream, { sizeBytes, broken: dials.failReason })
    },
  })
  const api = await startHost({ uploadPaths: [], upload: async () => {}, rest })
  const upload = await startHost({ uploadPaths: [TUS_PATH], upload: tus.handle, rest: () => refusal(404, 'not found') })

  const simulator: Simulator = {
    provider: 'mcls',
    api,
    upload,
    account: {
      settings: { ...account, apiBase: api.origin, tusEndpoint: `${upload.origin}${TUS_PATH}` },
      secrets: { password: passwords[0] ?? '' },
    },
    secretTexts: () => [...passwords, ...tokens.keys(), ...[...streams.values()].map(({ key }) => key)],
    steps: [
      { title: 'the stream is made', host: 'api', method: 'POST', path: /^\/streaming\/v1beta2\/streams$/ },
      { title: 'the upload is made', host: 'upload', method: 'POST', path: /^\/files\/$/ },
    ],
    videos: () =>
      [...streams.values()]
        .filter(({ type }) => type === 'TYPE_STATIC')
        .map((stream) => ({ id: stream.id, title: stream.title, sizeBytes: stream.sizeBytes, status: stateOf(stream) })),
    sha256: (id) => tus.sha256(streams.get(id)?.uploadId ?? ''),
    chunks: (id) => tus.chunks.get(streams.get(id)?.uploadId ?? '') ?? [],
    revoke() {
      tokens.clear()
      const password = secretText('pass')
      passwords.push(password)
      return { password }
    },
    // The API has no state for failed processing: the video never gets a playlist.
    ...dials.controls,
    slowDown: tus.slowDown,
    async [Symbol.asyncDispose]() {
      await Promise.all([api.stop(), upload.stop()])
    },
  }

  return {
    ...simulator,
    /** Sets the body of the answer to a login. */
    setLoginAnswer(answer: (token: string) => unknown): void {
      loginAnswer = answer
    },
    /** Versions of the API that know streams by id. */
    serveStreamsIn(...names: readonly ('v1beta2' | 'v1')[]): void {
      versions = names
    },
    /** Whether the upload server requires the token. */
    needTokenForUploads(needed: boolean): void {
      uploadsNeedToken = needed
    },
    /** The `Location` of new uploads is at another host. */
    locateUploadsAt(origin: string): void {
      locationOrigin = origin
    },
    /** What was attached, oldest first. */
    attached,
    /** A camera sends to a live stream; `null` ends that. */
    goLive(id: string, stats: Readonly<Record<string, unknown>> | null): void {
      const stream = streams.get(id)
      if (stream) stream.stats = stats
      if (stats !== null) wereLive.add(id)
    },
  }
}

/** How errors look is not documented. */
function refusal(status: number, message: string): RestAnswer {
  return { status, json: { code: status, message } }
}

function secretText(kind: string): string {
  return `${kind}-${randomBytes(12).toString('hex')}`
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
