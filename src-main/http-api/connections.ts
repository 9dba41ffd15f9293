/**
 * @file Connections on which nothing is being answered: idle ones, and those whose request is not whole. They are let go by
 * time, and the oldest at once when there are too many, so that whoever only opens connections keeps nobody out.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { z } from 'zod'

/** What a request must have arrived in, and how long a connection may wait for the next one. */
export const TIMES = {
  headersTimeout: 8_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
}

const MOST_IDLE = 2_048
const FEWEST_IDLE = 4
/** Open files that the rest of Reelay gets by with. */
const RESERVED_FILES = 32

export type Connections = ReturnType<typeof watchConnections>

export function watchConnections(server: Server, mostIdle = mostIdleFor(openFilesLimit())) {
  /** In the order in which they became idle. */
  const idle = new Set<Socket>()
  const busy = new Map<Socket, number>()

  function rest(socket: Socket): void {
    if (socket.destroyed) return
    idle.add(socket)
    const [oldest] = idle
    if (idle.size > mostIdle) oldest?.destroy()
  }

  server.on('connection', (socket: Socket) => {
    socket.on('close', () => {
      idle.delete(socket)
      busy.delete(socket)
    })
    rest(socket)
  })

  return {
    /** A request that may come in is worked on; the answer says that it is no longer. */
    work(socket: Socket): () => void {
      idle.delete(socket)
      busy.set(socket, (busy.get(socket) ?? 0) + 1)
      return () => {
        const left = (busy.get(socket) ?? 1) - 1
        if (left > 0) busy.set(socket, left)
        else if (busy.delete(socket)) rest(socket)
      }
    },
    /**
     * Whether a connection that is kept may soon have to go. The answer on it should say that it is closed, or the next request
     * on it meets its end.
     */
    areShort: () => idle.size >= mostIdle / 2,
  }
}

/** Half of the files that this process may open besides its own; where that is not limited, more than is ever needed. */
export function mostIdleFor(openFiles: number): number {
  return Math.max(FEWEST_IDLE, Math.min(MOST_IDLE, Math.floor((openFiles - RESERVED_FILES) / 2)))
}

const limitsSchema = z.object({ userLimits: z.object({ open_files: z.object({ soft: z.coerce.number() }) }) })

/** `Infinity` where there is no limit, or none that is told. */
function openFilesLimit(): number {
  const report: typeof process.report & { excludeNetwork?: boolean } = process.report
  const { excludeNetwork = false } = report
  // Looking up names of connections takes long, and is nothing that is asked for here.
  report.excludeNetwork = true
  const limits = limitsSchema.safeParse(report.getReport())
  report.excludeNetwork = excludeNetwork
  const files = limits.success ? limits.data.userLimits.open_files.soft : Number.NaN
  return Number.isNaN(files) ? Number.POSITIVE_INFINITY : files
}
