/**
 * @file The HTTP API: a server on this machine for the interface in a browser and for command line calls that find a
 * running owner. Listens, writes the server file, and removes it again.
 */
import { lookup } from 'node:dns/promises'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { isLoopback } from '../contract/addresses/origins.ts'
import { errorCode } from '../contract/errors/error-code.ts'
import { FailureError, failure } from '../contract/errors/errors.ts'
import { phrase } from '../contract/i18n/phrase.ts'
import type { Dispatch } from '../ipc/dispatch.ts'
import type { MediaAnswers } from '../ipc/media-answers.ts'
import type { Publisher } from '../ipc/publish.ts'
import { TIMEOUTS, watchConnections } from './connections.ts'
import type { Listening } from './guard.ts'
import { CODE_MS, createKeys, newSecret } from './keys.ts'
import { addRoutes, type RouteDeps, refuseMalformedUrl } from './routes.ts'
import { readLastPort, removeServerFile, writeLastPort, writeServerFile } from './server-file.ts'
import { newPagePath, removeOldPages, removeSignInPage, writeSignInPage } from './sign-in-page.ts'
import { createStreams } from './streams.ts'

export interface HttpApiOptions {
  readonly dataDir: string
  /** 0 takes the last port if it is free, so that an open page reconnects. */
  readonly port: number
  readonly host: string
  /** Folder of the built interface; `null` serves none. */
  readonly pages: string | null
}

export interface HttpApi {
  readonly address: string
  /** The address with the token, for a person’s browser. The token is behind `#`, where no server and no log sees it. */
  readonly link: string
  /** Whether other machines can reach it. */
  readonly isOpenToNetwork: boolean
  /** Writes a page that signs one browser in within a minute, and returns its path. */
  openPage(): string
  /** Its routes, as method and path. */
  readonly routes: readonly string[]
  close(): Promise<void>
}

/** @throws FailureError `input.invalid` when the port or address cannot be listened to, `store.*` when the server file cannot be written */
export async function openHttpApi(
  options: HttpApiOptions,
  { dispatch, publisher, media }: { dispatch: Dispatch; publisher: Publisher; media: MediaAnswers },
): Promise<HttpApi> {
  const { dataDir } = options
  const keys = createKeys(() => performance.now())
  const proofKey = newSecret()
  const streams = createStreams(publisher)
  const pages = new Set<string>()
  const server = createServer((request, reply) => refuseMalformedUrl(deps, request, reply))
  const connections = watchConnections(server.server)
  let listening: Listening = { port: 0, address: '', names: [] }

  const deps: RouteDeps = {
    keys,
    proofKey,
    listening: () => listening,
    dispatch,
    media,
    streams,
    connections,
    pages: options.pages,
    openPage,
    renewToken() {
      keys.renew()
      media.endTickets()
      updateServerFile()
      streams.endAll()
    },
  }
  const routes = collectRoutes(server)
  addRoutes(server, deps)

  function openPage(): string {
    const path = newPagePath(dataDir)
    const code = keys.newCode(() => {
      pages.delete(path)
      removeSignInPage(path)
    })
    pages.add(path)
    writeSignInPage(path, addressHere(), code)
    setTimeout(keys.dropOld, CODE_MS).unref()
    return path
  }

  /** For callers on this machine. */
  function addressHere(): string {
    const { address, port } = listening
    const reached = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
    return `http://${inUrl(reached)}:${port}`
  }

  function updateServerFile(): void {
    const content = { token: keys.token, proofKey, pid: process.pid, address: addressHere(), pages: options.pages !== null }
    writeServerFile(dataDir, content)
  }

  async function close(): Promise<void> {
    removeServerFile(dataDir, proofKey)
    for (const path of pages) removeSignInPage(path)
    streams.close()
    await server.close()
  }

  try {
    listening = await listen(server, options, readLastPort(dataDir))
    removeOldPages(dataDir)
    writeLastPort(dataDir, listening.port)
    updateServerFile()
  } catch (caught) {
    await close()
    throw caught instanceof FailureError ? caught : unwritable(dataDir, caught)
  }

  const { address, port } = listening
  const isEverywhere = address === '0.0.0.0' || address === '::'
  const shown = `http://${isEverywhere ? hostname() : inUrl(options.host)}:${port}`
  return {
    address: shown,
    get link() {
      return `${shown}/#token=${keys.token}`
    },
    isOpenToNetwork: !isLoopback(address),
    openPage,
    routes,
    close,
  }
}

/** @param onMalformedUrl an address that is no address */
function createServer(onMalformedUrl: (request: FastifyRequest, reply: FastifyReply) => void): FastifyInstance {
  const { requestTimeout, keepAliveTimeout, ...http } = TIMEOUTS
  return fastify({
    http,
    requestTimeout,
    keepAliveTimeout,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, request, reply) => onMalformedUrl(request, reply),
  })
}

/** Every route as it is added. */
function collectRoutes(server: FastifyInstance): readonly string[] {
  const routes: string[] = []
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push(`${one} ${url}`)
  })
  return routes
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** The address itself is listened to, not its name: a name may stand for several. */
async function listen(server: FastifyInstance, { port, host }: HttpApiOptions, lastPort: number): Promise<Listening> {
  const wanted = port === 0 && lastPort !== 0 ? [lastPort, 0] : [port]
  for (const candidate of wanted) {
    try {
      const { address } = await lookup(host)
      await server.listen({ port: candidate, host: address })
      const bound = server.server.address() as AddressInfo
      const names = [host, hostname(), `${hostname()}.local`].map((name) => name.toLowerCase())
      return { port: bound.port, address: bound.address, names }
    } catch (caught) {
      if (candidate !== wanted.at(-1)) continue
      const reason = caught instanceof Error ? caught.message : String(caught)
      throw new FailureError(
        failure('input.invalid', {
          reason: phrase('Cannot listen on {host} port {candidate}: {reason}.', { host, candidate, reason }),
        }),
        caught,
      )
    }
  }
  throw new FailureError(failure('internal.bug', { reason: phrase('no port was tried') }))
}

function unwritable(dataDir: string, caught: unknown): FailureError {
  if (errorCode(caught) === 'ENOSPC') {
    return new FailureError(failure('store.full', { path: dataDir }), caught)
  }
  const reason = caught instanceof Error ? caught.message : String(caught)
  return new FailureError(failure('store.readOnly', { path: dataDir, reason }), caught)
}
