/**
 * @file A simulated Gcore: its API and an upload server of its own, as strict as documented. Upload servers know uploads by
 * the token in the metadata and answer wrong parameters with status 500; a sign-in sent there is refused and remembered.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { freePort } from '../loopback.ts'
import { createDials } from './dials.ts'
import {
  advanceVideo,
  badRequest,
  fieldsProblem,
  type GcoreStatus,
  type GcoreVideo,
  isRecord,
  makeVideo,
  NOT_FOUND,
  showVideo,
} from './gcore-videos.ts'
import { type RestAnswer, type RestCall, send, startHost } from './host.ts'
import type { Simulator } from './simulator.ts'
import { type CreationRequest, createTusHost, Refused } from './tus.ts'

const TOKEN_LIFE_MS = 4 * 3_600_000
const CLIENT_ID = 4_711
/** Gcore OpenAPI, `DirectoriesTree`. */
const DIRECTORIES = {
  tree: [
    {
      id: 800,
      name: 'Matches',
      descendants: [{ tree: [{ id: 801, name: '2026', descendants: [] }] }, { id: 802, name: '2027' }],
    },
    { id: 900, name: 'Trailers', descendants: null },
  ],
}
/** How many bytes a link brings. */
const COPIED_BYTES = 1_000

export type GcoreSimulator = Awaited<ReturnType<typeof startGcore>>

export async function startGcore(options: { directory: string }) {
  const videos = new Map<number, GcoreVideo>()
  /** Upload tokens that were given out. */
  const tokens = new Map<string, { readonly videoId: number; readonly expiresAt: number }>()
  /** Upload sessions of a video, oldest first. */
  const sessions = new Map<number, string[]>()
  const violations: string[] = []
  const keys = [`${CLIENT_ID}$${randomBytes(16).toString('hex')}`]
  const state = {
    nextId: 70_000,
    answers: 0,
    failure: null as { readonly reason: string; readonly status: GcoreStatus } | null,
    batch: true,
    mostPerPage: 100,
    shape: 'alternate' as 'alternate' | 'object' | 'array',
    /** How many more tokens are refused whether they are valid or not. */
    distrust: 0,
  }
  const dials = createDials()
  const { now } = dials

  const tus = await createTusHost({
    directory: join(options.directory, 'gcore'),
    path: '/upload',
    onCreate(asked) {
      const video = checkToken(asked)
      const id = randomBytes(16).toString('hex')
      sessions.set(video.id, [...(sessions.get(video.id) ?? []), id])
      return { id }
    },
    onFinish(id, sizeBytes) {
      const video = videoOf(id)
      if (video) arrived(video, sizeBytes)
    },
  })

  function videoOf(sessionId: string): GcoreVideo | undefined {
    return [...videos.values()].find(({ id }) => sessions.get(id)?.includes(sessionId))
  }

  function arrived(video: GcoreVideo, sizeBytes: number): void {
    video.hasSource = true
    video.sizeBytes = sizeBytes
    video.failure = state.failure
  }

  /** The documented texts, all with status 500. */
  function checkToken({ metadata }: CreationRequest): GcoreVideo {
    const { token, video_id: videoId, client_id: clientId, filename } = metadata
    if (!filename) throw new Refused(405, 'unexpected response while creating upload session; check parameters')
    const known = token ? tokens.get(token) : undefined
    if (!known || known.expiresAt <= now() || state.distrust > 0) {
      state.distrust = Math.max(0, state.distrust - 1)
      throw new Refused(500, `Error: token invalid (${token ?? 'null'})`)
    }
    const refuse = (what: string, mine: number, theirs: string | null | undefined): Refused =>
      new Refused(500, `Error: token ${what} (${mine}) does not match this ${what} (${theirs ?? 'null'})`)
    if (videoId !== String(known.videoId)) throw refuse('video', known.videoId, videoId)
    if (clientId !== String(CLIENT_ID)) throw refuse('client', CLIENT_ID, clientId)
    const video = videos.get(known.videoId)
    if (!video) throw new Refused(500, `Error: token invalid (${token})`)
    return video
  }

  const upload = await startHost({
    uploadPaths: ['/upload'],
    async upload(request, response) {
      if (request.headers.authorization !== undefined) {
        violations.push(`${request.method} ${request.url} carries a sign-in`)
        request.resume()
        return send(response, { status: 400, text: 'Authorization is not for this host' })
      }
      return tus.handle(request, response)
    },
    rest: () => ({ status: 404, text: 'not found' }),
  })

  const api = await startHost({ uploadPaths: [], upload: async () => {}, rest })
  const deadPort = await freePort()

  /** The four documented texts, all with status 401. */
  function signInProblem(header: string | undefined): RestAnswer | null {
    const refuse = (message: string): RestAnswer => ({
      status: 401,
      json: { exception_class: 'Unauthorized', message, request_id: randomBytes(16).toString('hex') },
    })
    const [scheme = '', token = ''] = (header ?? '').split(' ')
    if (/^bearer$/i.test(scheme)) return refuse('Given token not valid for any token type')
    if (!/^apikey$/i.test(scheme) || token === '') return refuse('Authentication credentials were not provided.')
    if (!/^\d+[$_]\w+$/.test(token)) return refuse(`Bad permanent token: ${token}`)
    return token === keys.at(-1) ? null : refuse('Token is invalid or expired')
  }

  function rest(call: RestCall): RestAnswer {
    const refused = signInProblem(call.headers.authorization)
    if (refused) return refused
    const path = call.path.replace(/\/$/, '')
    if (call.json !== null && !/^application\/json/.test(call.headers['content-type'] ?? '')) return badRequest('not JSON')
    if (path === '/iam/clients/me' && call.method === 'GET') {
      return { status: 200, json: { id: CLIENT_ID, email: 'studio@example.com', status: 'active', currentUser: 1_023_101 } }
    }
    if (path === '/streaming/directories/tree' && call.method === 'GET') return { status: 200, json: DIRECTORIES }
    if (path === '/streaming/videos' && call.method === 'POST') return createOne(call.json)
    if (path === '/streaming/videos' && call.method === 'GET') return list(call.query)
    if (path === '/streaming/videos/batch' && call.method === 'POST') return createMany(call.json)
    const [, id, rest] = /^\/streaming\/videos\/(\d+)(\/upload)?$/.exec(path) ?? []
    const video = videos.get(Number(id))
    if (!video) return NOT_FOUND
    return rest === '/upload' ? parametersOf(video, call.method) : one(video, call)
  }

  function createOne(body: unknown): RestAnswer {
    if (!isRecord(body) || Object.keys(body).join() !== 'video') return badRequest('the body must be {"video": {…}}')
    const problem = fieldsProblem(body['video'])
    if (problem) return problem
    const shown = showVideo(add(body['video'] as Record<string, unknown>), CLIENT_ID)
    state.answers += 1
    const asArray = state.shape === 'array' || (state.shape === 'alternate' && state.answers % 2 === 0)
    return { status: 200, json: asArray ? [shown] : shown }
  }

  function createMany(body: unknown): RestAnswer {
    if (!state.batch) return { status: 422, json: { error: 'Feature is disabled. Contact support to enable.' } }
    const asked = isRecord(body) ? body['videos'] : null
    if (!Array.isArray(asked) || asked.length > 500) return badRequest('at most 500 videos')
    const problem = asked.map((fields) => fieldsProblem(fields)).find((found) => found !== null)
    if (problem) return problem
    return { status: 200, json: asked.map((fields) => showVideo(add(fields as Record<string, unknown>), CLIENT_ID)) }
  }

  function add(fields: Record<string, unknown>): GcoreVideo {
    state.nextId += 1
    const video = makeVideo(state.nextId, fields, now())
    videos.set(video.id, video)
    if (typeof fields['origin_url'] === 'string') arrived(video, COPIED_BYTES)
    return video
  }

  function list(query: URLSearchParams): RestAnswer {
    const ids = query.get('id')?.split(',')
    const search = query.get('search')
    const [status, user] = [query.get('status'), query.get('client_user_id')]
    const found = [...videos.values()].filter((video) => {
      const isFound =
        search === null || String(video.id) === search || video.slug === search || String(video.fields['name']).includes(search)
      const isOfUser = user === null || video.fields['client_user_id'] === Number(user)
      return isFound && isOfUser && (!ids || ids.includes(String(video.id))) && (status === null || video.status === status)
    })
    const perPage = Math.min(state.mostPerPage, Number(query.get('per_page') ?? 25))
    const from = (Number(query.get('page') ?? 1) - 1) * perPage
    const page = found.slice(from, from + perPage)
    const json = page.map((video) => showVideo(video, CLIENT_ID))
    if (ids) for (const video of page) advanceVideo(video, dials.answersPerStep)
    return { status: 200, json }
  }

  function one(video: GcoreVideo, { method, json }: RestCall): RestAnswer {
    if (method === 'DELETE') {
      videos.delete(video.id)
      return { status: 204 }
    }
    if (method === 'PATCH') {
      const problem = fieldsProblem(json, true)
      if (problem) return problem
      video.fields = { ...video.fields, ...(json as Record<string, unknown>) }
    }
    if (method !== 'GET' && method !== 'PATCH') return NOT_FOUND
    const shown = showVideo(video, CLIENT_ID)
    if (method === 'GET') advanceVideo(video, dials.answersPerStep)
    return { status: 200, json: shown }
  }

  function parametersOf(video: GcoreVideo, method: string): RestAnswer {
    if (method !== 'GET') return NOT_FOUND
    const payload = Buffer.from(JSON.stringify({ video_id: video.id, at: randomBytes(6).toString('hex') })).toString('base64url')
    const token = `eyJhbGciOiJIUzI1NiJ9.${payload}.${randomBytes(16).toString('base64url')}`
    tokens.set(token, { videoId: video.id, expiresAt: now() + TOKEN_LIFE_MS })
    const { status, fields } = video
    return {
      status: 200,
      json: {
        servers: [
          { id: 560, role: 'upload', hostname: `127.0.0.1:${deadPort}`, active: true, ssl: true },
          { id: 561, role: 'upload', hostname: 'switched-off.invalid', active: false },
          { id: 563, role: 'download', hostname: 'other-role.invalid', active: true, ssl: true },
          { id: 562, hostname: new URL(upload.origin).host },
        ],
        token,
        video: { id: video.id, name: fields['name'], status, client_id: CLIENT_ID },
      },
    }
  }

  const sessionOf = (videoId: string): string => sessions.get(Number(videoId))?.at(-1) ?? ''

  const simulator: Simulator = {
    provider: 'gcore',
    api,
    upload,
    account: { settings: { apiBase: api.origin }, secrets: { apiKey: keys[0] ?? '' } },
    secretTexts: () => [...keys, ...tokens.keys()],
    steps: [
      { title: 'the video is made', host: 'api', method: 'POST', path: /^\/streaming\/videos\/?$/ },
      { title: 'upload parameters are given out', host: 'api', method: 'GET', path: /^\/streaming\/videos\/\d+\/upload$/ },
      { title: 'the upload is made', host: 'upload', method: 'POST', path: /^\/upload/ },
    ],
    videos: () =>
      [...videos.values()].map(({ id, fields, sizeBytes, status }) => ({
        id: String(id),
        title: String(fields['name']),
        sizeBytes,
        status,
      })),
    sha256: (videoId) => tus.sha256(sessionOf(videoId)),
    chunks: (videoId) => (sessions.get(Number(videoId)) ?? []).flatMap((id) => tus.chunks.get(id) ?? []),
    revoke() {
      // The newer form of a token; Gcore still takes the older one.
      keys.push(`${CLIENT_ID}_${randomBytes(16).toString('hex')}`)
      return { apiKey: keys.at(-1) ?? '' }
    },
    ...dials.controls,
    failProcessing(reason) {
      state.failure = reason === null ? null : { reason, status: 'empty' }
    },
    slowDown: tus.slowDown,
    async [Symbol.asyncDispose]() {
      await Promise.all([api.stop(), upload.stop()])
    },
  }

  return {
    ...simulator,
    /** Sign-ins that reached the upload server. */
    violations,
    /** Upload tokens in the order in which they were given out. */
    tokens: (): readonly string[] => [...tokens.keys()],
    /** Fields of the creation of a video. */
    fields: (videoId: string): Readonly<Record<string, unknown>> => videos.get(Number(videoId))?.fields ?? {},
    /** Upload sessions begun for a video. */
    sessions: (videoId: string): number => (sessions.get(Number(videoId)) ?? []).length,
    /** Videos that finish from now on end like this instead of `empty` with an error. */
    failIn(status: GcoreStatus, reason: string): void {
      state.failure = { reason, status }
    },
    /** Whether the account has the batch endpoint. */
    setBatch(on: boolean): void {
      state.batch = on
    },
    setShape(shape: 'alternate' | 'object' | 'array'): void {
      state.shape = shape
    },
    setMostPerPage(videosPerPage: number): void {
      state.mostPerPage = videosPerPage
    },
    /** The next creations are refused as if their token was invalid. */
    distrustTokens(times: number): void {
      state.distrust = times
    },
    forget(videoId: string): void {
      videos.delete(Number(videoId))
    },
    /** Adds a video that Reelay has not made; returns its id. */
    addVideo(fields: Record<string, unknown>): string {
      return String(add(fields).id)
    },
  }
}
