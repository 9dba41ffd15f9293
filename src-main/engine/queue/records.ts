/**
 * @file The only way to change an upload: a transition with the figures of the running attempt is stored in the journal; after the
 * commit, tallies and listeners are updated, in that order. A listener that throws affects neither what is stored nor the others.
 * A long file, because no other may write an upload.
 *
 * [Note: A journal that cannot be written stops everything] A transition that is not stored has not happened. When the
 * disk refuses anything, `halted` is set, every transfer is aborted by the listener, and the queue goes on once
 * `resumeIfHealthy` finds the journal writable again.
 */
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import type { HistoryEvent } from '../../contract/messages/upload-history-messages.ts'
import { type HistoryEntry, type Receipt, RUNNING } from '../../contract/queue/upload.ts'
import type { Throughput } from '../activity/throughput.ts'
import { shield } from '../detach.ts'
import type { NewUpload } from './adding/new-upload.ts'
import type { Figures } from './attempt/active-transfers.ts'
import { createBatchTallies } from './groups/batch-tallies.ts'
import { entryForTransition, historyEntry } from './history-entries.ts'
import type { QueueDeps } from './queue-deps.ts'
import type { RecordsListener } from './records-listener.ts'
import { keysAtEnd } from './sort-keys.ts'
import { createTallies } from './tallies.ts'
import { type AfterSending, transition, type UploadEvent } from './transition.ts'
import type { Amendment, Upload } from './upload.ts'

export type Applied = { readonly ok: true; readonly upload: Upload } | { readonly ok: false; readonly refusal: Failure }

/** Events that must be on the disk itself before anything follows: a host makes something, or bytes go there. */
const DURABLE: ReadonlySet<UploadEvent['type']> = new Set(['note', 'created', 'copied'])

export type Records = ReturnType<typeof createRecords>

interface Deps extends Pick<QueueDeps, 'journal' | 'recorder' | 'clock' | 'log'> {
  /** Stores what is plotted of uploads. */
  readonly throughput: Pick<Throughput, 'storeIfDue' | 'affectsWaits' | 'changed'>
  /** The current figures of an upload, including those of its running attempt. */
  readonly figuresOf: (upload: Upload) => Figures
  /** Called in this order. */
  readonly listeners: readonly RecordsListener[]
  readonly onHalt: (problem: Failure) => void
  /** Rows that cannot be read were set to failed. */
  readonly onUnreadableRows: () => void
}

export function createRecords(deps: Deps) {
  const { journal, recorder, throughput, clock, log, figuresOf, listeners, onHalt, onUnreadableRows } = deps
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

  /** After the commit, so that a change that is rolled back is neither counted nor reported. */
  function publishAfterCommit(before: Upload | null, after: Upload | null, notify: (listener: RecordsListener) => void): void {
    journal.afterCommit(() => publish(before, after, notify))
  }

  function publish(before: Upload | null, after: Upload | null, notify: (listener: RecordsListener) => void): void {
    tallies.change(before, after)
    batches.change(before, after)
    for (const listener of listeners) shield(() => notify(listener), log, 'a listener failed at a change of an upload')
  }

  const latest = (upload: Upload): Upload => ({ ...upload, ...figuresOf(upload) })

  /**
   * Applies an event to an upload and stores the result, with a receipt where `receiptOf` returns one. A refused event is a value.
   *
   * @throws FailureError `store.*` when the journal cannot be written
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
    publishAfterCommit(before, upload, (listener) => listener.onTransition?.(before, upload, event))
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

    /** Stores the figures of a running attempt. @throws FailureError `store.*` when the journal cannot be written */
    saveFigures(id: string): void {
      refuseWhenHalted()
      const before = journal.uploads.get(id)
      if (!before) return
      const after = latest(before)
      if (after.acceptedBytes === before.acceptedBytes && after.bytesSent === before.bytesSent) return
      journal.transaction(() => {
        journal.uploads.saveFigures(id, after)
        throughput.storeIfDue(id)
      })
      publishAfterCommit(before, after, () => {})
    },

    /** Stores the receipt and the end of the transfer in one transaction: neither exists without the other. */
    finish(id: string, receipt: Receipt, next: AfterSending): Applied {
      return journal.transaction(() => {
        const result = apply(id, { type: 'verified', next }, () => receipt)
        if (result.ok) publishAfterCommit(null, null, (listener) => listener.onFinished?.(result.upload))
        return result
      })
    },

    /** Changes fields that no transition assigns. An unknown id is ignored. */
    amend(id: string, change: Amendment): void {
      refuseWhenHalted()
      const before = journal.uploads.get(id)
      if (!before) return
      const after = { ...before, ...change }
      journal.transaction(() => {
        journal.uploads.save(before, after, null)
        recorder.changed(before, after)
      })
      publishAfterCommit(before, after, (listener) => listener.onAmended?.(before, after))
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
        for (const upload of uploads) publishAfterCommit(null, upload, (listener) => listener.onInserted?.(upload))
        return uploads
      })
    },

    /**
     * Applies an event to many uploads that were just read, together with a change of other fields. Returns a result for each, in
     * their order.
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
          publish(before, after, (listener) => listener.onTransition?.(before, after, event))
      })
      return applied
    },

    /** Like `amend`, for many uploads that were just read. */
    amendAll(uploads: readonly Upload[], change: Amendment): void {
      refuseWhenHalted()
      const changes = uploads.map((before) => ({ before, after: { ...before, ...change }, entry: null }))
      journal.bulk.save(changes)
      journal.afterCommit(() => {
        for (const { before, after } of changes) publish(before, after, (listener) => listener.onAmended?.(before, after))
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
          publish(upload, null, (listener) => listener.onRemoved?.(upload))
          publish(null, null, (listener) => listener.onDeleted?.(upload))
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
        for (const upload of uploads) publish(upload, null, (listener) => listener.onRemoved?.(upload))
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
        for (const upload of restored) publish(null, upload, (listener) => listener.onRestored?.(upload))
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
        for (const upload of uploads) publish(null, null, (listener) => listener.onDeleted?.(upload))
      })
    },

    /** Adds a line to an upload's history without changing the upload. */
    note(id: string, event: HistoryEvent): void {
      const upload = journal.uploads.get(id)
      if (upload) journal.uploads.addHistory(id, historyEntry(event, upload, clock.now()))
    },

    /** After a start: queues what was running when the last process ended. Returns how many. */
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

    /** Ends the halt if the journal can be written again. Returns whether nothing is halted now. */
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
