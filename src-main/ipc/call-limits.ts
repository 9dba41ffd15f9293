/**
 * @file Calls that cost much are carried out a few at a time, so that any number of them leaves room for everything else. The
 * same question of several callers is asked once; one that nobody waits for any more is not asked, or given up.
 */
import type { Channel } from '../contract/channels.ts'

/** What a call takes up, and how many of that kind run at a time. */
const LIMITS = {
  /** Walks the journal. */
  rows: 1,
  /** Goes through text. */
  text: 1,
  /** Asks the file system for each entry of a folder. */
  folder: 2,
  /** Walks a whole tree. */
  tree: 2,
  /** Asks hosts. */
  hosts: 8,
} as const
type Limit = keyof typeof LIMITS

const LIMIT_OF: { readonly [C in Channel]?: Limit } = {
  'queue.page': 'rows',
  'queue.paths': 'rows',
  'receipts.list': 'rows',
  'watch.files': 'rows',
  'batches.list': 'rows',
  'queue.readLinks': 'text',
  'files.list': 'folder',
  'watch.preview': 'tree',
  'accounts.test': 'hosts',
  'live.list': 'hosts',
}

/** Their answer is the same for everybody who asks the same, and asking changes nothing. */
const SHARED: ReadonlySet<Channel> = new Set(['files.list', 'watch.preview', 'accounts.test', 'live.list'])

interface Call {
  readonly channel: Channel
  readonly input: unknown
  /** Ends with the caller's interest. */
  readonly signal: AbortSignal
}

type Work = (signal: AbortSignal) => unknown

interface Caller {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
}

interface Shared {
  readonly callers: Set<Caller>
  /** Ends the work when no caller is left. */
  readonly nobody: AbortController
}

export type CallLimits = ReturnType<typeof createCallLimits>

/** @param turn lets everything else run first */
export function createCallLimits(turn: () => Promise<void>) {
  const running = new Map<Limit, number>()
  const waiting = new Map<Limit, Set<() => void>>()
  const shared = new Map<string, Shared>()

  async function inLane(lane: Limit, signal: AbortSignal, work: Work): Promise<unknown> {
    await enter(lane, signal)
    try {
      signal.throwIfAborted()
      return await work(signal)
    } finally {
      await turn()
      leave(lane)
    }
  }

  function enter(lane: Limit, signal: AbortSignal): Promise<void> {
    const count = running.get(lane) ?? 0
    if (count < LIMITS[lane]) {
      running.set(lane, count + 1)
      return Promise.resolve()
    }
    const line = waiting.get(lane) ?? new Set()
    waiting.set(lane, line)
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        line.delete(go)
        reject(signal.reason)
      }
      const go = (): void => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      if (signal.aborted) return reject(signal.reason)
      signal.addEventListener('abort', giveUp, { once: true })
      line.add(go)
    })
  }

  /** The place goes to who waits longest. */
  function leave(lane: Limit): void {
    const line = waiting.get(lane)
    const [next] = line ?? []
    if (!next) return void running.set(lane, (running.get(lane) ?? 1) - 1)
    line?.delete(next)
    next()
  }

  function share(key: string, signal: AbortSignal, start: (until: AbortSignal) => Promise<unknown>): Promise<unknown> {
    if (signal.aborted) return Promise.reject(signal.reason)
    const one = shared.get(key) ?? begin(key, start)
    return new Promise((resolve, reject) => {
      const caller: Caller = { resolve, reject }
      one.callers.add(caller)
      signal.addEventListener('abort', () => {
        if (!one.callers.delete(caller)) return
        reject(signal.reason)
        if (one.callers.size === 0) one.nobody.abort()
      })
    })
  }

  function begin(key: string, start: (until: AbortSignal) => Promise<unknown>): Shared {
    const one: Shared = { callers: new Set(), nobody: new AbortController() }
    const end = (): void => void (shared.get(key) === one && shared.delete(key))
    // Who asks from now on is not told that it was given up.
    one.nobody.signal.addEventListener('abort', end)
    shared.set(key, one)
    start(one.nobody.signal)
      .finally(end)
      .then(
        (value) => tell(one, ({ resolve }) => resolve(value)),
        (reason: unknown) => tell(one, ({ reject }) => reject(reason)),
      )
    return one
  }

  /** One by one: each makes its own text of the answer. */
  async function tell({ callers }: Shared, how: (caller: Caller) => void): Promise<void> {
    for (const caller of callers) {
      callers.delete(caller)
      how(caller)
      await turn()
    }
  }

  return {
    /** Does the work of a call when there is room for it. Throws the reason of the signal when nobody waits any more. */
    run({ channel, input, signal }: Call, work: Work): unknown {
      const lane = LIMIT_OF[channel]
      if (lane === undefined) return work(signal)
      if (!SHARED.has(channel)) return inLane(lane, signal, work)
      return share(`${channel} ${JSON.stringify(input)}`, signal, (until) => inLane(lane, until, work))
    },
  }
}
