/** @file Serves the interface under a scheme of its own: it has an origin, works from every folder, and reads no other file. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, protocol } from 'electron'
import { PAGE_HEADERS } from '../contract/page-headers.ts'
import { fileOf, isOwnPage as isOwn, PAGE_SCHEME, PAGE_URL, type PageName, typeOf } from './own-page.ts'
import { INTERFACE } from './paths.ts'

/** Set by electron-vite. Ignored in a packaged app. */
const devServer = (app.isPackaged ? null : process.env['ELECTRON_RENDERER_URL']) ?? null

export function addressOf(page: PageName): string {
  return `${devServer ?? PAGE_URL}/${page}`
}

export function isOwnPage(address: string): boolean {
  return isOwn(address, devServer)
}

/** Has no effect once the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

export function servePage(): void {
  protocol.handle(PAGE_SCHEME, ({ url, method }) => answerPage(url, method))
}

export async function answerPage(url: string, method: string, folder = INTERFACE): Promise<Response> {
  const file = fileOf(url)
  const type = file === null ? null : typeOf(file)
  if (file === null || type === null || method !== 'GET') return new Response(null, { status: 404, headers: PAGE_HEADERS })
  try {
    const body = await readFile(join(folder, file))
    return new Response(body, { headers: { ...PAGE_HEADERS, 'content-type': type } })
  } catch {
    return new Response(null, { status: 404, headers: PAGE_HEADERS })
  }
}
