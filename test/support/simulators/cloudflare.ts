/**
 * @file Simulated Cloudflare Stream: the REST API and the creation of uploads on one host, the bytes on another, as with
 * the real one. With `direct_user` the upload host refuses a key; without it, it refuses requests that bring none.
 */
import { randomBytes } from 'node:crypto'
import type http from 'node:http'
import {
  answerOf,
  carriesCredentials,
  checkChunk,
  envelope,
  fieldsOfJson,
  fieldsOfMetadata,
  MOST_BYTES,
  refusal,
  urlToCopy,
  type VideoFields,
} from './cloudflare-rules.ts'
import { createDials } from './dials.ts'
import { type RestAnswer, type RestCall, send, startHost } from './host.ts'
import type { SimulatedVideo, Simulator } from './simulator.ts'
import { type CreationAsked, createTusHost, Refused } from './tus.ts'

const ACCOUNT_ID = '023e105f4ecef8ad9ca31a8372d0c353'
const BASE_PATH = '/client/v4'
const STREAM_PATH = `${BASE_PATH}/accounts/${ACCOUNT_ID}/stream`
const MEDIA_PATH = `${BASE_PATH}/accounts/${ACCOUNT_ID}/media/`
const EMAIL = 'studio@example.com'
const QUEUE_LIMIT = 120
const LIST_LIMIT = 1_000

interface Step {
  readonly state: string
  readonly pctComplete?: string
  readonly step?: string
  readonly plays?: boolean
}

/** What a video answers, step by step; `ready` with less than 100 percent occurs. */
const QUEUED: Step = { state: 'queued' }
const WELL: readonly Step[] = [
  QUEUED,
  { state: 'inprogress', pctComplete: '33.000000', step: 'encoding' },
  { state: 'ready', pctComplete: '66.000000', plays: true },
  { state: 'ready', pctComplete: '100.000000', plays: true },
]
const BADLY: readonly Step[] = [QUEUED, { state: 'inprogress', pctComplete: '12.000000', step: 'encoding' }, { state: 'error' }]

interface StoredVideo extends VideoFields {
  readonly uid: string
  readonly createdAt: number
  readonly creator: string | null
  readonly directUser: boolean
  sizeBytes: number | null
  phase: 'pendingupload' | 'downloading' | 'processing'
  /** Details that were answered since the bytes were there. */
  asked: number
  failure: { readonly reason: string; readonly spelling: 'error' | 'err' } | null
}

export async function startCloudflare({ directory, listLimit = LIST_LIMIT }: { directory: string; listLimit?: number }) {
  const videos = new Map<string, StoredVideo>()
  let token = newSecret()
  let apiKey = newSecret()
  const secrets = [token, apiKey]
  let failures = 0
  let storageFull = false
  let limitedUntil = 0
  let foreignOrigin: string | null = null
  let lastMoment = 0
  const dials = createDials()
  const { now } = dials
  /** No two videos are made at the same moment. */
  const moment = (): number => {
    lastMoment = Math.max(now(), lastMoment + 1)
    return lastMoment
  }

  const tus = await createTusHost({
    directory,
    path: '/tus',
    onCreate: create,
    location: locationOf,
    onLater({ method, id, headers, ...chunk }) {
      const video = videos.get(id)
      if (!video) throw refusal(404, 10_003, 'Not Found')
      if (video.directUser && carriesCredentials(headers)) throw refusal(400, 10_005, 'Bad Request: this address takes no key')
      if (!video.directUser) {
        if (!carriesCredentials(headers)) throw refusal(400, 10_005, 'Bad Request')
        checkSignIn(headers)
      }
      if (method === 'PATCH') checkChunk(chunk)
    },
    onFinish(id, sizeBytes) {
      const video = videos.get(id)
      if (video) arrived(video, sizeBytes)
    },
  })

  const api = await startHost({
    // Only the address that uploads are made at, and those of uploads that want the key; what is below it is REST.
    uploadPaths: [/^\/client\/v4\/accounts\/[^/]+\/stream(\?|$)/, MEDIA_PATH],
    upload: (request, response) => (request.url?.startsWith(MEDIA_PATH) ? receive : tus.handle)(request, response),
    rest(call) {
      try {
        checkRequest(call.path, call.headers)
        return rest(call)
      } catch (caught) {
        if (caught instanceof Refused) return answerOf(caught)
        throw caught
      }
    },
  })
  const upload = await startHost({
    uploadPaths: ['/tus/'],
    upload: receive,
    rest: () => ({ status: 404, text: 'nothing here' }),
  })

  function locationOf(id: string): string {
    // On one machine another port is another host: what wants the key is at the origin of the API.
    const place = videos.get(id)?.directUser ? [upload.origin, '/tus/'] : [api.origin, MEDIA_PATH]
    return `${foreignOrigin ?? place[0]}${place[1]}${id}?tusv2=true`
  }

  /** The query belongs to the address. */
  async function receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', upload.origin)
    const id = url.pathname.split('/').at(-1) ?? ''
    if (
      url.searchParams.get('tusv2') === 'true' &&
      (!videos.has(id) || `${locationOf(id)}`.endsWith(url.pathname + url.search))
    ) {
      return tus.handle(request, response)
    }
    request.resume()
    send(response, { status: 404, text: 'no such upload address' })
  }

  function checkRequest(path: string, headers: http.IncomingHttpHeaders): void {
    if (now() < limitedUntil) {
      const seconds = String(Math.ceil((limitedUntil - now()) / 1_000))
      throw refusal(429, 10_016, 'Too many requests', { 'retry-after': seconds })
    }
    checkSignIn(headers)
    if (path !== STREAM_PATH && !path.startsWith(`${STREAM_PATH}/`)) throw refusal(403, 10_002, 'Not authorized')
  }

  function checkSignIn(headers: http.IncomingHttpHeaders): void {
    const byToken = headers.authorization === `Bearer ${token}`
    const byKey = headers['x-auth-email'] === EMAIL && headers['x-auth-key'] === apiKey
    if (!byToken && !byKey) throw refusal(401, 10_001, 'Authentication error')
  }

  function create({ headers, query, metadata, sizeBytes }: CreationAsked) {
    checkRequest(String(api.requests.at(-1)?.path.split('?')[0]), headers)
    const direct = query.get('direct_user')
    if (direct !== null && direct !== 'true' && direct !== 'false') throw refusal(400, 10_005, 'Bad Request: direct_user')
    if (headers['tus-resumable'] !== '1.0.0') throw refusal(412, 10_005, 'Tus-Resumable must be 1.0.0')
    if (sizeBytes > MOST_BYTES) throw refusal(413, 10_014, 'File too large')
    if (storageFull) {
      throw refusal(
        413,
        10_011,
        'Storage capacity exceeded: this account is allocated 0 minutes. Buy more storage or delete videos.',
      )
    }
    const waiting = [...videos.values()].filter((video) => ['queued', 'inprogress'].includes(statusWord(video)))
    if (waiting.length >= QUEUE_LIMIT) throw refusal(429, 10_016, 'Too many videos are queued or encoding')
    const creator = headers['upload-creator'] === undefined ? null : String(headers['upload-creator'])
    if (creator !== null && creator.length > 64) throw refusal(400, 10_005, 'Bad Request: Upload-Creator')
    const video = add(fieldsOfMetadata(metadata, now()), { creator, directUser: direct === 'true' })
    return { id: video.uid, headers: { 'stream-media-id': video.uid } }
  }

  function add(
    fields: Partial<VideoFields>,
    made: Pick<StoredVideo, 'creator' | 'directUser'>,
    phase: StoredVideo['phase'] = 'pendingupload',
  ): StoredVideo {
    const video: StoredVideo = {
      uid: randomBytes(16).toString('hex'),
      createdAt: moment(),
      meta: {},
      requireSignedURLs: false,
      allowedOrigins: [],
      thumbnailTimestampPct: 0,
      watermark: null,
      scheduledDeletion: null,
      maxDurationSeconds: null,
      ...fields,
      ...made,
      sizeBytes: null,
      phase,
      asked: 0,
      failure: null,
    }
    videos.set(video.uid, video)
    return video
  }

  function arrived(video: StoredVideo, sizeBytes: number): void {
    video.sizeBytes = sizeBytes
    video.phase = 'processing'
    if (dials.failReason === null) return
    failures += 1
    video.failure = { reason: dials.failReason, spelling: failures % 2 === 1 ? 'error' : 'err' }
  }

  function rest({ method, path, query, json, headers }: RestCall): Promise<RestAnswer> | RestAnswer {
    const [uid = '', ...more] = path.slice(STREAM_PATH.length + 1).split('/')
    if (json !== null && headers['content-type'] !== 'application/json')
      throw refusal(415, 10_004, 'Decoding Error: cannot decode request body')
    if (more.length > 0) throw refusal(404, 10_003, 'Not Found')
    if (method === 'GET' && uid === '') return ok(list(query))
    if (method === 'GET' && uid === 'storage-usage') {
      return ok({ totalStorageMinutes: storageFull ? 1_000 : 12, totalStorageMinutesLimit: 1_000, videoCount: videos.size })
    }
    if (method === 'POST' && uid === 'copy') return ok(copy(json))
    const video = videos.get(uid)
    if (!video) throw refusal(404, 10_003, 'Not Found')
    if (method === 'GET') {
      const details = detailsOf(video)
      if (video.phase === 'processing') video.asked += 1
      if (video.phase === 'downloading') arrived(video, 9_032_701)
      return ok(details)
    }
    if (method === 'POST') {
      Object.assign(video, fieldsOfJson(json, 'edit', video.createdAt))
      return ok(detailsOf(video))
    }
    if (method !== 'DELETE') throw refusal(405, 10_005, 'Bad Request')
    videos.delete(uid)
    return tus.forget(uid).then(
      () => ({ status: 200 }),
      () => ({ status: 200 }),
    )
  }

  function list(query: URLSearchParams): unknown[] {
    const start = Date.parse(query.get('start') ?? '1970-01-01')
    if (Number.isNaN(start)) throw refusal(400, 10_005, 'Bad Request: start')
    const found = [...videos.values()].filter((video) => Date.parse(stamp(video.createdAt)) > start)
    found.sort((one, other) => one.createdAt - other.createdAt)
    if (query.get('asc') !== 'true') found.reverse()
    return found.slice(0, listLimit).map(detailsOf)
  }

  function copy(json: unknown): unknown {
    const fields = fieldsOfJson(json, 'copy', now())
    const link = urlToCopy(json)
    const creator = (json as { creator?: string }).creator ?? null
    const meta = { 'downloaded-from': link, ...fields.meta }
    return detailsOf(add({ ...fields, meta }, { creator, directUser: false }, 'downloading'))
  }

  function stepOf(video: StoredVideo): Step {
    const steps = video.failure ? BADLY : WELL
    return steps[Math.min(steps.length - 1, Math.floor(video.asked / dials.answersPerStep))] ?? QUEUED
  }

  function statusWord(video: StoredVideo): string {
    return video.phase === 'processing' ? stepOf(video).state : video.phase
  }

  /** The complete sample of the docs (upload-via-link). */
  function detailsOf(video: StoredVideo): Record<string, unknown> {
    const { uid, phase, failure, sizeBytes } = video
    const site = `https://customer-f33zs165nr7gyfy4.cloudflarestream.com/${uid}`
    const { plays = false, ...step }: Step = phase === 'processing' ? stepOf(video) : { state: phase }
    const failed = step.state === 'error' && failure
    return {
      uid,
      creator: video.creator,
      thumbnail: `${site}/thumbnails/thumbnail.jpg`,
      thumbnailTimestampPct: video.thumbnailTimestampPct,
      readyToStream: plays,
      status: {
        ...step,
        ...(failed
          ? { [`${failure.spelling}ReasonCode`]: 'ERR_MALFORMED_VIDEO', [`${failure.spelling}ReasonText`]: failure.reason }
          : {}),
      },
      meta: video.meta,
      created: stamp(video.createdAt),
      modified: stamp(video.createdAt),
      scheduledDeletion: video.scheduledDeletion,
      size: sizeBytes ?? 0,
      preview: `${site}/watch`,
      allowedOrigins: video.allowedOrigins,
      requireSignedURLs: video.requireSignedURLs,
      uploaded: stamp(video.createdAt),
      uploadExpiry: phase === 'pendingupload' ? stamp(video.createdAt + 24 * 60 * 60_000) : null,
      maxSizeBytes: null,
      maxDurationSeconds: video.maxDurationSeconds,
      duration: -1,
      input: { width: -1, height: -1 },
      playback: { hls: `${site}/manifest/video.m3u8`, dash: `${site}/manifest/video.mpd` },
      watermark: video.watermark === null ? null : { uid: video.watermark },
    }
  }

  const simulator: Simulator = {
    provider: 'cloudflare',
    api,
    upload,
    account: { settings: { apiBase: `${api.origin}${BASE_PATH}`, accountId: ACCOUNT_ID }, secrets: { apiToken: token } },
    secretTexts: () => secrets,
    steps: [{ words: 'making the video', host: 'api', method: 'POST', path: /\/stream(\?direct_user=true)?$/ }],
    videos: () => [...videos.values()].map(shown),
    sha256: (videoId) => tus.sha256(videoId),
    chunks: (videoId) => tus.chunks.get(videoId) ?? [],
    revoke() {
      token = newSecret()
      apiKey = newSecret()
      secrets.push(token, apiKey)
      return { apiToken: token }
    },
    ...dials.controls,
    slowDown: (bytesPerSecond) => tus.slowDown(bytesPerSecond),
    async [Symbol.asyncDispose]() {
      await Promise.all([api.stop(), upload.stop()])
    },
  }

  function shown(video: StoredVideo): SimulatedVideo {
    return { id: video.uid, title: String(video.meta['name'] ?? ''), sizeBytes: video.sizeBytes, status: statusWord(video) }
  }

  return {
    ...simulator,
    /** The same account with the older sign-in. */
    keyAccount: { settings: { ...simulator.account.settings, email: EMAIL }, secrets: { apiKey } },
    /** A video as the API shows it. */
    details(videoId: string): Record<string, unknown> {
      const video = videos.get(videoId)
      if (!video) throw new Error(`there is no video ${videoId}`)
      return detailsOf(video)
    },
    /** From now on there is no room for another video. */
    fillStorage(full: boolean): void {
      storageFull = full
    },
    /** Every API call is refused for that long. */
    limitRate(seconds: number): void {
      limitedUntil = now() + seconds * 1_000
    },
    /** Uploads are sent to another host; `null` ends that. */
    sendElsewhere(origin: string | null): void {
      foreignOrigin = origin
    },
    /** Drops an unfinished upload, as the host does when its time is over. */
    async expire(videoId: string): Promise<void> {
      videos.delete(videoId)
      await tus.forget(videoId)
    },
  }
}

function ok(result: unknown): RestAnswer {
  return { status: 200, json: JSON.parse(envelope(result)) }
}

/** Down to nanoseconds, as the real one writes it. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '872170Z')
}

function newSecret(): string {
  return `v1.0-${randomBytes(20).toString('hex')}`
}
