/**
 * @file The library that reads indexes of media files, in a thread of its own: whatever a file makes it do, it holds up nothing, has
 * bounded memory, and is ended when it takes too long. It gets bytes and no file.
 */
import { Worker } from 'node:worker_threads'

/** What the library tells of an index. */
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

export interface Question {
  readonly id: number
  readonly bytes: Uint8Array
}

export interface Answer {
  readonly id: number
  readonly facts: LibraryFacts | null
}

/** What the thread says first: the library is loaded. */
export type Ready = 'ready'

/** The library could not be asked: nothing is known of the file, which may tell something the next time. */
export class LibraryError extends Error {}

/** `null` for what the library cannot read. @throws LibraryError */
export type Library = (bytes: Buffer) => Promise<LibraryFacts | null>

export interface LibraryThread {
  /** @param isUrgent otherwise it is asked after all that is urgent, and given up soon: an urgent question decides about the file */
  read(bytes: Buffer, isUrgent?: boolean): Promise<LibraryFacts | null>
  /** What was not answered is rejected. */
  close(): Promise<void>
}

/** A few hundred kilobytes take milliseconds. A thread has as long to load the library before. */
const LONGEST_MS = 5_000
/** An attempt waits no longer for a file that nobody waits for. */
const LONGEST_LATER_MS = 1_500
/** Memory is given back when nothing is asked for so long. */
const IDLE_MS = 10_000
const MOST_MEGABYTES = 96

/** Built, this file is in a folder beside the file of the thread. */
const SCRIPT = new URL(import.meta.url.endsWith('.ts') ? './media-worker.ts' : '../media-worker.js', import.meta.url)

interface Asked {
  readonly id: number
  readonly bytes: Buffer
  readonly isUrgent: boolean
  readonly resolve: (facts: LibraryFacts | null) => void
  readonly reject: (reason: LibraryError) => void
}

/** @param script for tests of what takes too long, or too much */
export function createLibrary(script: URL = SCRIPT, longestMs = LONGEST_MS, longestLaterMs = LONGEST_LATER_MS): LibraryThread {
  /** One is read at a time: what takes too long is then the fault of this file alone. */
  let asked: Asked | null = null
  let waiting: Asked[] = []
  let worker: Worker | null = null
  let timer: NodeJS.Timeout | null = null
  let lastId = 0
  let isReady = false
  let hasAnswered = false

  function start(): Worker {
    const fresh = new Worker(script, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    })
    isReady = false
    hasAnswered = false
    fresh.on('message', (message: Ready | Answer) => {
      if (worker !== fresh) return
      if (message === 'ready') {
        isReady = true
        if (asked) limitAsked(fresh, asked)
        return
      }
      const { id, facts } = message
      if (asked?.id !== id) return
      hasAnswered = true
      asked.resolve(facts)
      asked = null
      next()
    })
    // Memory that ran out is the fault of a file; a thread that cannot begin is that of the machine.
    fresh.on('error', (error) => end(fresh, hasAnswered || isOfFile(error) ? null : notAsked(error)))
    fresh.on('exit', () => end(fresh, hasAnswered ? null : notAsked()))
    return fresh
  }

  function next(): void {
    asked ??= waiting.find(({ isUrgent }) => isUrgent) ?? waiting[0] ?? null
    if (asked === null) {
      if (worker) rest(worker)
      return
    }
    const { id, bytes, reject } = asked
    waiting = waiting.filter((other) => other !== asked)
    try {
      worker ??= start()
    } catch (caught) {
      asked = null
      reject(notAsked(caught))
      next()
      return
    }
    const current = worker
    current.ref()
    if (isReady) limitAsked(current, asked)
    // No file has a part in how long a thread takes to begin.
    else limit(longestMs, () => end(current, notAsked()))
    current.postMessage({ id, bytes } satisfies Question)
  }

  function limitAsked(current: Worker, { isUrgent }: Asked): void {
    // On a busy machine even a good file may need longer.
    if (isUrgent) limit(longestMs, () => end(current, null))
    else limit(longestLaterMs, () => end(current, notAsked()))
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

  /** What was asked is answered with nothing, or with the error; what waits is asked in another thread. */
  function end(current: Worker, error: LibraryError | null): void {
    if (worker !== current) return
    worker = null
    if (timer) clearTimeout(timer)
    timer = null
    const unanswered = asked
    asked = null
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
        if (asked === null) next()
      }),

    async close() {
      const left = waiting
      waiting = []
      for (const { reject } of left) reject(notAsked())
      if (worker) end(worker, notAsked())
    },
  }
}

function notAsked(cause?: unknown): LibraryError {
  return new LibraryError('the library for media files did not answer', { cause })
}

function isOfFile(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
