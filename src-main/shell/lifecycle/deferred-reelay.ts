/** @file Stands in for Reelay while the window is open and the engine is still loading: calls and log messages wait for it. */
import type { Log } from '../../engine/ports.ts'
import type { Reelay } from '../../host.ts'
import type { ByteAnswer } from '../../ipc/media-answers.ts'

export interface DeferredReelay extends Pick<Reelay, 'dispatch' | 'close' | 'hasBlockedThread'> {
  readonly media: Pick<Reelay['media'], 'thumbnail' | 'media'>
  /** Keeps messages until there is a log to write them to. */
  readonly log: Log
  /** The engine is open: carries out the calls that wait, and writes the messages. */
  resolve(reelay: Reelay): void
  /** There will be no engine in this process: kept and later messages go to the log file, and calls get no answer. */
  abandon(): void
}

const NOT_FOUND: ByteAnswer = { status: 404, headers: {}, body: null }

/** @param openOwnLog opens the log file that the engine would write to */
export function createDeferredReelay(openOwnLog: () => Log): DeferredReelay {
  const engine = Promise.withResolvers<Reelay | null>()
  let reelay: Reelay | null = null
  let root: Log | null = null
  let waiting: ((root: Log) => void)[] = []

  /** @param childOf returns the log of the same area below the root, once that exists */
  function deferredLog(childOf: (root: Log) => Log): Log {
    let target: Log | null = null
    const write = (message: (log: Log) => void): void => {
      if (!root) return void waiting.push((log) => message(childOf(log)))
      target ??= childOf(root)
      message(target)
    }
    return {
      debug: (message) => write((log) => log.debug(message)),
      info: (message) => write((log) => log.info(message)),
      warn: (message) => write((log) => log.warn(message)),
      error: (message, cause) => write((log) => log.error(message, cause)),
      child: (area) => deferredLog((log) => childOf(log).child(area)),
    }
  }

  function writeTo(log: Log): void {
    if (root) return
    root = log
    for (const message of waiting) message(log)
    waiting = []
  }

  return {
    log: deferredLog((log) => log),
    /** A page of an app that ends gets no answer. */
    dispatch: async (channel, input) => (await engine.promise)?.dispatch(channel, input) ?? new Promise<never>(() => {}),
    media: {
      thumbnail: async (id) => (await engine.promise)?.media.thumbnail(id) ?? NOT_FOUND,
      media: async (ticket, range) => (await engine.promise)?.media.media(ticket, range) ?? null,
    },
    close: async () => (await engine.promise)?.close(),
    hasBlockedThread: () => reelay?.hasBlockedThread() ?? false,
    resolve(opened) {
      reelay = opened
      writeTo(opened.log)
      engine.resolve(opened)
    },
    abandon() {
      writeTo(openOwnLog())
      engine.resolve(null)
    },
  }
}
