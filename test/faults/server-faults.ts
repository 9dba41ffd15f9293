/**
 * @file Faults of the tus server: planned answers, chunk rules, locks that are held for a while, and misbehaviour that lasts
 * from the moment a fault switches it on.
 */
import type http from 'node:http'
import type { Socket } from 'node:net'
import { checkChunk } from '../support/simulators/cloudflare-rules.ts'
import { Refused } from '../support/simulators/tus.ts'
import type { Interceptor } from '../support/tus-server.ts'
import type { FaultName, Phase } from './fault-table.ts'
import type { Plan } from './plan.ts'

const LOCK_MS = 1_500
const PAGE = '<!DOCTYPE html><html><head><title>Request blocked</title></head><body>Ask your administrator.</body></html>'

/** An answer in place of the server’s, for as many requests of a kind as it says. */
export interface PlannedAnswer {
  readonly name: FaultName
  readonly phase: Phase
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  left: number
}

/** A web page in answer to one kind of request; its time begins with the first. */
interface Page {
  readonly phase: Phase
  readonly forMs: number
  until: number | null
}

/** What faults switch on; nothing at first. */
export interface ServerFaults {
  readonly answers: PlannedAnswer[]
  /** Connections are closed so long after each answer. */
  closeAfterMs: number | null
  /** Kinds of requests whose answers have no body, and get one. */
  readonly bodiesFor: Set<Phase>
  page: Page | null
  /** The answers to so many requests with bytes repeat the offset that those began at. */
  repeatOffsets: number
  /** The next answer to a request of this kind ends with its connection, which is never closed. */
  endless: Phase | null
}

export interface Seen {
  /** Requests of each kind that reached the server. */
  creations: number
  patches: number
  /** Requests with bytes whose success did not reach the client. */
  broken: number
  /** Creations whose answer did not reach the client. */
  lostCreations: number
}

const METHODS: Readonly<Record<string, Phase>> = { POST: 'create', HEAD: 'resume', PATCH: 'send' }

/** @param strike called whenever a fault that was switched on meets a request */
export function createServerFaults(
  plan: Plan,
  seen: Seen,
  strike: (name: FaultName) => void,
): ServerFaults & { readonly intercept: Interceptor } {
  const serverFaults: ServerFaults = {
    answers: [],
    closeAfterMs: null,
    bodiesFor: new Set(),
    page: null,
    repeatOffsets: 0,
    endless: null,
  }
  const busy = new WeakMap<Socket, number>()
  let lockedUntil = 0
  /** The length that the newest upload was made with. */
  let sizeBytes = plan.sizeBytes

  /** Only a close that meets a request on its way counts; that of an idle connection is seen by the next request alone. */
  function closeLater({ socket }: http.IncomingMessage, response: http.ServerResponse): void {
    busy.set(socket, (busy.get(socket) ?? 0) + 1)
    response.on('close', () => busy.set(socket, (busy.get(socket) ?? 1) - 1))
    response.on('finish', () => {
      if (serverFaults.closeAfterMs === null) return
      setTimeout(() => {
        if (socket.destroyed) return
        if ((busy.get(socket) ?? 0) > 0) strike('closed-after-answer')
        socket.destroy()
      }, serverFaults.closeAfterMs)
    })
  }

  function addBody({ socket }: http.IncomingMessage, response: http.ServerResponse, phase: Phase): void {
    const end = response.end.bind(response) as (...args: unknown[]) => http.ServerResponse
    response.end = (...args: unknown[]) => {
      end(...args)
      const bare = phase === 'resume' || response.statusCode === 204
      if (bare && serverFaults.bodiesFor.has(phase) && socket.writable && socket.write(PAGE)) strike('body-after-head')
      return response
    }
  }

  function repeatOffset(request: http.IncomingMessage, response: http.ServerResponse): void {
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => http.ServerResponse
    response.writeHead = (status: number, ...rest: unknown[]) => {
      const headers = rest.at(-1)
      const at = Array.isArray(headers) ? headers.findIndex((part) => String(part).toLowerCase() === 'upload-offset') : -1
      if (status === 204 && at >= 0 && Array.isArray(headers) && serverFaults.repeatOffsets > 0) {
        serverFaults.repeatOffsets -= 1
        strike('offset-repeated')
        headers[at + 1] = request.headers['upload-offset'] ?? '0'
      }
      return writeHead(status, ...rest)
    }
  }

  /** Sends a head that announces a body up to the end of the connection, and keeps the connection open. */
  function neverEnd(response: http.ServerResponse): void {
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => http.ServerResponse
    response.writeHead = (status: number, ...rest: unknown[]) => {
      response.useChunkedEncodingByDefault = false
      response.shouldKeepAlive = false
      writeHead(status, ...rest)
      response.flushHeaders()
      strike('answer-without-end')
      return response
    }
    response.end = ((...args: unknown[]) => {
      for (const arg of args) if (typeof arg === 'function') arg()
      return response
    }) as typeof response.end
  }

  function intercept(request: http.IncomingMessage, response: http.ServerResponse): boolean {
    const phase = METHODS[request.method ?? '']
    closeLater(request, response)
    if (phase === undefined) return false
    if (phase === 'create') {
      seen.creations += 1
      sizeBytes = Number(request.headers['upload-length'] ?? 0)
    }
    if (phase === 'send') seen.patches += 1
    const endless = serverFaults.endless === phase
    if (endless) serverFaults.endless = null
    response.on('close', () => {
      const reported = response.writableFinished && response.statusCode === 204
      if (phase === 'send' && !reported) seen.broken += 1
      const lost = phase === 'create' && response.statusCode === 201 && !response.writableFinished && !endless
      if (lost) seen.lostCreations += 1
      if (plan.server === 'locking' && phase === 'send' && !request.complete) lockedUntil = Date.now() + LOCK_MS
    })
    addBody(request, response, phase)
    if (phase === 'send') repeatOffset(request, response)
    const planned = serverFaults.answers.find((answer) => answer.phase === phase && answer.left > 0)
    if (planned) {
      planned.left -= 1
      strike(planned.name)
      return answer(response, planned.status, planned.headers)
    }
    if (serverFaults.page?.phase === phase && isUp(serverFaults.page)) {
      strike('page-for-method')
      return answer(response, 403, { 'content-type': 'text/html; charset=utf-8' }, PAGE)
    }
    if (endless) {
      neverEnd(response)
      if (phase === 'create') return false
      response.writeHead(500, { 'content-type': 'text/plain' })
      return true
    }
    if (phase !== 'create' && Date.now() < lockedUntil) return answer(response, 423)
    if (plan.server === 'chunk-rules' && phase === 'send') return refusedByRules(request, response, sizeBytes)
    return false
  }

  return Object.assign(serverFaults, { intercept })
}

function isUp(page: Page): boolean {
  page.until ??= Date.now() + page.forMs
  return Date.now() < page.until
}

function refusedByRules(request: http.IncomingMessage, response: http.ServerResponse, sizeBytes: number): boolean {
  try {
    const offset = Number(request.headers['upload-offset'] ?? 0)
    const bodyBytes = Number(request.headers['content-length'] ?? 0)
    checkChunk({ bodyBytes, offset, sizeBytes })
    return false
  } catch (caught) {
    if (!(caught instanceof Refused)) throw caught
    return answer(response, caught.status_code)
  }
}

function answer(
  response: http.ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = 'planned',
): true {
  const tus = status < 300 ? { 'tus-resumable': '1.0.0' } : {}
  response.writeHead(status, { ...tus, ...headers, connection: 'close' }).end(status < 300 ? '' : body)
  return true
}
