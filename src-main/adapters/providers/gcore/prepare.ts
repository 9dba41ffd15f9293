/** @file The target of an upload to Gcore: creates the video, requests upload parameters, and chooses the upload servers. */
import mime from 'mime'
import { isLoopback } from '../../../contract/addresses/origins.ts'
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import { withoutEnding } from '../../../contract/text/title.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { TusTarget } from '../../../engine/ports/transfer.ts'
import type { PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { belongsTo } from '../kit/addresses.ts'
import { type Api, parseAnswer } from '../kit/api.ts'
import { chunksFor, FREE_CHUNKS } from '../kit/chunks.ts'
import { type CreatedVideo, createOnce } from '../kit/create-once.ts'
import { findByTraits, isSince, isValue, type Trait } from '../kit/find-video.ts'
import { unsignedAccess } from '../kit/sign-in.ts'
import { refuseMetadata } from '../kit/upload-checks.ts'
import { created, gcoreApi, listVideos, type UploadServer, uploadParameters, type Video, videoPath } from './api.ts'
import { apiBaseOf, bodyOfOptions, uploadSchemeOf } from './fields.ts'
import { explainUpload } from './refusals.ts'

/** Any size is taken; this is the one in the sample (Gcore guide). */
const CHUNKS = { ...FREE_CHUNKS, usual: 10_000_000 }
/** Upload servers have names below this (Gcore guide). */
const UPLOAD_HOSTS = ['*.gvideo.co']
/** A video that was created this much later than the interrupted request belongs to somebody else. */
const SEARCH_SPAN_MS = 30 * 60_000

export interface GcoreDeps {
  readonly http: Http
  readonly now: () => number
}

/**
 * [Note: Fresh upload token] An upload token lives for 4 hours and is needed only for the creation (Gcore guide). It is requested
 * in every attempt that creates an upload and stored nowhere, so it is minutes old at most. When a server still calls it
 * invalid, the engine prepares once more (`context.refused` is `upload.token`) with another one; a second refusal stays.
 * An upload that exists needs neither token nor API.
 */
export async function prepareUpload(
  account: ProviderAccount,
  upload: Upload,
  context: PrepareContext,
  { http, now }: GcoreDeps,
): Promise<TusTarget> {
  refuseMetadata('Gcore', upload)
  const shared: Omit<TusTarget, 'endpoints' | 'metadata'> = {
    // Upload servers know uploads by the token in the metadata: the API token is never sent there.
    ...unsignedAccess(account, context),
    ...chunksFor(CHUNKS, upload),
    skipCapabilities: true,
    explain: (answer, kind) =>
      explainUpload(answer, kind, { accountName: account.name, sizeBytes: upload.identity.sizeBytes, now }),
  }
  if (upload.uploadUrl !== null) return { ...shared, endpoints: [], metadata: {} }

  const api = gcoreApi({ http, account, context })
  const parameters = await parametersFor(api, account, upload, context, now)
  const endpoints = endpointsFrom(parameters.hostnames, account)
  const hosts = endpoints.map((endpoint) => new URL(endpoint).host)
  const filetype = mime.getType(upload.name)
  return {
    ...shared,
    secrets: [parameters.token],
    endpoints,
    metadata: {
      filename: upload.name,
      ...(filetype ? { filetype } : {}),
      token: parameters.token,
      video_id: parameters.remoteId,
      client_id: parameters.clientId,
    },
    mayUpload: (url) => mayUpload(url, hosts, account),
  }
}

interface UploadParameters {
  readonly remoteId: string
  readonly token: string
  readonly clientId: string
  readonly hostnames: readonly string[]
}

/** Nothing has been sent yet: a video that was deleted at Gcore meanwhile is created again. */
async function parametersFor(
  api: Api,
  account: ProviderAccount,
  upload: Upload,
  context: PrepareContext,
  now: () => number,
): Promise<UploadParameters> {
  const first = await parametersOf(api, account, upload, context, now)
  if (first) return first
  context.note({ made: null })
  const second = await parametersOf(api, account, { ...upload, remoteId: null, remote: {} }, context, now)
  if (second) return second
  const { host } = apiBaseOf(account.settings)
  throw new FailureError(failure('server.answer', { host, reason: phrase('it does not know the video that it has just made') }))
}

/** `null` when Gcore does not know the video. */
async function parametersOf(
  api: Api,
  account: ProviderAccount,
  upload: Upload,
  context: PrepareContext,
  now: () => number,
): Promise<UploadParameters | null> {
  const { host } = apiBaseOf(account.settings)
  const { remoteId, remote } = await createOnce(upload, context, {
    provider: 'Gcore',
    now,
    create: () => create(api, upload),
    find: (since) => find(api, upload, context, since),
  })
  const answer = await api.ask({ method: 'GET', path: `${videoPath(remoteId)}/upload`, accepted: [404] })
  if (answer.status === 404) return null
  const { token, servers, video } = parseAnswer(uploadParameters, answer)
  const clientId = video?.client_id ?? remote['clientId']
  if (clientId === null || clientId === undefined) {
    throw new FailureError(failure('server.answer', { host, reason: phrase('the upload parameters have no client_id') }))
  }
  const hostnames = chosenServers(servers, uploadSchemeOf(account.settings)).map(({ hostname }) => hostname)
  return { remoteId, token, clientId: String(clientId), hostnames }
}

/**
 * Servers that may take the file: for uploads, active and, over https, with TLS. Only `id` and `hostname` are in every sample, so a
 * missing fact does not exclude a server, but those that state it come first.
 */
export function chosenServers(servers: readonly UploadServer[], scheme: 'https' | 'http'): readonly UploadServer[] {
  const fit = servers.filter(
    ({ role, active, ssl }) =>
      (role ?? 'upload').toLowerCase() === 'upload' && active !== false && (ssl !== false || scheme === 'http'),
  )
  const isKnown = ({ role, active }: UploadServer): number => (role && active === true ? 0 : 1)
  return fit.toSorted((one, other) => isKnown(one) - isKnown(other))
}

/** `origin_url` must be absent when the file follows by tus (Gcore guide). */
async function create(api: Api, upload: Upload): Promise<CreatedVideo> {
  const json = { video: { name: titleOf(upload), ...bodyOfOptions(upload.options) } }
  return createdVideo(await api.json(created, { method: 'POST', path: '/streaming/videos', json }))
}

/** `search` finds parts of names, too (Gcore OpenAPI), so the rest is compared here. */
async function find(api: Api, upload: Upload, context: PrepareContext, since: number): Promise<CreatedVideo | null> {
  const name = titleOf(upload)
  const userId = upload.options['clientUserId']
  const traits = (video: Video): readonly Trait[] => {
    const createdAt = Date.parse(video.created_at ?? '')
    return [
      isValue(video.name, name),
      isSince(createdAt, since),
      !(createdAt > since + SEARCH_SPAN_MS),
      // The list holds empty ones only; a source or a failure is another video.
      (video.status ?? 'empty') === 'empty' && !video.error && !video.origin_url,
      userId === undefined || isValue(video.client_user_id, Number(userId)),
      !context.isTaken(video.id),
    ]
  }
  const query = { search: name, status: 'empty', client_user_id: userId }
  const all = await listVideos(api, query, (found) => found.some((video) => traits(video).every((trait) => trait === true)))
  const found = findByTraits(all, traits, { provider: 'Gcore', name })
  return found ? createdVideo(found) : null
}

function createdVideo({ id, client_id }: Video): CreatedVideo {
  return { remoteId: id, remote: client_id === null || client_id === undefined ? {} : { clientId: String(client_id) } }
}

export function titleOf({ title, name }: Pick<Upload, 'title' | 'name'>): string {
  return title?.trim() || withoutEnding(name)
}

/**
 * `https://{hostname}/upload/`, any server may be used (Gcore guide). The next one is tried while no upload was created.
 *
 * @throws FailureError `server.answer`, `server.foreign`
 */
function endpointsFrom(hostnames: readonly string[], account: ProviderAccount): string[] {
  const base = apiBaseOf(account.settings)
  const scheme = uploadSchemeOf(account.settings)
  const addresses = hostnames.map((hostname) => `${scheme}://${hostname}/upload/`)
  const trusted = addresses.filter(
    (address) => isPlainHost(address) && isLoopback(new URL(address).hostname) === isLoopback(base.hostname),
  )
  if (trusted.length > 0) return trusted
  const [refused] = hostnames
  if (refused !== undefined) throw new FailureError(failure('server.foreign', { host: base.host, target: refused }))
  throw new FailureError(failure('server.answer', { host: base.host, reason: phrase('it names no active upload server') }))
}

/** Whether the host name that the API reported contains nothing else of an address. */
function isPlainHost(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { pathname, search, hash, username, password } = new URL(address)
  return pathname === '/upload/' && search === '' && hash === '' && username === '' && password === ''
}

/** The upload itself stays on a server that the API named, or on another one of Gcore. */
function mayUpload(url: URL, hosts: readonly string[], account: ProviderAccount): boolean {
  const base = apiBaseOf(account.settings)
  if (url.protocol === `${uploadSchemeOf(account.settings)}:` && hosts.includes(url.host)) return true
  return belongsTo(url, base, UPLOAD_HOSTS) && url.host !== base.host
}
