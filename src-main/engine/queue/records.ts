/**
 * @file The one way to change an upload: transition with the figures of a running attempt, journal, and then, when it is
 * stored for good, tallies and listeners, in that order. A listener that throws harms neither what is stored nor the others.
 *
 * [Note: A journal that cannot be written stops everything] A transition that is not stored has not happened. When the
 * disk refuses anything, `halted` is set, every transfer is aborted by the listener, and the queue goes on once
 * `resumeIfHealthy` finds the journal writable again.
 */
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import { type HistoryEntry, type Receipt, RUNNING } from '../../contract/upload.ts'
import type { HistoryEvent } from '../../contract/upload-history-messages.ts'
import type { Throughput } from '../activity/throughput.ts'
import { shield } from '../detach.ts'
import type { HistoryRecorder } from '../history/recorder.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock, Log } from '../ports.ts'
import type { Figures } from './active-transfers.ts'
import { createBatchTallies } from './batch-tallies.ts'
import { entryForTransition, historyEntry } from './history-entries.ts'
import type { NewUpload } from './new-upload.ts'
import type { RecordsListener } from './records-listener.ts'
import { keysAtEnd } from './sort-keys.ts'
import { createTallies } from './tallies.ts'
import { type AfterSending, transition, type UploadEvent } from './transition.ts'
import type { Amendment, Upload } from './upload.ts'

export type Applied = { readonly ok: true; readonly upload: Upload } | { readonly ok: false; readonly refusal: Failure }

/** Events that must be on the disk itself before anything follows: a host makes something, or bytes go there. */
const DURABLE: ReadonlySet<UploadEvent['type']> = new Set(['note', 'created', 'copied'])

export type Records = ReturnType<typeof createRecords>

export function createRecords({
  journal,
  recorder,
  throughput,
  clock,
  log,
  figuresOf,
  listeners,
  onHalt,
  onUnreadableRows,
}: {
  journal: Journal
  /** Keeps what has ended. */
  recorder: HistoryRecorder
  /** Keeps what is plotted of uploads. */
  throughput: Pick<Throughput, 'storeIfDue' | 'affectsWaits' | 'changed'>
  clock: Clock
  log: Log
  /** How far an upload is by now. */
  figuresOf: (upload: Upload) => Figures
  /** Called one after the other. */
  listeners: readonly RecordsListener[]
  onHalt: (problem: Failure) => void
  /** Rows that cannot be read have failed. */
  onUnreadableRows: () => void
}) {
  const tallies = createTallies(journal.uploads)
  const batches = createBatchTallies(journal.uploads, clock)
  let halted: Failure | null = null
  let probing = false
  journal.uploads.onUnreadableRows(() => {
    tallies.invalidate()
    batches.invalidate()
    shield(onUnreadableRows, log, 'a row that cannot be read could not be reported')
  })
  journal.onFailure((problem) => {
    if (halted || probing) return
    halted = problem
    shield(() => onHalt(problem), log, 'a journal that cannot be written could not be reported')
  })

  function refuseWhenHalted(): void {
    if (halted) throw new FailureError(halted)
  }

  /** A change that is rolled back is neither counted nor announced. */
  function changed(before: Upload | null, after: Upload | null, notify: (listener: RecordsListener) => void): void {
    journal.afterCommit(() => counted(before, after, notify))
  }

  function counted(before: Upload | null, after: Upload | null, notify: (listener: RecordsListener) => void): void {
    tallies.change(before, after)
    batches.change(before, after)
    for (const listener of listeners) shield(() => notify(listener), log, 'a listener failed at a change of an upload')
  }

  const latest = (upload: Upload): Upload => ({ ...upload, ...figuresOf(upload) })

  /**
   * Applies an event to an upload and stores the result, with the receipt that it leads to. Refusals are values; a failing disk
   * throws.
   */
  function apply(id: string, event: UploadEvent, receiptOf: (after: Upload) => Receipt | null = () => null): Applied {
    refuseWhenHalted()
    const before = journal.uploads.get(id)
    if (!before) return { ok: false, refusal: failure('queue.unknown', { id }) }
    const result = transition(latest(before), event, clock.now())
    if (!result.ok) return result
    const { upload } = result
    const receipt = receiptOf(upload)
    const store = (): void =>
      journal.uploads.save(before, upload, entryForTransition(event, before, upload, clock.now()), DURABLE.has(event.type))
    const isPlotted = throughput.affectsWaits(before, upload) && !DURABLE.has(event.type)
    if (receipt === null && !isPlotted && !recorder.isRecorded(before, upload)) store()
    else
      journal.transaction(() => {
        if (receipt) journal.receipts.insert(receipt, upload)
        store()
        recorder.changed(before, upload)
        if (isPlotted) throughput.changed([{ before, after: upload }], event.type)
      })
    changed(before, upload, (listener) => listener.onTransition?.(before, upload, event))
    return result
  }

  return {
    get: (id: string): Upload | null => journal.uploads.get(id),

    /** @throws FailureError `queue.unknown` */
    require(id: string): Upload {
      const upload = journal.uploads.get(id)
      if (!upload) throw new FailureError(failure('queue.unknown', { id }))
      return upload
    },

    get halted(): Failure | null {
      return halted
    },

    tally: tallies.of,
    batches,

    apply,

    /** Stores how far a running attempt is. @throws FailureError when the journal cannot be written */
    keep(id: string): void {
      refuseWhenHalted()
      const before = journal.uploads.get(id)
      if (!before) return
      const after = latest(before)
      if (after.acceptedBytes === before.acceptedBytes && after.bytesSent === before.bytesSent) return
      journal.transaction(() => {
        journal.uploads.saveFigures(id, after)
        throughput.storeIfDue(id)
      })
      changed(before, after, () => {})
    },

    /** Stores the receipt and the end of the transfer as one: neither exists without the other. */
    finish(id: string, receipt: Receipt, next: AfterSending): Applied {
      return journal.transaction(() => {
        const result = apply(id, { type: 'verified', next }, () => receipt)
        if (result.ok) changed(null, null, (listener) => listener.onFinished?.(result.upload))
        return result
      })
    },

    /** Changes fields that are not part of the life of an upload. */
    amend(id: string, change: Amendment): void {
      refuseWhenHalted()
      const before = journal.uploads.get(id)
      if (!before) return
      const after = { ...before, ...change }
      journal.transaction(() => {
        journal.uploads.save(before, after, null)
        recorder.changed(before, after)
      })
      changed(before, after, (listener) => listener.onAmended?.(before, after))
    },

    /** Adds uploads at the end of the queue; returns them with their sort keys. */
    insert(fresh: readonly NewUpload[]): readonly Upload[] {
      refuseWhenHalted()
      return journal.transaction(() => {
        const positions = keysAtEnd(journal.uploads.lastPosition(), fresh.length)
        const uploads = fresh.map((upload, index) => ({ ...upload, position: positions[index] ?? '' }))
        const [first] = uploads
        if (!first) return []
        journal.uploads.insert(uploads, historyEntry('add', first, clock.now()))
        for (const upload of uploads) changed(null, upload, (listener) => listener.onInserted?.(upload))
        return uploads
      })
    },

    /**
     * Applies an event to many uploads as they were just read, together with a change of other fields. Answers for each what
     * became of it, in their order.
     */
    applyAll(uploads: readonly Upload[], event: UploadEvent, also: Amendment = {}): readonly Applied[] {
      refuseWhenHalted()
      const now = clock.now()
      const changes: { before: Upload; after: Upload; entry: HistoryEntry | null }[] = []
      const applied = uploads.map((before): Applied => {
        const result = transition(latest(before), event, now)
        if (!result.ok) return result
        const after = { ...result.upload, ...also }
        changes.push({ before, after, entry: entryForTransition(event, before, after, now) })
        return { ok: true, upload: after }
      })
      journal.transaction(() => {
        journal.bulk.save(changes)
        for (const { before, after } of changes) {
          recorder.changed(before, after)
          if (event.type === 'uncancel') recorder.uncancelled(before, after)
        }
        throughput.changed(changes, event.type)
      })
      journal.afterCommit(() => {
        for (const { before, after } of changes)
          counted(before, after, (listener) => listener.onTransition?.(before, after, event))
      })
      return applied
    },

    /** Changes fields of many uploads, as they were just read, that are not part of their life. */
    amendAll(uploads: readonly Upload[], change: Amendment): void {
      refuseWhenHalted()
      const changes = uploads.map((before) => ({ before, after: { ...before, ...change }, entry: null }))
      journal.bulk.save(changes)
      journal.afterCommit(() => {
        for (const { before, after } of changes) counted(before, after, (listener) => listener.onAmended?.(before, after))
      })
    },

    delete(uploads: readonly Upload[]): void {
      refuseWhenHalted()
      journal.transaction(() => {
        recorder.deleted(uploads)
        journal.uploads.delete(uploads.map((upload) => upload.id))
      })
      journal.afterCommit(() => {
        for (const upload of uploads) {
          counted(upload, null, (listener) => listener.onRemoved?.(upload))
          counted(null, null, (listener) => listener.onDeleted?.(upload))
        }
      })
    },

    /** Removes uploads from the list so that they can be restored. The figures of running attempts are stored first. */
    removeUndoably(removal: string, uploads: readonly Upload[]): void {
      refuseWhenHalted()
      for (const upload of uploads) if (RUNNING.has(upload.state)) journal.uploads.saveFigures(upload.id, latest(upload))
      journal.removed.move(
        removal,
        uploads.map(({ id }) => id),
      )
      journal.afterCommit(() => {
        for (const upload of uploads) counted(upload, null, (listener) => listener.onRemoved?.(upload))
      })
    },

    /**
     * Restores up to `limit` uploads of a removal; what was running is queued. `left` are uploads whose file was added again
     * meanwhile: they cannot be restored, and the caller has to end them.
     */
    restore(removal: string, limit: number): { readonly restored: number; readonly left: readonly Upload[] } {
      refuseWhenHalted()
      const { restored, left } = journal.removed.restore(removal, limit)
      journal.afterCommit(() => {
        for (const upload of restored) counted(null, upload, (listener) => listener.onRestored?.(upload))
      })
      for (const { id, state } of restored) if (RUNNING.has(state)) apply(id, { type: 'recover' })
      return { restored: restored.length, left }
    },

    /** Deletes removed uploads: they cannot be restored any more. */
    forget(removal: string, uploads: readonly Upload[]): void {
      refuseWhenHalted()
      journal.transaction(() => {
        recorder.deleted(uploads)
        journal.removed.forget(
          removal,
          uploads.map(({ id }) => id),
        )
      })
      journal.afterCommit(() => {
        for (const upload of uploads) counted(null, null, (listener) => listener.onDeleted?.(upload))
      })
    },

    /** Adds a line to an upload's history without changing the upload. */
    note(id: string, event: HistoryEvent): void {
      const upload = journal.uploads.get(id)
      if (upload) journal.uploads.addHistory(id, historyEntry(event, upload, clock.now()))
    },

    /** After a start: what was running when the last process ended goes back to the queue. */
    recover(): number {
      let recovered = 0
      for (const state of ['preparing', 'uploading', 'verifying'] as const) {
        for (;;) {
          const rows = journal.uploads.inStates([state], 100)
          if (rows.length === 0) break
          for (const row of rows) if (apply(row.id, { type: 'recover' }).ok) recovered += 1
        }
      }
      return recovered
    },

    /** Whether the journal can be written again after it could not. */
    resumeIfHealthy(): boolean {
      if (!halted) return true
      probing = true
      try {
        journal.probe()
        tallies.recount()
        batches.invalidate()
      } catch {
        return false
      } finally {
        probing = false
      }
      halted = null
      return true
    },
  }
}
