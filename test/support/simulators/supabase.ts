/** @file Supabase Storage as a plain tus server: a Bearer token, buckets, names of objects, and chunks of exactly 6 MiB. */
import { randomBytes } from 'node:crypto'
import { createDials } from './dials.ts'
import { type RestAnswer, startHost } from './host.ts'
import type { Simulator } from './simulator.ts'
import { createTusHost, Refused } from './tus.ts'

const PATH = '/storage/v1/upload/resumable'
export const SUPABASE_CHUNK_BYTES = 6 * 1024 * 1024
const LINK_LIFE_MS = 24 * 3_600_000
const BUCKET = 'clips'
/** supabase/storage, limits: nothing else is taken in names. */
const KEY = /^(\w|\/|!|-|\.|\*|'|\(|\)| |&|\$|@|=|;|:|\+|,|\?)+$/
const KEYS = ['bucketName', 'objectName', 'contentType', 'cacheControl', 'metadata', 'filename', 'filetype', 'title']

interface StoredObject {
  readonly id: string
  readonly name: string
  readonly contentType: string
  readonly createdAt: number
  sizeBytes: number | null
}

export async function startSupabase({ directory }: { readonly directory: string }) {
  let token = newToken()
  const tokens = [token]
  /** By upload id, which holds bucket, object and a version, as at Supabase. */
  const objects = new Map<string, StoredObject>()
  const dials = createDials()
  const { now } = dials

  const tus = await createTusHost({
    directory,
    path: PATH,
    location: (id) => `${api.origin}${PATH}/${id}`,
    onCreate({ headers, metadata }) {
      signedIn(headers.authorization)
      const unknown = Object.keys(metadata).find((key) => !KEYS.includes(key))
      if (unknown !== undefined) throw new Refused(400, `Metadata: ${unknown}`)
      const name = metadata['objectName'] ?? ''
      if (metadata['bucketName'] !== BUCKET) throw new Refused(404, 'Bucket not found')
      if (!KEY.test(name)) throw new Refused(400, `Invalid key: ${name}`)
      if (!metadata['contentType']) throw new Refused(400, 'contentType is missing')
      const exists = [...objects.values()].some((object) => object.name === name && object.sizeBytes !== null)
      if (exists && headers['x-upsert'] !== 'true') throw new Refused(400, 'Asset Already Exists')
      const id = Buffer.from(`${BUCKET}/${name}/${randomBytes(8).toString('hex')}`).toString('base64url')
      objects.set(id, { id, name, contentType: metadata['contentType'], createdAt: now(), sizeBytes: null })
      return { id, headers: { 'Upload-Expires': new Date(now() + LINK_LIFE_MS).toUTCString() } }
    },
    onUploadRequest({ method, id, headers, bodyBytes, offset, sizeBytes }) {
      signedIn(headers.authorization)
      const object = objects.get(id)
      if (!object || (object.sizeBytes === null && now() > object.createdAt + LINK_LIFE_MS)) {
        throw new Refused(410, 'The file for this url no longer exists')
      }
      const last = offset + bodyBytes === sizeBytes
      if (method === 'PATCH' && bodyBytes !== SUPABASE_CHUNK_BYTES && !(last && bodyBytes < SUPABASE_CHUNK_BYTES)) {
        throw new Refused(400, 'The chunk size must be 6 MiB')
      }
    },
    onFinish(id, sizeBytes) {
      const object = objects.get(id)
      if (object) object.sizeBytes = sizeBytes
    },
    onTerminate: (id) => objects.delete(id),
  })

  /** Everything that is wrong with a token is a 400 (supabase/storage, jwt plugin). */
  function signedIn(authorization = ''): void {
    if (authorization === `Bearer ${token}`) return
    const message = authorization === '' ? 'jwt must be provided' : 'invalid signature'
    throw new Refused(400, JSON.stringify({ statusCode: '400', error: message, message }))
  }

  const rest = (): RestAnswer => ({ status: 404, json: { statusCode: '404', error: 'not_found', message: 'Route not found' } })
  const api = await startHost({ uploadPaths: [PATH], upload: tus.handle, rest })

  const simulator = {
    provider: 'tus',
    api,
    upload: api,
    account: {
      settings: {
        endpoint: `${api.origin}${PATH}`,
        metadata: `bucketName=${BUCKET}\nobjectName={safename}\ncontentType={filetype}`,
        chunkSize: String(SUPABASE_CHUNK_BYTES),
        fixedChunks: 'true',
      },
      secrets: { headers: `Authorization: Bearer ${token}` },
    },
    secretTexts: () => [...tokens],
    // Nothing is made there before the upload itself.
    steps: [],
    videos: () =>
      [...objects.values()].map(({ id, name, sizeBytes }) => ({
        id,
        title: name,
        sizeBytes,
        status: sizeBytes === null ? 'unfinished' : 'stored',
      })),
    sha256: (id) => tus.sha256(id),
    chunks: (id) => tus.chunks.get(id) ?? [],
    revoke() {
      token = newToken()
      tokens.push(token)
      return { headers: `Authorization: Bearer ${token}` }
    },
    // An object store does not process: only its clock can be turned.
    ...dials.controls,
    slowDown: tus.slowDown,
    [Symbol.asyncDispose]: () => api.stop(),
  } satisfies Simulator

  return {
    ...simulator,
    /** Name and type of every object. */
    objects: () => [...objects.values()].map(({ name, contentType }) => ({ name, contentType })),
  }
}

function newToken(): string {
  return `eyJ-${randomBytes(16).toString('hex')}`
}
