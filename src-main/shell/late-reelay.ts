/**
 * @file Reelay for what is there before it: the window comes first, and its calls wait until the engine, which is most of the
 * code, is loaded and open.
 */
import type { Log } from '../engine/ports.ts'
import type { Reelay } from '../host.ts'
import type { ByteAnswer } from '../ipc/media-answers.ts'

export interface LateReelay extends Pick<Reelay, 'dispatch' | 'close' | 'isHeldUp'> {
  readonly media: Pick<Reelay['media'], 'thumbnail' | 'media'>
  /** Keeps messages until there is a log to write them to. */
  readonly log: Log
  /** The engine is open; what waited goes on. */
  opened(reelay: Reelay): void
  /** There will be none in this process; what was kept is written to the file of the log, with what comes yet. */
  gaveUp(): void
}

const NOTHING: ByteAnswer = { status: 404, headers: {}, body: null }

/** @param openOwnLog the file that the engine would write to */
export function createLateReelay(openOwnLog: () => Log): LateReelay {
  const { promise, resolve } = Promise.withResolvers<Reelay | null>()
  let reelay: Reelay | null = null
  let written: Log | null = null
  let kept: ((log: Log) => void)[] = []

  /** A log that is still without a file. */
  function lateLog(area: string | null, of: (log: Log) => Log): Log {
    let own: Log | null = null
    const say = (message: (log: Log) => void): void => {
      if (!written) return void kept.push((log) => message(of(log)))
      own ??= of(written)
      message(own)
    }
    return {
      debug: (message) => say((log) => log.debug(message)),
      info: (message) => say((log) => log.info(message)),
      warn: (message) => say((log) => log.warn(message)),
      error: (message, cause) => say((log) => log.error(message, cause)),
      child: (name) => lateLog(area === null ? name : `${area}.${name}`, (log) => of(log).child(name)),
    }
  }

  function write(log: Log): void {
    if (written) return
    written = log
    for (const message of kept) message(log)
    kept = []
  }

  return {
    log: lateLog(null, (log) => log),
    /** A page of an app that ends gets no answer. */
    dispatch: async (channel, input) => (await promise)?.dispatch(channel, input) ?? new Promise<never>(() => {}),
    media: {
      thumbnail: async (id) => (await promise)?.media.thumbnail(id) ?? NOTHING,
      media: async (ticket, range) => (await promise)?.media.media(ticket, range) ?? null,
    },
    close: async () => (await promise)?.close(),
    isHeldUp: () => reelay?.isHeldUp() ?? false,
    opened(now) {
      reelay = now
      write(now.log)
      resolve(now)
    },
    gaveUp() {
      write(openOwnLog())
      resolve(null)
    },
  }
}
