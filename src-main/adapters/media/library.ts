/**
 * @file The library that reads indexes of media files, in a thread of its own: whatever a file causes, the thread blocks nothing, has
 * bounded memory, and is terminated if it takes too long. It gets bytes and no file.
 */
import { Worker } from 'node:worker_threads'

/** The facts that the library reads from an index. */
export interface LibraryFacts {
  readonly durationSeconds: number | null
  readonly width: number | null
  readonly height: number | null
  /** Its short name, and the parameters of RFC 6381. */
  readonly codec: string | null
  readonly parameters: string | null
  /** The code in the file, where that is text. */
  readonly code: string | null
  /** `null` where no track of audio was found. */
  readonly audioChannels: number | null
  readonly tags: Readonly<Record<string, string>>
}

export interface ReadRequest {
  readonly id: number
  readonly bytes: Uint8Array
}

export interface ReadResult {
  readonly id: number
  readonly facts: LibraryFacts | null
}

/** The first message of the thread: the library is loaded. */
export type Ready = 'ready'

/** The library was not available, so nothing is known about the file: it is read again later. */
export class LibraryError extends Error {}

/** `null` for what the library cannot read. @throws LibraryError */
export type Library = (bytes: Buffer) => Promise<LibraryFacts | null>

export interface LibraryThread {
  /** @param isUrgent otherwise it is read after all urgent ones, with a shorter time-out that leaves the file undecided */
  read(bytes: Buffer, isUrgent?: boolean): Promise<LibraryFacts | null>
  /** Rejects all pending reads. */
  close(): Promise<void>
}

/** Time-out of a read, which usually takes milliseconds; also of loading the library. */
const MAX_MS = 5_000
/** Time-out of a read in the background, which an attempt may have to wait for. */
const MAX_LATER_MS = 1_500
/** The thread ends after so long without a read, to free its memory. */
const IDLE_MS = 10_000
const MAX_MEGABYTES = 96

/** Built, this file is in a folder beside the file of the thread. */
const SCRIPT = new URL(import.meta.url.endsWith('.ts') ? './media-worker.ts' : '../media-worker.js', import.meta.url)

interface PendingRead {
  readonly id: number
  readonly bytes: Buffer
  readonly isUrgent: boolean
  readonly resolve: (facts: LibraryFacts | null) => void
  readonly reject: (reason: LibraryError) => void
}

/** @param script for tests of what takes too long, or too much */
export function createLibrary(script: URL = SCRIPT, longestMs = MAX_MS, longestLaterMs = MAX_LATER_MS): LibraryThread {
  /** One is read at a time, so that a time-out is the fault of this file alone. */
  let active: PendingRead | null = null
  let waiting: PendingRead[] = []
  let worker: Worker | null = null
  let timer: NodeJS.Timeout | null = null
  let lastId = 0
  let isReady = false
  let hasAnswered = false

  function start(): Worker {
    const fresh = new Worker(script, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    })
    isReady = false
    hasAnswered = false
    fresh.on('message', (message: Ready | ReadResult) => {
      if (worker !== fresh) return
      if (message === 'ready') {
        isReady = true
        if (active) limitRead(fresh, active)
        return
      }
      const { id, facts } = message
      if (active?.id !== id) return
      hasAnswered = true
      active.resolve(facts)
      active = null
      next()
    })
    // Exhausted memory is the fault of a file; a thread that cannot start is a problem of the machine.
    fresh.on('error', (error) => end(fresh, hasAnswered || isOfFile(error) ? null : unavailable(error)))
    fresh.on('exit', () => end(fresh, hasAnswered ? null : unavailable()))
    return fresh
  }

  function next(): void {
    active ??= waiting.find(({ isUrgent }) => isUrgent) ?? waiting[0] ?? null
    if (active === null) {
      if (worker) rest(worker)
      return
    }
    const { id, bytes, reject } = active
    waiting = waiting.filter((other) => other !== active)
    try {
      worker ??= start()
    } catch (caught) {
      active = null
      reject(unavailable(caught))
      next()
      return
    }
    const current = worker
    current.ref()
    if (isReady) limitRead(current, active)
    // The start of the thread does not depend on the file.
    else limit(longestMs, () => end(current, unavailable()))
    current.postMessage({ id, bytes } satisfies ReadRequest)
  }

  function limitRead(current: Worker, { isUrgent }: PendingRead): void {
    // On a busy machine even a good file may need longer.
    if (isUrgent) limit(longestMs, () => end(current, null))
    else limit(longestLaterMs, () => end(current, unavailable()))
  }

  /** It has nothing to do. */
  function rest(current: Worker): void {
    current.unref()
    limit(IDLE_MS, () => end(current, null))
  }

  function limit(ms: number, late: () => void): void {
    if (timer) clearTimeout(timer)
    timer = setTimeout(late, ms)
    timer.unref()
  }

  /** Settles the active read with `null` or the error; pending ones are read in a new thread. */
  function end(current: Worker, error: LibraryError | null): void {
    if (worker !== current) return
    worker = null
    if (timer) clearTimeout(timer)
    timer = null
    const unanswered = active
    active = null
    if (error) unanswered?.reject(error)
    else unanswered?.resolve(null)
    void current.terminate()
    next()
  }

  return {
    read: (bytes, isUrgent = true) =>
      new Promise((resolve, reject) => {
        lastId += 1
        waiting.push({ id: lastId, bytes, isUrgent, resolve, reject })
        if (active === null) next()
      }),

    async close() {
      const left = waiting
      waiting = []
      for (const { reject } of left) reject(unavailable())
      if (worker) end(worker, unavailable())
    },
  }
}

function unavailable(cause?: unknown): LibraryError {
  return new LibraryError('the library for media files did not answer', { cause })
}

function isOfFile(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
