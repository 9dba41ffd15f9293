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

/** `null` for what the library cannot read. @throws Error when no thread can be had: nothing is known then */
export type Library = (bytes: Buffer) => Promise<LibraryFacts | null>

export interface LibraryThread {
  readonly read: Library
  close(): Promise<void>
}

/** A few hundred kilobytes take milliseconds; the first question loads the library. */
const LONGEST_MS = 5_000
/** Memory is given back when nothing is asked for so long. */
const IDLE_MS = 10_000
const MOST_MEGABYTES = 96

/** Built, this file is in a folder beside the file of the thread. */
const SCRIPT = new URL(import.meta.url.endsWith('.ts') ? './media-worker.ts' : '../media-worker.js', import.meta.url)

interface Waiting {
  readonly resolve: (facts: LibraryFacts | null) => void
  readonly reject: (reason: Error) => void
}

/** @param script for tests of what takes too long, or too much */
export function createLibrary(script: URL = SCRIPT, longestMs = LONGEST_MS): LibraryThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let timer: NodeJS.Timeout | null = null
  let lastId = 0
  let hasAnswered = false

  function start(): Worker {
    const fresh = new Worker(script, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    })
    hasAnswered = false
    fresh.on('message', ({ id, facts }: Answer) => {
      hasAnswered = true
      waiting.get(id)?.resolve(facts)
      waiting.delete(id)
      if (worker === fresh) watch(fresh)
    })
    // Memory that ran out is the fault of a file; a thread that cannot begin is that of the machine.
    fresh.on('error', (error) => end(fresh, hasAnswered || isOfFile(error) ? null : error))
    fresh.on('exit', () => end(fresh, null))
    return fresh
  }

  /** One timer: for the oldest question, or for the end of a thread that has nothing to do. */
  function watch(current: Worker): void {
    if (timer) clearTimeout(timer)
    if (waiting.size > 0) current.ref()
    else current.unref()
    timer = setTimeout(() => end(current, null), waiting.size > 0 ? longestMs : IDLE_MS)
    timer.unref()
  }

  /** What was asked is answered with nothing, or with the error. */
  function end(current: Worker, error: Error | null): void {
    if (worker !== current) return
    worker = null
    if (timer) clearTimeout(timer)
    timer = null
    const unanswered = [...waiting.values()]
    waiting.clear()
    for (const { resolve, reject } of unanswered) {
      if (error) reject(error)
      else resolve(null)
    }
    void current.terminate()
  }

  return {
    /** One at a time: what takes too long is then the fault of this file alone. */
    read: inTurn(
      (bytes) =>
        new Promise((resolve, reject) => {
          worker ??= start()
          lastId += 1
          waiting.set(lastId, { resolve, reject })
          watch(worker)
          worker.postMessage({ id: lastId, bytes } satisfies Question)
        }),
    ),

    async close() {
      if (worker) end(worker, null)
    },
  }
}

function isOfFile(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function inTurn(read: Library): Library {
  let last: Promise<unknown> = Promise.resolve()
  return (bytes) => {
    const next = last.then(() => read(bytes))
    last = next.catch(() => {})
    return next
  }
}
