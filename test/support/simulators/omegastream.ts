/**
 * @file Omegastream as its docs describe it: videos, deletion rules and privacy over REST, uploads by version 2 (every
 * request signed for its video, no key) and by version 1 (key on every request, chunk rules, quoted id, `Location` without
 * a slash). The docs name no error bodies, so these are only plausible; refusals of a key repeat it, as hosts like to do.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { createDials } from './dials.ts'
import { asRecord, type RestAnswer, type RestCall, startHost } from './host.ts'
import type { Simulator } from './simulator.ts'
import { type CreationRequest, createTusHost, Refused } from './tus.ts'

const HOUR_MS = 3_600_000
const VIDEOS = '/company/client/video'
const STREAM = '/company/client/video/stream'
const COLLECTIONS = '/company/client/collections'
const TUS = '/tusupload'
const STATUSES = ['ready-to-upload', 'uploaded', 'in-progress', 'process-failed', 'process-completed']
const CHUNK = { min: 5_242_880, max: 209_715_200, step: 262_144 }

interface Stored {
  readonly uuid: string
  readonly title: string
  collection: string | null
  readonly createdAt: number
  status: string
  privacy: string
  sizeBytes: number | null
  /** The tus upload that brings its bytes. */
  uploadId: string | null
  failure: string | null
  failedAt: number
  answersLeft: number
}

export async function startOmegastream({ directory }: { directory: string }) {
  let key = newKey()
  const dials = createDials()
  const { now } = dials
  const given = new Set<string>([key])
  const videos = new Map<string, Stored>()

  function add(title: string, collection: string | null): Stored {
    const video: Stored = {
      uuid: randomUUID(),
      title,
      collection,
      createdAt: now(),
      status: 'ready-to-upload',
      privacy: 'private',
      sizeBytes: null,
      uploadId: null,
      failure: null,
      failedAt: 0,
      answersLeft: 0,
    }
    videos.set(video.uuid, video)
    return video
  }

  const byUpload = (id: string): Stored | undefined => [...videos.values()].find((video) => video.uploadId === id)

  function finish(id: string, sizeBytes: number): void {
    const video = byUpload(id)
    if (!video) return
    video.sizeBytes = sizeBytes
    video.status = 'uploaded'
    video.failure = dials.failReason
    video.answersLeft = dials.answersPerStep
  }

  /** One step for so many answers: uploaded, in progress, ended. */
  function advanceVideo(video: Stored): void {
    if (video.status !== 'uploaded' && video.status !== 'in-progress') return
    video.answersLeft -= 1
    if (video.answersLeft > 0) return
    video.answersLeft = dials.answersPerStep
    if (video.status === 'uploaded') video.status = 'in-progress'
    else {
      video.status = video.failure === null ? 'process-completed' : 'process-failed'
      video.failedAt = now()
    }
  }

  function checkKey(headers: IncomingHttpHeaders): RestAnswer | null {
    const sent = headers.authorization ?? ''
    return sent === `Bearer ${key}` ? null : refusal(401, `unauthorized: ${sent}`)
  }

  /** Checks the three headers and returns the video that they are for. */
  function checkSignature(headers: IncomingHttpHeaders): Stored {
    const expiration = String(headers['expiration'] ?? '')
    const signature = String(headers['signature'] ?? '')
    const uuid = String(headers['video-id'] ?? '')
    given.add(signature)
    if (headers.authorization !== undefined) throw new Refused(400, errorBody(`not here: ${headers.authorization}`))
    if (!/^\d{10}$/.test(expiration)) throw new Refused(401, errorBody('Expiration is not a time in seconds'))
    if (Number(expiration) * 1000 <= now()) throw new Refused(401, errorBody('the signature has expired'))
    const expected = createHash('sha256').update(`${key}${expiration}${uuid}`).digest('hex')
    if (signature !== expected) throw new Refused(401, errorBody(`signature ${signature} does not match`))
    const video = videos.get(uuid)
    if (!video) throw new Refused(404, errorBody('video not found'))
    return video
  }

  const version2 = await createTusHost({
    directory: join(directory, 'two'),
    path: TUS,
    location: (id) => `${api.origin}${TUS}/${id}`,
    onCreate({ headers, metadata }) {
      const video = checkSignature(headers)
      if (Number(headers['expiration']) * 1000 < now() + HOUR_MS - 60_000) {
        throw new Refused(400, errorBody('Expiration must be at least 1 hour from now'))
      }
      checkMetadata(metadata, ['filename', 'fileName', 'filetype'])
      if (!metadata['filetype']) throw new Refused(400, errorBody('filetype is required'))
      if (!metadata['filename'] && !metadata['fileName']) throw new Refused(400, errorBody('fileName is required'))
      if (video.status !== 'ready-to-upload') throw new Refused(409, errorBody('the video has been uploaded'))
      video.uploadId = `up${randomBytes(8).toString('hex')}`
      return { id: video.uploadId }
    },
    onUploadRequest({ headers, id }) {
      if (checkSignature(headers).uploadId !== id) throw new Refused(403, errorBody('the upload belongs to another video'))
    },
    onFinish: finish,
    onTerminate: (id) => forgetUpload(id),
  })

  const version1 = await createTusHost({
    directory: join(directory, 'one'),
    path: STREAM,
    location: (id) => `${api.origin}${STREAM}${id}`,
    idIn: (path) => path.slice(STREAM.length),
    onCreate({ headers, metadata }) {
      refuse(checkKey(headers))
      checkMetadata(metadata, ['title', 'collection', 'filename', 'filetype'])
      const video = add(metadata['title'] ?? '', metadata['collection'] ?? null)
      video.uploadId = video.uuid
      return { id: video.uuid, headers: { 'stream-media-id': `"${video.uuid}"` } }
    },
    onUploadRequest({ method, headers, bodyBytes, offset, sizeBytes }) {
      refuse(checkKey(headers))
      const isLast = offset + bodyBytes === sizeBytes
      if (method !== 'PATCH' || (isLast && bodyBytes <= CHUNK.max)) return
      const fits = bodyBytes >= CHUNK.min && bodyBytes <= CHUNK.max && bodyBytes % CHUNK.step === 0
      if (!fits) throw new Refused(400, errorBody(`a chunk of ${bodyBytes} bytes is not allowed`))
    },
    onFinish: finish,
    onTerminate: (id) => forgetUpload(id),
  })

  function forgetUpload(id: string): void {
    const video = byUpload(id)
    if (video) video.uploadId = null
  }

  /** Anybody may ask for the page; a private video plays with its signature only. */
  function embedded(path: string): RestAnswer | null {
    const uuid = /^\/player\/([^/]+)\/embedded$/.exec(path)?.[1]
    if (uuid === undefined) return null
    const video = videos.get(uuid)
    if (!video) return refusal(404, 'not found')
    return { status: 200, json: { uuid, source: path, signature: video.privacy === 'public' ? '' : signatureOf(uuid) } }
  }

  function moveVideos(verb: string, json: unknown): RestAnswer {
    const { id, uuids, ...others } = asRecord(json)
    if (!Array.isArray(uuids) || uuids.length < 1 || uuids.length > 50) return refusal(400, 'uuids: 1 to 50')
    const takesId = verb === 'move'
    if ((verb !== 'move' && verb !== 'move_root') || Object.keys(others).length > 0 || takesId !== (typeof id === 'string')) {
      return refusal(400, 'id of a collection with move, none with move_root')
    }
    const found = uuids.map((uuid) => videos.get(String(uuid)))
    if (found.includes(undefined)) return refusal(404, 'not found')
    for (const video of found) if (video) video.collection = takesId ? String(id) : null
    return { status: 204 }
  }

  function rest(call: RestCall): RestAnswer {
    const page = embedded(call.path)
    if (page) return page
    const refused = checkKey(call.headers)
    if (refused) return refused
    if (call.json !== null && !/^application\/json\b/.test(call.headers['content-type'] ?? '')) return refusal(415, 'JSON only')
    const { method, path } = call
    if (method === 'GET' && path === '/company/client/account/data') {
      return { status: 200, json: { id: '6318b6bad', ocid: 'omega-cop-1', title: 'kain edu', email: 'kain@omega.test' } }
    }
    if (method === 'POST' && path.startsWith(`${COLLECTIONS}/`)) return moveVideos(path.slice(COLLECTIONS.length + 1), call.json)
    if (method === 'POST' && path === VIDEOS) return create(call.json)
    if (method === 'GET' && path === VIDEOS) return list(call.query)
    const [, uuid, rest = ''] = new RegExp(`^${VIDEOS}/([^/]+)(/privacy)?$`).exec(path) ?? []
    const video = uuid === undefined ? undefined : videos.get(uuid)
    if (!video) return refusal(404, 'not found')
    if (method === 'GET' && rest === '') {
      advanceVideo(video)
      return { status: 200, json: whole(video, api.origin) }
    }
    if (method === 'DELETE' && rest === '') return remove(video)
    if (method === 'PUT' && rest === '/privacy') return setPrivacy(video, call.json)
    return refusal(405, 'method not allowed')
  }

  function create(json: unknown): RestAnswer {
    const { title, collection = null, ...others } = asRecord(json)
    if (typeof title !== 'string' || title === '' || [...title].length > 128) return refusal(400, 'title: 1 to 128 characters')
    if (collection !== null && (typeof collection !== 'string' || collection === ''))
      return refusal(400, 'collection: id or null')
    if (Object.keys(others).length > 0) return refusal(400, `unknown: ${Object.keys(others).join(', ')}`)
    return { status: 201, json: whole(add(title, collection), api.origin) }
  }

  function list(query: URLSearchParams): RestAnswer {
    const status = query.get('status') || null
    if (status !== null && !STATUSES.includes(status)) return refusal(400, 'unknown status')
    const limit = Number(query.get('limit') ?? 10)
    const page = Number(query.get('page') ?? 1)
    const all = [...videos.values()].reverse().filter((video) => status === null || video.status === status)
    const pages = Math.max(1, Math.ceil(all.length / limit))
    const data = all.slice((page - 1) * limit, page * limit).map(listed)
    const paging = { page, per_page: limit, prev: page - 1, next: page < pages ? page + 1 : 0, total_page: pages }
    return { status: 200, json: { data: data.length === 0 ? null : data, total: all.length, ...paging } }
  }

  function remove(video: Stored): RestAnswer {
    const failedLongAgo = video.status === 'process-failed' && now() - video.failedAt > 4 * HOUR_MS
    if (video.status !== 'process-completed' && !failedLongAgo) return refusal(400, 'the video is still being processed')
    videos.delete(video.uuid)
    return { status: 204 }
  }

  function setPrivacy(video: Stored, json: unknown): RestAnswer {
    const { privacy } = asRecord(json)
    if (privacy !== 'public' && privacy !== 'private') return refusal(400, 'privacy: public or private')
    video.privacy = privacy
    return { status: 204 }
  }

  const api = await startHost({
    uploadPaths: [TUS, STREAM],
    upload: (request, response) => ((request.url ?? '').startsWith(TUS) ? version2 : version1).handle(request, response),
    rest,
  })
  const uploadOf = (uuid: string): string => videos.get(uuid)?.uploadId ?? ''
  const settings = { apiBase: api.origin }

  return {
    provider: 'omegastream',
    api,
    upload: api,
    account: { settings, secrets: { apiKey: key } },
    /** Settings for version 1. */
    oldSettings: { ...settings, version: 'v1' },
    secretTexts: () => [...given].filter((text) => text !== ''),
    steps: [
      { title: 'the video is made', host: 'api' as const, method: 'POST', path: /^\/company\/client\/video$/ },
      { title: 'the upload is made', host: 'upload' as const, method: 'POST', path: /^\/tusupload/ },
    ],
    videos: () => [...videos.values()].map(({ uuid, title, sizeBytes, status }) => ({ id: uuid, title, sizeBytes, status })),
    sha256: (uuid: string) => (uploadOf(uuid) === uuid ? version1 : version2).sha256(uploadOf(uuid)),
    chunks: (uuid: string) => version1.chunks.get(uploadOf(uuid)) ?? version2.chunks.get(uploadOf(uuid)) ?? [],
    revoke() {
      key = newKey()
      given.add(key)
      return { apiKey: key }
    },
    ...dials.controls,
    slowDown(bytesPerSecond: number): void {
      version1.slowDown(bytesPerSecond)
      version2.slowDown(bytesPerSecond)
    },
    /** The clock of the host. */
    now,
    privacyOf: (uuid: string): string | undefined => videos.get(uuid)?.privacy,
    collectionOf: (uuid: string): string | null => videos.get(uuid)?.collection ?? null,
    /** Finished videos of others, newer than all that are there. */
    addFinished(count: number): void {
      for (let index = 0; index < count; index += 1) add(`other ${index}`, null).status = 'process-completed'
    },
    /** The host gives up on videos that never got their bytes. */
    failEmpty(): void {
      for (const video of videos.values()) {
        if (video.status !== 'ready-to-upload') continue
        video.status = 'process-failed'
        video.failedAt = now()
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await api.stop()
    },
  } satisfies Simulator & Record<string, unknown>
}

/** Of the page of a private video. */
function signatureOf(uuid: string): string {
  return createHash('sha1').update(uuid).digest('hex')
}

/** As the docs print it: `ky_` and 20 hex digits. */
function newKey(): string {
  return `ky_${randomBytes(10).toString('hex')}`
}

/** A subset, as in lists. */
function listed(video: Stored) {
  const completed = video.status === 'process-completed'
  return {
    id: video.uuid.replaceAll('-', '').slice(0, 24),
    created_at: new Date(video.createdAt).toISOString(),
    updated_at: new Date(video.createdAt).toISOString(),
    deleted_at: null,
    title: video.title,
    uuid: video.uuid,
    coid: 'omega-cop-1',
    collection_id: video.collection,
    status: video.status,
    privacy: video.privacy,
    duration: completed ? 47 : null,
    // Everything that was made of the video: more than the file.
    size: completed ? (video.sizeBytes ?? 0) * 4 : null,
    ready_to_stream: completed,
    thumbnail: completed ? `https://cdn.omega.test/${video.uuid}/thumbnail.png` : null,
    thumbnail_timestamp_pct: null,
  }
}

function whole(video: Stored, origin: string) {
  const completed = video.status === 'process-completed'
  const old = `s3://processed/69e4ed89/video/${video.uuid}`
  const web = `${origin}/stream/company/processed/69e4ed89/video/${video.uuid}`
  const source = { key: `raw/69e4ed89/${video.uuid}.mp4`, size: video.sizeBytes }
  return {
    ...listed(video),
    thumbnail: completed ? `${old}/thumbnail.png` : null,
    playback: completed
      ? { hls: `${old}/playlist.m3u8`, dash: `${old}/playlist.mpd`, r_1080p: null, r_720p: `${old}/720p.mp4` }
      : null,
    playback_v2: completed
      ? {
          hls: `${web}/playlist.m3u8?s=0a1b`,
          dash: `${web}/playlist.mpd?s=0a1b`,
          audio: `${web}/audio.aac?s=0a1b`,
          r_1080p: null,
          r_720p: `${web}/720p.mp4?s=0a1b`,
          r_480p: `${web}/480p.mp4?s=0a1b`,
        }
      : null,
    input: completed ? { width: 1280, height: 720 } : null,
    storage: completed ? { bucket: 'processed', raw_bucket: 'raw', provider: 'omega', source, meta: null } : null,
    meta: video.status === 'process-failed' ? { failure: video.failure ?? 'no input' } : null,
  }
}

function checkMetadata(metadata: CreationRequest['metadata'], known: readonly string[]): void {
  const unknown = Object.keys(metadata).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Refused(400, errorBody(`unknown metadata ${unknown}`))
}

function refuse(answer: RestAnswer | null): void {
  if (answer) throw new Refused(answer.status, JSON.stringify(answer.json))
}

function refusal(status: number, message: string): RestAnswer {
  return { status, json: { error: message } }
}

function errorBody(message: string): string {
  return JSON.stringify({ error: message })
}
