/** @file `protocol`: what the app answers to its own scheme, which the browser of the stand-in asks for at another address. */
import type { Route } from 'playwright'
import { PAGE_ORIGIN } from './control.ts'

export interface Scheme {
  readonly scheme: string
  readonly privileges?: Readonly<Record<string, boolean>>
}

const schemes = new Map<string, Scheme>()
const handlers = new Map<string, (request: Request) => Response | Promise<Response>>()

export const protocol = {
  /** Before ready only, and once: a second call takes the first one back. */
  registerSchemesAsPrivileged(list: readonly Scheme[]): void {
    schemes.clear()
    for (const one of list) schemes.set(one.scheme, one)
  },
  /** The real one takes a scheme without privileges, whose page then fails in many ways; here at once. */
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    const { standard, secure, stream } = schemes.get(scheme)?.privileges ?? {}
    if (!standard || !secure)
      throw new Error(`${scheme} has no origin that is secure: the page could store nothing and load no module`)
    // The real one then gives a video no range, so that it cannot be searched.
    if (!stream) throw new Error(`${scheme} cannot be read in parts`)
    if (handlers.has(scheme)) throw new Error(`${scheme} is handled already`)
    handlers.set(scheme, handler)
  },
}

export async function answerFromProtocol(route: Route): Promise<void> {
  const handler = handlers.get('app')
  if (!handler) return route.abort()
  const request = route.request()
  const url = request.url().replace(PAGE_ORIGIN, 'app://reelay')
  const response = await handler(new Request(url, { method: request.method(), headers: await request.allHeaders() }))
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}
