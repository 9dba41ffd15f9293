/**
 * @file Bunny Stream as its docs describe it: a library of videos over REST with the key of the library, and tus requests
 * signed for one video, where the key has no business. An upload keeps the end of its first signature.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { createDials } from './dials.ts'
import { asRecord, type RestAnswer, type RestCall, startHost } from './host.ts'
import type { Simulator } from './simulator.ts'
import { createTusHost, Refused } from './tus.ts'

const LIBRARY = '133'
const TUS = '/tusupload'
const METADATA = ['filetype', 'title', 'collection', 'thumbnailTime']
/** Names of `VideoModelStatus`. */
const STATUS_NAMES = [
  'Created',
  'Uploaded',
  'Processing',
  'Transcoding',
  'Finished',
  'Error',
  'UploadFailed',
  'JitSegmenting',
  'JitPlaylistsCreated',
]
const TRANSCODING = 3
const FINISHED = 4
const ERROR = 5

interface Stored {
  readonly guid: string
  title: string
  collection: string
  readonly thumbnailTime: number | null
  readonly createdAt: number
  status: number
  sizeBytes: number | null
  /** Link that it was copied from. */
  origin: string | null
  uploadId: string | null
  signedUntil: number
  failure: string | null
  answersLeft: number
}

export async function startBunny({ directory }: { directory: string }) {
  let key = newKey()
  const dials = createDials()
  const { now } = dials
  const given = new Set<string>([key])
  const videos = new Map<string, Stored>()
  let keepsOriginals = true
  let lostBytes = 0
  let unlistedAnswers = 0
  const byUpload = (id: string): Stored | undefined => [...videos.values()].find((video) => video.uploadId === id)

  /** Checks the four headers and returns the video that they are for. */
  function checkSignature(headers: IncomingHttpHeaders): Stored {
    const signature = String(headers['authorizationsignature'] ?? '')
    const expire = String(headers['authorizationexpire'] ?? '')
    const guid = String(headers['videoid'] ?? '')
    const library = String(headers['libraryid'] ?? '')
    given.add(signature)
    if (headers['accesskey'] !== undefined || headers.authorization !== undefined) throw refusedWith(400, 'no key here')
    if (!/^\d{10}$/.test(expire)) throw refusedWith(400, 'AuthorizationExpire is not a time in seconds')
    if (Number(expire) * 1000 <= now()) throw refusedWith(401, 'the signature has expired')
    const expected = createHash('sha256').update(`${LIBRARY}${key}${expire}${guid}`).digest('hex')
    if (library !== LIBRARY || signature !== expected) throw refusedWith(401, `signature ${signature} does not match`)
    const video = videos.get(guid)
    if (!video) throw refusedWith(404, 'The requested video was not found')
    return video
  }

  const tus = await createTusHost({
    directory,
    path: TUS,
    location: (id) => `${TUS}/${id}`,
    onCreate({ headers, metadata }) {
      const video = checkSignature(headers)
      const unknown = Object.keys(metadata).find((name) => !METADATA.includes(name))
      if (unknown !== undefined) throw refusedWith(400, `unknown metadata ${unknown}`)
      if (!metadata['filetype'] || !metadata['title']) throw refusedWith(400, 'filetype and title are required')
      if (!/^\d*$/.test(metadata['thumbnailTime'] ?? '')) throw refusedWith(400, 'thumbnailTime is not a number')
      if (video.status !== 0) throw refusedWith(409, 'the video has been uploaded')
      video.uploadId = randomUUID().replaceAll('-', '')
      video.signedUntil = Number(headers['authorizationexpire']) * 1000
      return { id: video.uploadId }
    },
    onUploadRequest({ headers, id }) {
      const video = checkSignature(headers)
      if (video.uploadId !== id) throw refusedWith(401, 'the upload belongs to another video')
      if (video.signedUntil <= now()) throw refusedWith(400, 'the upload has expired')
    },
    onFinish(id, sizeBytes) {
      const video = byUpload(id)
      if (!video) return
      Object.assign(video, { sizeBytes, status: 1, failure: dials.failReason, answersLeft: dials.answersPerStep })
    },
    onTerminate(id) {
      const video = byUpload(id)
      if (video) video.uploadId = null
    },
  })

  /** One step for so many answers: uploaded, processing, transcoding, ended. */
  function advanceVideo(video: Stored): void {
    if (video.status < 1 || video.status > TRANSCODING) return
    video.answersLeft -= 1
    if (video.answersLeft > 0) return
    video.answersLeft = dials.answersPerStep
    video.status = video.status < TRANSCODING ? video.status + 1 : video.failure === null ? FINISHED : ERROR
  }

  function rest(call: RestCall): RestAnswer | Promise<RestAnswer> {
    if (call.headers['accesskey'] !== key) return refusal(401, `Authentication with ${call.headers['accesskey']} failed`)
    if (call.json !== null && !/^application\/json\b/.test(call.headers['content-type'] ?? '')) return refusal(415, 'JSON only')
    const { method, path } = call
    const [, library, guid, more] = /^\/library\/([^/]+)\/videos(?:\/([^/]+)(\/resolutions)?)?$/.exec(path) ?? []
    if (library !== LIBRARY) return refusal(404, 'The requested library was not found')
    if (guid === undefined) {
      if (method === 'POST') return create(call.json)
      return method === 'GET' ? list(call.query) : refusal(405, 'Method not allowed')
    }
    if (guid === 'fetch') return method === 'POST' ? copy(call) : refusal(405, 'Method not allowed')
    const video = videos.get(guid)
    if (!video) return refusal(404, 'The requested video was not found')
    if (more !== undefined) return method === 'GET' ? resolutionsOf(video) : refusal(405, 'Method not allowed')
    if (method === 'GET') {
      advanceVideo(video)
      return { status: 200, json: modelOf(video) }
    }
    if (method === 'DELETE') {
      videos.delete(guid)
      return refusal(200, 'OK')
    }
    return method === 'POST' ? update(video, call.json) : refusal(405, 'Method not allowed')
  }

  function create(json: unknown): RestAnswer {
    const { title, collectionId = '', thumbnailTime = null, ...others } = asRecord(json)
    if (typeof title !== 'string' || title === '') return refusal(400, 'The title is required')
    if (typeof collectionId !== 'string') return refusal(400, 'collectionId is not a text')
    if (thumbnailTime !== null && !Number.isInteger(thumbnailTime)) return refusal(400, 'thumbnailTime is not a whole number')
    if (Object.keys(others).length > 0) return refusal(400, `unknown: ${Object.keys(others).join(', ')}`)
    return { status: 200, json: modelOf(add(title, collectionId, thumbnailTime as number | null)) }
  }

  function add(title: string, collection: string, thumbnailTime: number | null): Stored {
    const video: Stored = {
      guid: randomUUID(),
      title,
      collection,
      thumbnailTime,
      createdAt: now(),
      status: 0,
      sizeBytes: null,
      origin: null,
      uploadId: null,
      signedUntil: 0,
      failure: null,
      answersLeft: 0,
    }
    videos.set(video.guid, video)
    return video
  }

  /** The title is in the body, collection and thumbnail time in the query. */
  function copy({ json, query }: RestCall): RestAnswer {
    const { url, title, headers: _headers, ...others } = asRecord(json)
    if (Object.keys(others).length > 0) return refusal(400, `unknown: ${Object.keys(others).join(', ')}`)
    if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return refusal(400, 'The url is invalid')
    const time = query.get('thumbnailTime')
    const name = typeof title === 'string' ? title : 'untitled'
    const video = add(name, query.get('collectionId') ?? '', time === null ? null : Number(time))
    Object.assign(video, {
      origin: url,
      sizeBytes: 1_000,
      status: 1,
      failure: dials.failReason,
      answersLeft: dials.answersPerStep,
    })
    return { status: 200, json: { success: true, message: 'OK', statusCode: 200, id: video.guid } }
  }

  async function resolutionsOf(video: Stored): Promise<RestAnswer> {
    const folder = { objectName: '', length: 0, checksum: null, isDirectory: true }
    const isListed = unlistedAnswers <= 0
    unlistedAnswers -= 1
    const isStored = isListed && keepsOriginals && video.status === FINISHED && video.uploadId !== null
    const checksum = isStored ? (await tus.sha256(video.uploadId ?? '')).toUpperCase() : null
    const original = { objectName: 'original', length: (video.sizeBytes ?? 0) - lostBytes, checksum, isDirectory: false }
    const data = { videoId: video.guid, hasOriginal: isStored, storageObjects: isStored ? [folder, original] : [folder] }
    return { status: 200, json: { success: true, message: null, statusCode: 200, data } }
  }

  function list(query: URLSearchParams): RestAnswer {
    const search = (query.get('search') ?? '').toLowerCase()
    const itemsPerPage = Number(query.get('itemsPerPage') ?? 100)
    const currentPage = Number(query.get('page') ?? 1)
    const all = [...videos.values()].reverse().filter(({ title }) => title.toLowerCase().includes(search))
    const items = all.slice((currentPage - 1) * itemsPerPage, currentPage * itemsPerPage).map(modelOf)
    return { status: 200, json: { totalItems: all.length, currentPage, itemsPerPage, items } }
  }

  function update(video: Stored, json: unknown): RestAnswer {
    const { title, collectionId, ...others } = asRecord(json)
    if (Object.keys(others).length > 0) return refusal(400, `unknown: ${Object.keys(others).join(', ')}`)
    if (typeof title === 'string') video.title = title
    if (typeof collectionId === 'string') video.collection = collectionId
    return refusal(200, 'OK')
  }

  const api = await startHost({ uploadPaths: [TUS], upload: (request, response) => tus.handle(request, response), rest })
  const uploadOf = (guid: string): string => videos.get(guid)?.uploadId ?? ''

  return {
    provider: 'bunny',
    api,
    upload: api,
    account: {
      settings: { libraryId: LIBRARY, apiBase: api.origin, cdnHostname: 'vz-abc.b-cdn.test' },
      secrets: { apiKey: key },
    },
    secretTexts: () => [...given].filter((text) => text !== ''),
    steps: [
      { title: 'the video is made', host: 'api' as const, method: 'POST', path: /^\/library\/\d+\/videos$/ },
      { title: 'the upload is made', host: 'upload' as const, method: 'POST', path: /^\/tusupload/ },
    ],
    videos: () =>
      [...videos.values()].map(({ guid, title, sizeBytes, status }) => ({
        id: guid,
        title,
        sizeBytes,
        status: STATUS_NAMES[status] ?? '',
      })),
    sha256: (guid: string) => tus.sha256(uploadOf(guid)),
    chunks: (guid: string) => tus.chunks.get(uploadOf(guid)) ?? [],
    revoke() {
      key = newKey()
      given.add(key)
      return { apiKey: key }
    },
    ...dials.controls,
    slowDown: tus.slowDown,
    /** Whether the library keeps the files that were sent, as it is configured. */
    keepOriginals(on: boolean): void {
      keepsOriginals = on
    },
    /** The next so many answers do not list an original yet. */
    listOriginalsAfter(answers: number): void {
      unlistedAnswers = answers
    },
    /** From now on so many bytes of an original are missing at the host. */
    loseBytes(bytes: number): void {
      lostBytes = bytes
    },
    originOf: (guid: string): string | null => videos.get(guid)?.origin ?? null,
    /** The clock of the host. */
    now,
    /** Options of a video. */
    optionsOf(guid: string): { readonly collection: string; readonly thumbnailTime: number | null } | undefined {
      const video = videos.get(guid)
      return video && { collection: video.collection, thumbnailTime: video.thumbnailTime }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await api.stop()
    },
  } satisfies Simulator & Record<string, unknown>
}

/** Long and random. */
function newKey(): string {
  return `${randomUUID()}-${randomUUID().slice(0, 13)}`
}

function modelOf(video: Stored) {
  const isFinished = video.status === FINISHED
  return {
    videoLibraryId: Number(LIBRARY),
    guid: video.guid,
    title: video.title,
    // Without a zone, as the host writes it; it is UTC.
    dateUploaded: new Date(video.createdAt).toISOString().replace('Z', ''),
    length: isFinished ? 47 : 0,
    status: video.status,
    encodeProgress: isFinished ? 100 : video.status === TRANSCODING ? 40 : 0,
    width: isFinished ? 1280 : 0,
    height: isFinished ? 720 : 0,
    storageSize: isFinished ? (video.sizeBytes ?? 0) * 4 : 0,
    availableResolutions: isFinished ? '360p,720p' : null,
    collectionId: video.collection,
    thumbnailFileName: 'thumbnail.jpg',
    transcodingMessages:
      video.status === ERROR
        ? [{ timeStamp: '2026-11-20T12:00:00', level: 3, issueCode: 0, message: video.failure, value: null }]
        : [],
  }
}

function refusedWith(status: number, message: string): Refused {
  return new Refused(status, JSON.stringify(refusal(status, message).json))
}

/** Bunny Stream OpenAPI, StatusModel. */
function refusal(status: number, message: string): RestAnswer {
  return { status, json: { success: status < 300, message, statusCode: status } }
}
