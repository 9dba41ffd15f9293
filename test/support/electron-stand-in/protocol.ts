/** @file `protocol`: answers of the app to its own scheme, which the browser requests from `PAGE_ORIGIN` instead. */
import type { Route } from 'playwright'

export interface Scheme {
  readonly scheme: string
  readonly privileges?: Readonly<Record<string, boolean>>
}

const schemes = new Map<string, Scheme>()
type Handler = (request: Request) => Response | Promise<Response>

/** The handlers of one session. */
export class Protocol {
  readonly handlers = new Map<string, Handler>()

  /** Before ready only, and once: a second call replaces the first. */
  registerSchemesAsPrivileged(list: readonly Scheme[]): void {
    schemes.clear()
    for (const entry of list) schemes.set(entry.scheme, entry)
  }

  /** The real one takes a scheme without privileges, whose page then fails in many ways; here at once. */
  handle(scheme: string, handler: Handler): void {
    const { standard, secure, stream } = schemes.get(scheme)?.privileges ?? {}
    if (!standard || !secure)
      throw new Error(`${scheme} has no origin that is secure: the page could store nothing and load no module`)
    // The real one then gives a video no range, so that it cannot be searched.
    if (!stream) throw new Error(`${scheme} cannot be read in parts`)
    if (this.handlers.has(scheme)) throw new Error(`${scheme} is handled already`)
    this.handlers.set(scheme, handler)
  }
}

/** Of the default session. */
export const protocol = new Protocol()

/** Every address that stands for one of our scheme. */
export const OF_SCHEME = /^https:\/\/([a-z]+)\.app-scheme\.test/

export const toScheme = (address: string): string => address.replace(OF_SCHEME, 'app://$1')
export const fromScheme = (address: string): string => address.replace(/^app:\/\/([a-z]+)/, 'https://$1.app-scheme.test')

export async function answerFrom({ handlers }: Protocol, route: Route): Promise<void> {
  const handler = handlers.get('app')
  if (!handler) return route.abort()
  const request = route.request()
  const url = toScheme(request.url())
  const response = await handler(new Request(url, { method: request.method(), headers: await request.allHeaders() }))
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}
