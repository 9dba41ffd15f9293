/** @file Decides which addresses belong to our own page, and what each of them serves. Pure. */

export const PAGE_SCHEME = 'app'
const HOST = 'reelay'
/** The documents of the interface: the main window, and the drop window. */
export type PageName = 'index.html' | 'drop.html'
export const PAGE_URL = `${PAGE_SCHEME}://${HOST}`

/**
 * Compared by scheme and host, never by path: the spelling of a path in an address differs between Node and Chromium.
 *
 * @param devServer the development server of a run from the sources
 */
export function isOwnPage(address: string, devServer: string | null): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host } = new URL(address)
  const own = new URL(devServer ?? PAGE_URL)
  return protocol === own.protocol && host === own.host
}

/** Names as the bundler makes them: nothing has to be decoded, so no spelling of an address can name another file. */
const INTERFACE_FILE = /^app:\/\/reelay(?<path>(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+)(?:[?#].*)?$/

/** The path of a file below the folder of the interface; `null` for every other address. */
export function interfaceFileOf(address: string): string | null {
  const path = INTERFACE_FILE.exec(address)?.groups?.['path']
  return path === undefined || path.includes('..') ? null : path.slice(1)
}

/** A request for a thumbnail by its id, or for a clip by a ticket; `null` for every other address. */
export function parseMediaRequest(address: string): { readonly kind: 'thumbnail' | 'media'; readonly name: string } | null {
  const { kind, name } = /^app:\/\/reelay\/(?<kind>thumbnails|media)\/(?<name>[0-9a-f]{64})$/.exec(address)?.groups ?? {}
  return name === undefined ? null : { kind: kind === 'media' ? 'media' : 'thumbnail', name }
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
  gz: 'application/gzip',
}

/** The content type of a file, by its extension; `null` for one that the interface does not use. */
export function contentTypeOf(file: string): string | null {
  return TYPES[/\.([a-z0-9]+)$/.exec(file)?.[1] ?? ''] ?? null
}
