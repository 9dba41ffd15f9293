/** @file Serves the interface under a scheme of its own, so that it has an origin, works from every folder, and reads no other file. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, protocol } from 'electron'
import { PAGE_HEADERS } from '../../contract/page-headers.ts'
import type { ByteAnswer, MediaAnswers } from '../../ipc/media-answers.ts'
import { INTERFACE } from '../paths.ts'
import {
  contentTypeOf,
  interfaceFileOf,
  isOwnPage as isOwn,
  PAGE_SCHEME,
  PAGE_URL,
  type PageName,
  parseMediaRequest,
} from './own-page.ts'

/** What is served besides the files of the interface. */
type ServedMedia = Pick<MediaAnswers, 'thumbnail' | 'media'>

/** Set by electron-vite. Ignored in a packaged app. */
const devServer = (app.isPackaged ? null : process.env['ELECTRON_RENDERER_URL']) ?? null

export function addressOf(page: PageName): string {
  return `${devServer ?? PAGE_URL}/${page}`
}

export function isOwnPage(address: string): boolean {
  return isOwn(address, devServer)
}

/** Has no effect once the app is ready. `stream`: a video is read in parts. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
}

export function servePage(media: ServedMedia): void {
  protocol.handle(PAGE_SCHEME, async ({ url, method, headers }) => {
    const request = method === 'GET' ? parseMediaRequest(url) : null
    if (request?.kind === 'thumbnail') return answerBytes(await media.thumbnail(request.name))
    if (request?.kind === 'media') return answerBytes(await media.media(request.name, headers.get('range')))
    return answerPage(url, method)
  })
}

export async function answerPage(url: string, method: string, folder = INTERFACE): Promise<Response> {
  const file = interfaceFileOf(url)
  const type = file === null ? null : contentTypeOf(file)
  if (file === null || type === null || method !== 'GET') return notFound()
  try {
    const body = await readFile(join(folder, file))
    return new Response(body, { headers: { ...PAGE_HEADERS, 'content-type': type } })
  } catch {
    return notFound()
  }
}

export function answerBytes(answer: ByteAnswer | null): Response {
  if (answer === null) return notFound()
  const { status, headers, body } = answer
  const bytes = body === null || body instanceof Uint8Array ? body : ReadableStream.from(body)
  return new Response(bytes as ConstructorParameters<typeof Response>[0], { status, headers: { ...PAGE_HEADERS, ...headers } })
}

function notFound(): Response {
  return new Response(null, { status: 404, headers: PAGE_HEADERS })
}
