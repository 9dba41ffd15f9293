/**
 * @file Enqueues finished files as uploads. Files that are finished at about the same time are enqueued together, in the order of
 * the rules, as one batch; their rows change in the same transaction as the queue.
 */
import { type Failure, FailureError } from '../../contract/errors/errors.ts'
import { lastNameIn } from '../../contract/text/paths.ts'
import { detach } from '../detach.ts'
import { join } from '../files/paths.ts'
import type { EnqueueResult } from '../queue/queue-port.ts'
import { earlierParts } from './clip-parts.ts'
import { sentState } from './entries.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { fileColumns, identityColumns } from './same-watched-file.ts'
import { closedUntil } from './schedule.ts'
import { createSendingOrder, inOrder } from './sending-order.ts'

const GATHER_MS = 200
/** After a failure of the journal. */
const RETRY_MS = 30_000
const SLICE = 100

interface EnqueuerDeps extends FolderParts {
  /** A file turned out to be sent already. */
  readonly onSentBefore: (entryId: number) => void
  /** Files wait for the schedule of the folder, which opens at `until` (epoch ms). */
  readonly onHeldBack: (until: number) => void
}

interface Finished {
  readonly entryId: number
  readonly found: FoundFile
}

interface Pending {
  readonly found: FoundFile
  /** `null` unless its content was read. */
  readonly sha256: string | null
}

type Ready = Finished & { readonly entry: WatchedFile; readonly sha256: string | null }

export type Enqueuer = ReturnType<typeof createEnqueuer>

export function createEnqueuer(deps: EnqueuerDeps) {
  const { watchedFiles, queue, batches, clock, log } = deps
  /** Finished files that are not enqueued yet, by the id of their row. */
  const pending = new Map<number, Pending>()
  const order = createSendingOrder((id) => queue.upload(id)?.state === 'queued')
  let cancelTimer: (() => void) | null = null
  let flushing: Promise<void> = Promise.resolve()
  let isFlushing = false

  function arm(delayMs: number): void {
    if (isFlushing || deps.signal().aborted) return
    cancelTimer ??= clock.after(delayMs, () => {
      cancelTimer = null
      isFlushing = true
      flushing = flush()
      detach(flushing, log, 'finished files could not be enqueued')
    })
  }

  /** Failures are retried without waiting for the next scan. */
  async function flush(): Promise<void> {
    let nextMs = RETRY_MS
    try {
      await enqueueAll()
      nextMs = GATHER_MS
    } finally {
      isFlushing = false
      if (pending.size > 0) arm(nextMs)
    }
  }

  async function enqueueAll(): Promise<void> {
    const { rules } = deps.profile()
    const until = closedUntil(rules.hours, new Date(clock.now()))
    const compare = inOrder(rules.order)
    const sorted = [...pending]
      .map(([entryId, file]) => ({ entryId, file, found: file.found, entry: watchedFiles.get(entryId) }))
      .sort((a, b) => (a.entry && b.entry ? compare(sortable(a.entry, a.found), sortable(b.entry, b.found)) : 0))
    for (let start = 0; start < sorted.length && !deps.signal().aborted; start += SLICE) {
      const slice = sorted.slice(start, start + SLICE).filter(({ entryId, file }) => pending.get(entryId) === file)
      deps.inTransaction(() => {
        const ready = slice.flatMap(({ entryId, file }) => readyToEnqueue({ entryId, ...file }))
        if (until === null) enqueue(ready)
        else ready.forEach(holdBack)
      })
      for (const { entryId } of slice) pending.delete(entryId)
      deps.onChange()
      await clock.turn()
    }
    if (until !== null && sorted.length > 0) deps.onHeldBack(until)
  }

  /** The file with its current row; empty when it was removed or enqueued meanwhile. */
  function readyToEnqueue({ entryId, found, sha256 }: Finished & Pending): Ready[] {
    const entry = watchedFiles.get(entryId)
    return entry === null || entry.goneAt !== null || entry.state === 'queued' ? [] : [{ entryId, found, entry, sha256 }]
  }

  function holdBack({ entry, found }: { entry: WatchedFile; found: FoundFile }): void {
    watchedFiles.save({ ...entry, ...fileColumns(found), state: 'waiting', reason: 'hours', at: clock.now() })
  }

  function enqueue(slice: readonly Ready[]): void {
    const { accountId, options, titleTemplate, priority } = deps.profile().rules
    for (const [batchId, files] of byBatch(slice)) {
      const request = {
        accountId,
        options,
        titleTemplate,
        priority,
        batchId,
        files: files.map(({ entry, found, sha256 }) => ({ ...deps.locate(deps.pathAt(entry), found.identity), sha256 })),
      }
      try {
        queue.enqueue(request, (results) => noteResults(files, results))
        batches.noteChange(batchId)
      } catch (caught) {
        if (!(caught instanceof FailureError) || !isAboutFiles(caught.failure)) throw caught
        for (const file of files) refuse(file, caught.failure)
      }
    }
  }

  function refuse({ entry, found }: { entry: WatchedFile; found: FoundFile }, problem: Failure): void {
    log.info(`a file of a watched folder was not taken: ${problem.code}`)
    watchedFiles.save({ ...entry, ...fileColumns(found), state: 'waiting', reason: 'refused', failure: problem, at: clock.now() })
  }

  function noteResults(files: readonly Ready[], results: readonly EnqueueResult[]): void {
    const { rules } = deps.profile()
    const added = files.flatMap(({ entry, found }, index) => {
      const result = results[index]
      if (!result) return []
      const known = { ...entry, ...fileColumns(found), reason: null, failure: null, at: clock.now() }
      if (result.kind === 'sent') {
        const { receiptId, sha256 } = result
        watchedFiles.save({ ...known, receiptId, sha256, ...sentState(rules.afterwards.do === 'keep' ? null : 'pending') })
        deps.onSentBefore(entry.id)
        return []
      }
      // The queue may have an earlier version of the file: that one is stored, so that the next scan notifies the queue of the change.
      const existing = result.isNew ? null : queue.upload(result.uploadId)
      watchedFiles.save({
        ...known,
        ...(existing && identityColumns(existing.identity)),
        state: 'queued',
        uploadId: result.uploadId,
        afterwards: null,
      })
      return result.isNew ? [{ ...sortable(entry, found), uploadId: result.uploadId }] : []
    })
    for (const { ids, before } of order.add(added, rules.order)) queue.moveBefore(ids, before)
  }

  /** The later parts of a clip join the batch of the first. */
  function byBatch<T extends { readonly entry: WatchedFile }>(slice: readonly T[]): Map<string, T[]> {
    const groups = new Map<string, T[]>()
    for (const file of slice) {
      const id = batchOfClip(file.entry) ?? batches.current(deps.profile().id, batchNameFor(file.entry))
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

  /** Named after the folder that was dropped into the watched one, or after the watched one itself. */
  function batchNameFor({ directory }: WatchedFile): string {
    const [top = ''] = directory.split('/')
    const own = lastNameIn(deps.root())
    return top === '' ? own : `${own} / ${top}`
  }

  return {
    /** Adds a finished file, which is enqueued shortly. */
    add(entry: WatchedFile, found: FoundFile, sha256: string | null = null): void {
      pending.set(entry.id, { found, sha256 })
      arm(GATHER_MS)
    },
    /** Enqueues files that a person wants sent, regardless of the schedule; durable when this returns. */
    enqueueNow(files: readonly Finished[]): void {
      for (const { entryId } of files) pending.delete(entryId)
      deps.inTransaction(() => enqueue(files.flatMap((file) => readyToEnqueue({ ...file, sha256: null }))))
      deps.onChange()
    },
    withdraw: (entryId: number): void => void pending.delete(entryId),
    get waiting(): number {
      return pending.size
    },
    has: (entryId: number): boolean => pending.has(entryId),
    /** Drops pending files, which the next scan finds again; resolves when nothing is being enqueued any more. */
    async flushed(): Promise<void> {
      cancelTimer?.()
      cancelTimer = null
      pending.clear()
      await flushing.catch(() => {})
    },
  }
}

/** Whether the account or the options refuse the files; failures of the journal and of the machine are retried instead. */
function isAboutFiles({ code }: Failure): boolean {
  return !code.startsWith('store.') && !code.startsWith('system.') && code !== 'host.closing'
}

function sortable({ directory, name }: WatchedFile, { identity }: FoundFile): { path: string; mtimeNs: string } {
  return { path: join(directory, name), mtimeNs: identity.mtimeNs }
}
