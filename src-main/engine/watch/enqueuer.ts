/**
 * @file From finished files to uploads. What is finished at about the same time is handed over together, in the order that
 * the folder wants, as one batch; what the ledger says of a file changes in the same transaction as the queue.
 */
import { dirname } from 'node:path/posix'
import { type Failure, FailureError } from '../../contract/errors.ts'
import { lastNameIn } from '../../contract/paths.ts'
import { detach } from '../detach.ts'
import { join, pathOf } from '../files/paths.ts'
import type { Clock, Log } from '../ports.ts'
import type { EnqueueResult, QueuePort } from '../queue/queue-port.ts'
import type { Availability } from './availability.ts'
import type { Batches } from './batches.ts'
import { earlierParts } from './clip-parts.ts'
import { sentWith } from './entries.ts'
import type { FoundFile, WatchedFile, WatchedFileStore } from './ports.ts'
import { factsOf, identityFacts } from './same-watched-file.ts'
import { closedUntil } from './schedule.ts'
import { createSendingOrder, inOrder } from './sending-order.ts'
import type { WatchProfile } from './watch-profile.ts'

const GATHER_MS = 200
/** After the journal refused. */
const RETRY_MS = 30_000
const SLICE = 100

export interface EnqueuerDeps {
  readonly key: string
  readonly profile: () => WatchProfile
  readonly root: () => string
  readonly locate: Availability['locate']
  readonly watchedFiles: WatchedFileStore
  readonly queue: QueuePort
  readonly batches: Batches
  readonly clock: Clock
  readonly log: Log
  readonly signal: () => AbortSignal
  readonly atOnce: (work: () => void) => void
  readonly onChange: () => void
  /** A file turned out to be sent already. */
  readonly onSentBefore: (entryId: number) => void
  /** Files wait for the hours of the folder, which begin then. */
  readonly onHeldBack: (until: number) => void
}

interface Finished {
  readonly entryId: number
  readonly found: FoundFile
}

interface Offered {
  readonly found: FoundFile
  /** Where its content was read. */
  readonly sha256: string | null
}

type Handed = Finished & { readonly entry: WatchedFile; readonly sha256: string | null }

export type Enqueuer = ReturnType<typeof createEnqueuer>

export function createEnqueuer(deps: EnqueuerDeps) {
  const { watchedFiles, queue, batches, clock, log } = deps
  const outbox = new Map<number, Offered>()
  const line = createSendingOrder((id) => queue.upload(id)?.state === 'queued')
  let cancelTimer: (() => void) | null = null
  let flushing: Promise<void> = Promise.resolve()
  let isFlushing = false

  function arm(delayMs: number): void {
    if (isFlushing || deps.signal().aborted) return
    cancelTimer ??= clock.after(delayMs, () => {
      cancelTimer = null
      isFlushing = true
      flushing = flush()
      detach(flushing, log, 'finished files could not be handed over')
    })
  }

  /** What could not be handed over is tried again, and waits for no look at the folder. */
  async function flush(): Promise<void> {
    let nextMs = RETRY_MS
    try {
      await handOverAll()
      nextMs = GATHER_MS
    } finally {
      isFlushing = false
      if (outbox.size > 0) arm(nextMs)
    }
  }

  async function handOverAll(): Promise<void> {
    const { rules } = deps.profile()
    const until = closedUntil(rules.hours, new Date(clock.now()))
    const compare = inOrder(rules.order)
    const sorted = [...outbox]
      .map(([entryId, offered]) => ({ entryId, offered, found: offered.found, entry: watchedFiles.get(entryId) }))
      .sort((one, other) =>
        one.entry && other.entry ? compare(sortable(one.entry, one.found), sortable(other.entry, other.found)) : 0,
      )
    for (let start = 0; start < sorted.length && !deps.signal().aborted; start += SLICE) {
      const slice = sorted.slice(start, start + SLICE).filter(({ entryId, offered }) => outbox.get(entryId) === offered)
      deps.atOnce(() => {
        const now = slice.flatMap(({ offered, ...file }) => asKnownNow({ ...file, sha256: offered.sha256 }))
        if (until === null) handOver(now)
        else now.forEach(holdBack)
      })
      for (const { entryId } of slice) outbox.delete(entryId)
      deps.onChange()
      await clock.turn()
    }
    if (until !== null && sorted.length > 0) deps.onHeldBack(until)
  }

  /** It may have been moved, taken away or handed over since it was offered. */
  function asKnownNow({ entryId, found, sha256 }: Finished & Offered): Handed[] {
    const entry = watchedFiles.get(entryId)
    return entry === null || entry.goneAt !== null || entry.state === 'queued' ? [] : [{ entryId, found, entry, sha256 }]
  }

  function holdBack({ entry, found }: { entry: WatchedFile; found: FoundFile }): void {
    watchedFiles.save({ ...entry, ...factsOf(found), state: 'waiting', reason: 'hours', at: clock.now() })
  }

  function handOver(slice: readonly Handed[]): void {
    const { accountId, options, titleTemplate, priority } = deps.profile().rules
    for (const [batchId, files] of byBatch(slice)) {
      const handover = {
        accountId,
        options,
        titleTemplate,
        priority,
        batchId,
        files: files.map(({ entry, found, sha256 }) => ({ ...deps.locate(pathAt(entry), found.identity), sha256 })),
      }
      try {
        queue.enqueue(handover, (taken) => noteTaken(files, taken))
        batches.noteChange(batchId)
      } catch (caught) {
        if (!(caught instanceof FailureError) || !isAboutFiles(caught.failure)) throw caught
        for (const file of files) refuse(file, caught.failure)
      }
    }
  }

  function refuse({ entry, found }: { entry: WatchedFile; found: FoundFile }, problem: Failure): void {
    log.info(`a file of a watched folder was not taken: ${problem.code}`)
    watchedFiles.save({ ...entry, ...factsOf(found), state: 'waiting', reason: 'refused', failure: problem, at: clock.now() })
  }

  function noteTaken(files: readonly (Finished & { entry: WatchedFile })[], taken: readonly EnqueueResult[]): void {
    const { order, afterwards } = deps.profile().rules
    const added = files.flatMap(({ entry, found }, index) => {
      const what = taken[index]
      if (!what) return []
      const known = { ...entry, ...factsOf(found), reason: null, failure: null, at: clock.now() }
      if (what.kind === 'sent') {
        const { receiptId, sha256 } = what
        watchedFiles.save({ ...known, receiptId, sha256, ...sentWith(afterwards.do === 'keep' ? null : 'pending') })
        deps.onSentBefore(entry.id)
        return []
      }
      // A row that was there may be of an earlier version: what is known is what the queue has, and the next look tells it.
      const had = what.isNew ? null : queue.upload(what.uploadId)
      watchedFiles.save({
        ...known,
        ...(had && identityFacts(had.identity)),
        state: 'queued',
        uploadId: what.uploadId,
        afterwards: null,
      })
      return what.isNew ? [{ ...sortable(entry, found), uploadId: what.uploadId }] : []
    })
    for (const { ids, before } of line.add(added, order)) queue.moveBefore(ids, before)
  }

  /** The later parts of a clip join the batch of the first. */
  function byBatch<T extends { readonly entry: WatchedFile }>(slice: readonly T[]): Map<string, T[]> {
    const groups = new Map<string, T[]>()
    for (const file of slice) {
      const id = batchOfClip(file.entry) ?? batches.current(deps.profile().id, nameFor(file.entry))
      groups.set(id, [...(groups.get(id) ?? []), file])
    }
    return groups
  }

  function batchOfClip({ directory, name }: WatchedFile): string | null {
    for (const part of earlierParts(name)) {
      const uploadId = watchedFiles.at(deps.key, directory, part)?.uploadId
      const batchId = uploadId ? queue.upload(uploadId)?.batchId : null
      if (batchId && batches.isKnown(batchId)) return batchId
    }
    return null
  }

  /** The folder that was dropped into the watched one, or the watched one itself. */
  function nameFor({ directory }: WatchedFile): string {
    const [top = ''] = directory.split('/')
    const own = lastNameIn(deps.root())
    return top === '' ? own : `${own} / ${top}`
  }

  function pathAt({ directory, name }: WatchedFile): string {
    return pathOf(deps.root(), join(directory, name))
  }

  return {
    /** A file that is finished, by what was seen of it or because a person says so. */
    offer(entry: WatchedFile, found: FoundFile, sha256: string | null = null): void {
      outbox.set(entry.id, { found, sha256 })
      arm(GATHER_MS)
    },
    /** What a person wants sent: at any hour, and for good when this returns. */
    handOverNow(files: readonly Finished[]): void {
      for (const { entryId } of files) outbox.delete(entryId)
      deps.atOnce(() => handOver(files.flatMap((file) => asKnownNow({ ...file, sha256: null }))))
      deps.onChange()
    },
    withdraw: (entryId: number): void => void outbox.delete(entryId),
    get waiting(): number {
      return outbox.size
    },
    has: (entryId: number): boolean => outbox.has(entryId),
    /** Settles when nothing is being handed over any more. What was not is found again by the next look. */
    async flushed(): Promise<void> {
      cancelTimer?.()
      cancelTimer = null
      outbox.clear()
      await flushing.catch(() => {})
    },
  }
}

/** The account or the options refuse files. The journal and the machine refuse anything, and are asked again later. */
function isAboutFiles({ code }: Failure): boolean {
  return !code.startsWith('store.') && !code.startsWith('system.') && code !== 'host.closing'
}

function sortable({ directory, name }: WatchedFile, { identity }: FoundFile): { path: string; mtimeNs: string } {
  return { path: join(directory, name), mtimeNs: identity.mtimeNs }
}

/** The folder of a path below a watched one; empty for the watched one itself. */
export function directoryOf(below: string): string {
  const directory = dirname(below)
  return directory === '.' ? '' : directory
}
