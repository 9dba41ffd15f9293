/**
 * @file Simulated Cloudflare Stream: the REST API and the creation of uploads on one host, the bytes on another, as with
 * the real one. With `direct_user` the upload host refuses a key; without it, it refuses requests that bring none. An upload ends at
 * its time, and a video that is longer than its limit fails after the last byte.
 */
import { randomBytes } from 'node:crypto'
import type http from 'node:http'
import { createMedia } from '../../../src-main/adapters/media/media.ts'
import {
  answerOf,
  carriesCredentials,
  checkChunk,
  checkCreator,
  envelope,
  fieldsOfJson,
  fieldsOfMetadata,
  MAX_BYTES,
  refusal,
  rulesOfUpload,
  type UploadRules,
  urlToCopy,
  type VideoFields,
} from './cloudflare-rules.ts'
import { detailsOf, type StoredVideo, stamp, statusWord } from './cloudflare-videos.ts'
import { createDials } from './dials.ts'
import { type RestAnswer, type RestCall, send, startHost } from './host.ts'
import type { SimulatedVideo, Simulator } from './simulator.ts'
import { type CreationRequest, createTusHost, Refused } from './tus.ts'

const ACCOUNT_ID = '023e105f4ecef8ad9ca31a8372d0c353'
const BASE_PATH = '/client/v4'
const STREAM_PATH = `${BASE_PATH}/accounts/${ACCOUNT_ID}/stream`
const MEDIA_PATH = `${BASE_PATH}/accounts/${ACCOUNT_ID}/media/`
const EMAIL = 'studio@example.com'
const QUEUE_LIMIT = 120
const LIST_LIMIT = 1_000
/** Minutes of storage that other videos of the account take. */
const USED_MINUTES = 12

export type CloudflareSimulator = Awaited<ReturnType<typeof startCloudflare>>

export async function startCloudflare({ directory, listLimit = LIST_LIMIT }: { directory: string; listLimit?: number }) {
  const videos = new Map<string, StoredVideo>()
  let token = newSecret()
  let apiKey = newSecret()
  const secrets = [token, apiKey]
  let failures = 0
  let storageFull = false
  let roomMinutes = 1_000
  let limitedUntil = 0
  let foreignOrigin: string | null = null
  let lastMoment = 0
  const dials = createDials()
  let foundSeconds: number | null = null
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
    onUploadRequest({ method, id, headers, ...chunk }) {
      const video = videos.get(id)
      if (!video) throw refusal(404, 10_003, 'Not Found')
      if (now() >= video.uploadExpiry) throw refusal(400, 10_017, 'expiration for upload has passed')
      if (video.directUser && carriesCredentials(headers)) throw refusal(400, 10_005, 'Bad Request: this address takes no key')
      if (!video.directUser) {
        if (!carriesCredentials(headers)) throw refusal(400, 10_005, 'Bad Request')
        checkSignIn(headers)
      }
      if (method === 'PATCH') checkChunk(chunk)
    },
    async onFinish(id, sizeBytes) {
      const video = videos.get(id)
      if (!video) return
      arrived(video, sizeBytes)
      video.durationSeconds = foundSeconds ?? (await durationOf(tus.pathOf(id)))
      const limit = video.maxDurationSeconds
      if (limit === null || (video.durationSeconds ?? 0) <= limit) return
      video.failure = {
        code: 'ERR_DURATION_EXCEED_CONSTRAINT',
        reason: `The video is longer than ${limit} seconds.`,
        spelling: 'error',
      }
    },
  })

  const api = await startHost({
    // The creation endpoint and uploads that need the key; everything else is REST.
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
    // Another port stands for another host: uploads that need the key are at the origin of the API.
    const [origin, path] = videos.get(id)?.directUser ? [upload.origin, '/tus/'] : [api.origin, MEDIA_PATH]
    return `${foreignOrigin ?? origin}${path}${id}?tusv2=true`
  }

  /** Requires the query of the upload address. */
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

  function create({ headers, query, metadata, sizeBytes }: CreationRequest) {
    checkRequest(String(api.requests.at(-1)?.path.split('?')[0]), headers)
    const direct = query.get('direct_user')
    if (direct !== null && direct !== 'true' && direct !== 'false') throw refusal(400, 10_005, 'Bad Request: direct_user')
    if (headers['tus-resumable'] !== '1.0.0') throw refusal(412, 10_005, 'Tus-Resumable must be 1.0.0')
    if (sizeBytes > MAX_BYTES) throw refusal(413, 10_014, 'File too large')
    if (storageFull) {
      throw refusal(
        413,
        10_011,
        'Storage capacity exceeded: this account is allocated 0 minutes. Buy more storage or delete videos.',
      )
    }
    const waiting = [...videos.values()].filter((video) =>
      ['queued', 'inprogress'].includes(statusWord(video, dials.answersPerStep)),
    )
    if (waiting.length >= QUEUE_LIMIT) throw refusal(429, 10_016, 'Too many videos are queued or encoding')
    const creator = checkCreator(headers['upload-creator'])
    const isDirect = direct === 'true'
    const fields = { ...fieldsOfMetadata(metadata, now()), creator }
    const rules = rulesOfUpload(metadata, { direct: isDirect, now: now() })
    checkRoom(rules.maxDurationSeconds)
    const video = add({ ...fields, ...rules }, { directUser: isDirect })
    return { id: video.uid, headers: { 'stream-media-id': video.uid } }
  }

  /** What is declared for uploads under way is reserved. Throws `Refused`. */
  function checkRoom(seconds: number | null): void {
    const waiting = [...videos.values()].filter(
      (video) => statusWord(video, dials.answersPerStep) === 'pendingupload' && now() < video.uploadExpiry,
    )
    const reserved = waiting.reduce((sum, video) => sum + (video.maxDurationSeconds ?? 0), seconds ?? 0)
    if (reserved / 60 + USED_MINUTES <= roomMinutes) return
    throw refusal(413, 10_011, `Storage capacity exceeded: ${Math.ceil(reserved / 60)} minutes are not left.`)
  }

  function add(
    fields: Partial<VideoFields & UploadRules>,
    made: Pick<StoredVideo, 'directUser'>,
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
      creator: null,
      uploadExpiry: 0,
      ...fields,
      ...made,
      sizeBytes: null,
      durationSeconds: null,
      phase,
      statusAnswers: 0,
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
    video.failure = { code: 'ERR_MALFORMED_VIDEO', reason: dials.failReason, spelling: failures % 2 === 1 ? 'error' : 'err' }
  }

  function rest({ method, path, query, json, headers }: RestCall): Promise<RestAnswer> | RestAnswer {
    const [uid = '', ...more] = path.slice(STREAM_PATH.length + 1).split('/')
    if (json !== null && headers['content-type'] !== 'application/json')
      throw refusal(415, 10_004, 'Decoding Error: cannot decode request body')
    if (more.length > 0) throw refusal(404, 10_003, 'Not Found')
    if (method === 'GET' && uid === '') return ok(list(query))
    if (method === 'GET' && uid === 'storage-usage') {
      return ok({
        totalStorageMinutes: storageFull ? roomMinutes : USED_MINUTES,
        totalStorageMinutesLimit: roomMinutes,
        videoCount: videos.size,
      })
    }
    if (method === 'POST' && uid === 'copy') return ok(copy(json))
    const video = videos.get(uid)
    if (!video) throw refusal(404, 10_003, 'Not Found')
    if (method === 'GET') {
      const details = shownOf(video)
      if (video.phase === 'processing') video.statusAnswers += 1
      if (video.phase === 'downloading') arrived(video, 9_032_701)
      return ok(details)
    }
    if (method === 'POST') {
      Object.assign(video, fieldsOfJson(json, 'edit', video.createdAt))
      return ok(shownOf(video))
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
    return found.slice(0, listLimit).map(shownOf)
  }

  function copy(json: unknown): unknown {
    const fields = fieldsOfJson(json, 'copy', now())
    const link = urlToCopy(json)
    const meta = { 'downloaded-from': link, ...fields.meta }
    return shownOf(add({ ...fields, meta }, { directUser: false }, 'downloading'))
  }

  const shownOf = (video: StoredVideo): Record<string, unknown> => detailsOf(video, dials.answersPerStep)

  const simulator: Simulator = {
    provider: 'cloudflare',
    api,
    upload,
    account: { settings: { apiBase: `${api.origin}${BASE_PATH}`, accountId: ACCOUNT_ID }, secrets: { apiToken: token } },
    secretTexts: () => secrets,
    steps: [{ title: 'making the video', host: 'api', method: 'POST', path: /\/stream(\?direct_user=true)?$/ }],
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
    return {
      id: video.uid,
      title: String(video.meta['name'] ?? ''),
      sizeBytes: video.sizeBytes,
      status: statusWord(video, dials.answersPerStep),
    }
  }

  return {
    ...simulator,
    /** The same account with the older sign-in. */
    keyAccount: { settings: { ...simulator.account.settings, email: EMAIL }, secrets: { apiKey } },
    /** A video as the API shows it. */
    details(videoId: string): Record<string, unknown> {
      const video = videos.get(videoId)
      if (!video) throw new Error(`there is no video ${videoId}`)
      return shownOf(video)
    },
    /** From now on there is no room for another video. */
    fillStorage(full: boolean): void {
      storageFull = full
    },
    /** Minutes of storage that the account has. */
    setRoom(minutes: number): void {
      roomMinutes = minutes
    },
    /** Every API call is refused for that long. */
    limitRate(seconds: number): void {
      limitedUntil = now() + seconds * 1_000
    },
    /** Uploads are sent to another host; `null` ends that. */
    sendElsewhere(origin: string | null): void {
      foreignOrigin = origin
    },
    /** The host reads this duration out of files in which Reelay finds none. */
    findDuration(seconds: number): void {
      foundSeconds = seconds
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

function newSecret(): string {
  return `v1.0-${randomBytes(20).toString('hex')}`
}

async function durationOf(path: string): Promise<number | null> {
  const media = createMedia()
  const reading = await media.read(path)
  await media.close()
  return reading?.facts.durationSeconds ?? null
}
