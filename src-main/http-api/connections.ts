/**
 * @file Connections on which nothing is being answered: idle ones, and those whose request is not whole. They are closed after a
 * while, and the oldest at once when there are too many, so that a caller that only opens connections cannot block others.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { z } from 'zod'

/** Time limits for receiving a request, and for a connection between two requests. */
export const TIMEOUTS = {
  headersTimeout: 8_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
}

const MAX_IDLE = 2_048
const MIN_IDLE = 4
/** Descriptors that are left to the rest of Reelay. */
const RESERVED_FILES = 32

export type Connections = ReturnType<typeof watchConnections>

export function watchConnections(server: Server, maxIdle = maxIdleFor(openFilesLimit())) {
  /** In the order in which they became idle. */
  const idle = new Set<Socket>()
  const busy = new Map<Socket, number>()

  function markIdle(socket: Socket): void {
    if (socket.destroyed) return
    idle.add(socket)
    const [oldest] = idle
    if (idle.size > maxIdle) oldest?.destroy()
  }

  server.on('connection', (socket: Socket) => {
    socket.on('close', () => {
      idle.delete(socket)
      busy.delete(socket)
    })
    markIdle(socket)
  })

  return {
    /** Marks a connection as busy with a request; the returned function ends that. */
    markBusy(socket: Socket): () => void {
      idle.delete(socket)
      busy.set(socket, (busy.get(socket) ?? 0) + 1)
      return () => {
        const left = (busy.get(socket) ?? 1) - 1
        if (left > 0) busy.set(socket, left)
        else if (busy.delete(socket)) markIdle(socket)
      }
    },
    /**
     * Whether a kept connection may soon be closed. The answer on it should then say `Connection: close`, or the next request
     * on it fails.
     */
    isNearLimit: () => idle.size >= maxIdle / 2,
  }
}

/** Half of the files that this process may open besides its own; where that is not limited, more than is ever needed. */
export function maxIdleFor(openFiles: number): number {
  return Math.max(MIN_IDLE, Math.min(MAX_IDLE, Math.floor((openFiles - RESERVED_FILES) / 2)))
}

const limitsSchema = z.object({ userLimits: z.object({ open_files: z.object({ soft: z.coerce.number() }) }) })

/** `Infinity` where there is no limit, or none is reported. */
function openFilesLimit(): number {
  const report: typeof process.report & { excludeNetwork?: boolean } = process.report
  const { excludeNetwork = false } = report
  // Resolving the names of connections would take long and is not needed.
  report.excludeNetwork = true
  const limits = limitsSchema.safeParse(report.getReport())
  report.excludeNetwork = excludeNetwork
  const files = limits.success ? limits.data.userLimits.open_files.soft : Number.NaN
  return Number.isNaN(files) ? Number.POSITIVE_INFINITY : files
}
