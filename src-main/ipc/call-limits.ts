/**
 * @file Limits how many expensive calls run at a time, so that they leave room for everything else. Identical
 * calls of several callers run once; one whose callers are all gone is not started, or is aborted.
 */
import type { Channel } from '../contract/channels.ts'

/** The kinds of expensive calls, and how many of each run at a time. */
const LIMITS = {
  /** Walks the journal. */
  rows: 1,
  /** Parses long text. */
  text: 1,
  /** Stats each entry of a folder. */
  folder: 2,
  /** Walks a whole tree. */
  tree: 2,
  /** Calls providers. */
  providers: 8,
} as const
type Limit = keyof typeof LIMITS

const LIMIT_OF: { readonly [C in Channel]?: Limit } = {
  'app.diagnostics': 'rows',
  'app.licences': 'text',
  'queue.page': 'rows',
  'queue.causes': 'rows',
  'queue.drives': 'rows',
  'queue.paths': 'rows',
  'receipts.list': 'rows',
  'activity.days': 'rows',
  'activity.plot': 'rows',
  'history.days': 'rows',
  'history.page': 'rows',
  'watch.files': 'rows',
  'batches.list': 'rows',
  'queue.readLinks': 'text',
  'files.list': 'folder',
  'watch.preview': 'tree',
  'queue.previewAdd': 'tree',
  'accounts.test': 'providers',
  'accounts.testEntered': 'providers',
  'accounts.choices': 'providers',
  'live.list': 'providers',
}

/** Read-only calls whose answer is the same for every caller with the same input. */
const SHARED: ReadonlySet<Channel> = new Set(['files.list', 'watch.preview', 'accounts.test', 'accounts.choices', 'live.list'])

interface Call {
  readonly channel: Channel
  readonly input: unknown
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal
}

type Work = (signal: AbortSignal) => unknown

interface Caller {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
}

interface Shared {
  readonly callers: Set<Caller>
  /** Aborts the work when no caller is left. */
  readonly abort: AbortController
}

export type CallLimits = ReturnType<typeof createCallLimits>

/** @param turn yields to the event loop */
export function createCallLimits(turn: () => Promise<void>) {
  const running = new Map<Limit, number>()
  const waiting = new Map<Limit, Set<() => void>>()
  const shared = new Map<string, Shared>()

  async function limited(limit: Limit, signal: AbortSignal, work: Work): Promise<unknown> {
    await enter(limit, signal)
    try {
      signal.throwIfAborted()
      return await work(signal)
    } finally {
      await turn()
      leave(limit)
    }
  }

  function enter(limit: Limit, signal: AbortSignal): Promise<void> {
    const count = running.get(limit) ?? 0
    if (count < LIMITS[limit]) {
      running.set(limit, count + 1)
      return Promise.resolve()
    }
    const queue = waiting.get(limit) ?? new Set()
    waiting.set(limit, queue)
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        queue.delete(go)
        reject(signal.reason)
      }
      const go = (): void => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      if (signal.aborted) return reject(signal.reason)
      signal.addEventListener('abort', giveUp, { once: true })
      queue.add(go)
    })
  }

  /** The slot goes to the call that waits longest. */
  function leave(limit: Limit): void {
    const queue = waiting.get(limit)
    const [next] = queue ?? []
    if (!next) return void running.set(limit, (running.get(limit) ?? 1) - 1)
    queue?.delete(next)
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
        if (one.callers.size === 0) one.abort.abort()
      })
    })
  }

  function begin(key: string, start: (until: AbortSignal) => Promise<unknown>): Shared {
    const one: Shared = { callers: new Set(), abort: new AbortController() }
    const end = (): void => void (shared.get(key) === one && shared.delete(key))
    // A later caller starts anew instead of joining the aborted work.
    one.abort.signal.addEventListener('abort', end)
    shared.set(key, one)
    start(one.abort.signal)
      .finally(end)
      .then(
        (value) => reply(one, ({ resolve }) => resolve(value)),
        (reason: unknown) => reply(one, ({ reject }) => reject(reason)),
      )
    return one
  }

  /** One by one, because each caller serialises the answer. */
  async function reply({ callers }: Shared, send: (caller: Caller) => void): Promise<void> {
    for (const caller of callers) {
      callers.delete(caller)
      send(caller)
      await turn()
    }
  }

  return {
    /** Runs the work of a call when its limit allows. Throws the reason of the signal when the caller is gone. */
    run({ channel, input, signal }: Call, work: Work): unknown {
      const limit = LIMIT_OF[channel]
      if (limit === undefined) return work(signal)
      if (!SHARED.has(channel)) return limited(limit, signal, work)
      return share(`${channel} ${JSON.stringify(input)}`, signal, (until) => limited(limit, until, work))
    },
  }
}
