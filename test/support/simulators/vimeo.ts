/** @file Vimeo as documented: an API that creates videos, and another host that takes their bytes alone. */
import { randomBytes } from 'node:crypto'
import { Upload } from '@tus/server'
import { ThrottledStore } from '../throttled-store.ts'
import { createDials } from './dials.ts'
import { type RestAnswer, type RestCall, send, startHost } from './host.ts'
import type { Simulator } from './simulator.ts'
import { createTusHost, Refused } from './tus.ts'

const UPLOAD_PATH = '/files/vimeo-prod-src-tus-eu'
const ACCEPT = 'application/vnd.vimeo.*+json;version=3.4'
const LINK_LIFE_MS = 24 * 3_600_000
const PRIVACY = ['anybody', 'contacts', 'disable', 'nobody', 'password', 'unlisted', 'users']
const ALL_SCOPES = ['public', 'private', 'upload', 'edit', 'delete'] as const
/** What a finished upload goes through, one step for each status answer. */
const STEPS = ['transcode_starting', 'transcoding', 'available'] as const

export type VimeoScope = (typeof ALL_SCOPES)[number]

interface VimeoVideo {
  readonly id: string
  name: string
  description: string | null
  privacy: string
  readonly size: number
  readonly fileId: string
  readonly createdAt: number
  arrivedBytes: number | null
  /** Index in `STEPS`; -1 before all bytes are there. */
  step: number
  statusAnswers: number
  failure: string | null
}

export async function startVimeo({ directory }: { readonly directory: string }) {
  let token = newToken()
  const tokens = [token]
  const scopes = new Set<string>(ALL_SCOPES)
  const videos = new Map<string, VimeoVideo>()
  const files = new ThrottledStore({ directory })
  let freeBytes = 5_000_000_000
  const dials = createDials()
  const { now } = dials
  let listsLinks = true
  let nextId = 900_000_001

  const byFile = (fileId: string): VimeoVideo | undefined => [...videos.values()].find((video) => video.fileId === fileId)

  const tus = await createTusHost({
    directory,
    path: UPLOAD_PATH,
    onCreate() {
      throw new Refused(405, 'Method Not Allowed')
    },
    onUploadRequest({ id, headers }) {
      if (headers.authorization !== undefined) throw new Refused(400, 'no credentials belong here')
      const video = byFile(id)
      if (!video || (video.arrivedBytes === null && now() > video.createdAt + LINK_LIFE_MS)) throw new Refused(404, '')
    },
    onFinish(id, sizeBytes) {
      const video = byFile(id)
      if (!video) return
      video.arrivedBytes = sizeBytes
      video.step = 0
      video.failure = dials.failReason
    },
  })
  const upload = await startHost({
    uploadPaths: [UPLOAD_PATH],
    async upload(request, response) {
      // Videos are made by the API only.
      if (request.method === 'POST') send(response, { status: 405, text: 'Method Not Allowed' })
      else await tus.handle(request, response)
    },
    rest: () => ({ status: 404, text: 'not found' }),
  })
  const linkOf = (video: VimeoVideo): string => `${upload.origin}${UPLOAD_PATH}/${video.fileId}`

  async function rest(call: RestCall): Promise<RestAnswer> {
    if (call.headers.authorization !== `bearer ${token}`) {
      return refusal(401, 'You must provide a valid authenticated access token.', 8003)
    }
    if (call.headers.accept !== ACCEPT) return refusal(400, 'The Accept header names no known version.', 0)
    const { method, path } = call
    if (method === 'GET' && path === '/me') return profile(call)
    if (path === '/me/videos' && method === 'POST') return create(call)
    if (path === '/me/videos' && method === 'GET') return list(call)
    const id = /^\/videos\/(\d+)$/.exec(path)?.[1]
    const video = id === undefined ? undefined : videos.get(id)
    if (!video) return refusal(404, 'The requested video couldn’t be found.', 5460)
    if (method === 'GET') return { status: 200, json: picked(advanced(video), call) }
    if (method === 'PATCH') return change(video, call)
    if (method === 'DELETE') return remove(video)
    return refusal(405, 'This method is not supported here.', 0)
  }

  function missing(scope: VimeoScope): RestAnswer | null {
    if (scopes.has(scope)) return null
    return refusal(
      403,
      'Your access token does not have the required scope.',
      8002,
      `Your access token does not have the "${scope}" scope`,
    )
  }

  function profile(call: RestCall): RestAnswer {
    const space = { free: freeBytes, max: 5_000_000_000, used: 5_000_000_000 - freeBytes }
    const whole = { uri: '/users/1', name: 'Match Day Films', upload_quota: { space } }
    return { status: 200, json: only(whole, fieldsOf(call)) }
  }

  async function create({ json, headers }: RestCall): Promise<RestAnswer> {
    const refused = missing('upload')
    if (refused) return refused
    if (headers['content-type'] !== 'application/json') return refusal(400, 'The body must be JSON.', 2204)
    const body = (json ?? {}) as Record<string, unknown>
    const wrong = wrongValue(body)
    if (wrong) return refusal(400, 'Something strange occurred. Please get in touch with the app’s creator.', 2204, wrong)
    const { approach, size } = (body['upload'] ?? {}) as { approach?: unknown; size?: unknown }
    if (approach !== 'tus') return refusal(400, 'The upload approach is not supported.', 2204, 'upload.approach must be tus')
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
      return refusal(400, 'The file size is missing.', 2254, 'upload.size must be a number of bytes')
    }
    if (size > freeBytes) return refusal(403, 'You do not have enough free space to upload this video.', 4101)
    const name = typeof body['name'] === 'string' ? body['name'] : 'Untitled'
    const video = await add(name, size)
    video.description = typeof body['description'] === 'string' ? body['description'] : null
    video.privacy = viewIn(body) ?? video.privacy
    return { status: 201, json: whole(video) }
  }

  async function add(name: string, size: number): Promise<VimeoVideo> {
    const video: VimeoVideo = {
      id: String(nextId),
      name,
      description: null,
      privacy: 'anybody',
      size,
      fileId: randomBytes(16).toString('hex'),
      createdAt: now(),
      arrivedBytes: null,
      step: -1,
      statusAnswers: 0,
      failure: null,
    }
    nextId += 1
    videos.set(video.id, video)
    await files.create(new Upload({ id: video.fileId, size, offset: 0 }))
    return video
  }

  function list(call: RestCall): RestAnswer {
    const refused = missing('private')
    if (refused) return refused
    const perPage = Number(call.query.get('per_page') ?? 25)
    const page = Number(call.query.get('page') ?? 1)
    if (!(perPage >= 1 && perPage <= 100)) return refusal(400, 'per_page is 1 to 100.', 2286)
    const query = call.query.get('query')
    const newest = [...videos.values()]
      .filter(({ name }) => query === null || name.includes(query))
      .sort((one, other) => other.createdAt - one.createdAt || Number(other.id) - Number(one.id))
    const part = newest.slice((page - 1) * perPage, page * perPage)
    if (page > 1 && part.length === 0) return refusal(404, 'There is no such page.', 0)
    const data = part.map((video) => {
      const { upload: own, ...others } = whole(video)
      const { upload_link: link, ...rest } = own
      return only({ ...others, upload: listsLinks ? { ...rest, upload_link: link } : rest }, fieldsOf(call))
    })
    return { status: 200, json: { total: newest.length, page, per_page: perPage, data } }
  }

  function change(video: VimeoVideo, call: RestCall): RestAnswer {
    const refused = missing('edit')
    if (refused) return refused
    const body = (call.json ?? {}) as Record<string, unknown>
    const wrong = wrongValue(body)
    if (wrong) return refusal(400, 'A parameter is invalid.', 2204, wrong)
    if (typeof body['name'] === 'string') video.name = body['name']
    if (typeof body['description'] === 'string') video.description = body['description']
    video.privacy = viewIn(body) ?? video.privacy
    return { status: 200, json: whole(video) }
  }

  function remove(video: VimeoVideo): RestAnswer {
    const refused = missing('delete')
    if (refused) return refused
    videos.delete(video.id)
    return { status: 204 }
  }

  function advanced(video: VimeoVideo): VimeoVideo {
    if (video.step < 0 || video.failure !== null) return video
    video.statusAnswers += 1
    video.step = Math.min(STEPS.length - 1, Math.floor(video.statusAnswers / dials.answersPerStep))
    return video
  }

  function statusIn(video: VimeoVideo): string {
    if (video.step < 0) return 'uploading'
    return video.failure ?? STEPS[video.step] ?? 'available'
  }

  function whole(video: VimeoVideo) {
    const transcode = video.failure ? 'error' : statusIn(video) === 'available' ? 'complete' : 'in_progress'
    const arrived = video.arrivedBytes !== null
    return {
      uri: `/videos/${video.id}`,
      name: video.name,
      description: video.description,
      link: `https://vimeo.com/${video.id}`,
      player_embed_url: `https://player.vimeo.com/video/${video.id}?h=0123456789`,
      created_time: new Date(video.createdAt).toISOString().replace(/\.\d+Z$/, '+00:00'),
      status: statusIn(video),
      privacy: { view: video.privacy },
      upload: {
        status: arrived ? 'complete' : 'in_progress',
        approach: 'tus',
        size: video.size,
        upload_link: arrived ? null : linkOf(video),
      },
      transcode: { status: transcode },
    }
  }

  function picked(video: VimeoVideo, call: RestCall): unknown {
    return only(whole(video), fieldsOf(call))
  }

  const api = await startHost({ uploadPaths: [], upload: async () => {}, rest })

  const simulator = {
    provider: 'vimeo',
    api,
    upload,
    account: { settings: { apiBase: api.origin }, secrets: { accessToken: token } },
    secretTexts: () => [...tokens, ...[...videos.values()].map(({ fileId }) => fileId)],
    steps: [{ title: 'the video is made', host: 'api', method: 'POST', path: /^\/me\/videos/ }],
    videos: () =>
      [...videos.values()].map((video) => ({
        id: video.id,
        title: video.name,
        sizeBytes: video.arrivedBytes,
        status: statusIn(video),
      })),
    sha256: (id) => tus.sha256(videos.get(id)?.fileId ?? ''),
    chunks: (id) => tus.chunks.get(videos.get(id)?.fileId ?? '') ?? [],
    revoke() {
      token = newToken()
      tokens.push(token)
      return { accessToken: token }
    },
    ...dials.controls,
    slowDown: tus.slowDown,
    async [Symbol.asyncDispose]() {
      await api.stop()
      await upload.stop()
    },
  } satisfies Simulator

  return {
    ...simulator,
    /** Scopes of the token; a test removes some. */
    scopes,
    /** Fields of a video. */
    details: (id: string) => {
      const video = videos.get(id)
      return video && { name: video.name, description: video.description, privacy: video.privacy, link: linkOf(video) }
    },
    /** Adds a video that Reelay has not made; returns its id. */
    make: async (name: string, size: number): Promise<string> => (await add(name, size)).id,
    setFreeBytes(bytes: number): void {
      freeBytes = bytes
    },
    /** Whether lists of videos hold the links that bytes go to. */
    setListsLinks(value: boolean): void {
      listsLinks = value
    },
  }
}

/** Why Vimeo refuses a body, or `null`. */
function wrongValue(body: Readonly<Record<string, unknown>>): string | null {
  const unknown = Object.keys(body).find((key) => !['upload', 'name', 'description', 'privacy'].includes(key))
  if (unknown !== undefined) return `${unknown} is not a known field`
  const view = viewIn(body)
  return view !== null && !PRIVACY.includes(view) ? `privacy.view must be one of ${PRIVACY.join(', ')}` : null
}

function viewIn(body: Readonly<Record<string, unknown>>): string | null {
  const { view } = (body['privacy'] ?? {}) as { view?: unknown }
  return typeof view === 'string' ? view : null
}

function fieldsOf(call: RestCall): readonly string[] | null {
  return call.query.get('fields')?.split(',') ?? null
}

/** `fields=uri,upload.status` leaves exactly these. */
function only(whole: Readonly<Record<string, unknown>>, fields: readonly string[] | null): Record<string, unknown> {
  if (fields === null) return { ...whole }
  const left: Record<string, unknown> = {}
  for (const field of fields) {
    const [name = '', part] = field.split('.')
    if (!(name in whole)) continue
    if (part === undefined) left[name] = whole[name]
    else left[name] = { ...(left[name] as object), [part]: (whole[name] as Record<string, unknown>)[part] }
  }
  return left
}

function refusal(status: number, error: string, code: number, developer = error): RestAnswer {
  return { status, json: { error, link: null, developer_message: developer, error_code: code } }
}

function newToken(): string {
  return `vimeo-${randomBytes(16).toString('hex')}`
}
