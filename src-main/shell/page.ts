/** @file Serves the interface under a scheme of its own: it has an origin, works from every folder, and reads no other file. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, protocol } from 'electron'
import { PAGE_HEADERS } from '../contract/page-headers.ts'
import type { ByteAnswer, MediaAnswers } from '../ipc/media-answers.ts'
import { askedOf, fileOf, isOwnPage as isOwn, PAGE_SCHEME, PAGE_URL, type PageName, typeOf } from './own-page.ts'
import { INTERFACE } from './paths.ts'

/** What is served besides the files of the interface. */
export type ServedMedia = Pick<MediaAnswers, 'thumbnail' | 'media'>

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
    const asked = method === 'GET' ? askedOf(url) : null
    if (asked?.kind === 'thumbnail') return answerBytes(await media.thumbnail(asked.name))
    if (asked?.kind === 'media') return answerBytes(await media.media(asked.name, headers.get('range')))
    return answerPage(url, method)
  })
}

export async function answerPage(url: string, method: string, folder = INTERFACE): Promise<Response> {
  const file = fileOf(url)
  const type = file === null ? null : typeOf(file)
  if (file === null || type === null || method !== 'GET') return nothing()
  try {
    const body = await readFile(join(folder, file))
    return new Response(body, { headers: { ...PAGE_HEADERS, 'content-type': type } })
  } catch {
    return nothing()
  }
}

export function answerBytes(answer: ByteAnswer | null): Response {
  if (answer === null) return nothing()
  const { status, headers, body } = answer
  const bytes = body === null || body instanceof Uint8Array ? body : ReadableStream.from(body)
  return new Response(bytes as ConstructorParameters<typeof Response>[0], { status, headers: { ...PAGE_HEADERS, ...headers } })
}

function nothing(): Response {
  return new Response(null, { status: 404, headers: PAGE_HEADERS })
}
