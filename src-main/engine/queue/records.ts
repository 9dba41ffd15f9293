/**
 * @file The one way to change an upload: transition, journal, tallies, listeners, in that order.
 *
 * [Note: A journal that cannot be written stops everything] A transition that is not stored has not happened. When the
 * disk refuses anything, `halted` is set, every transfer is aborted by the listener, and the queue goes on once
 * `resumeIfHealthy` finds the journal writable again.
 */
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import { type HistoryEntry, type Receipt, UPLOAD_STATES, type UploadState } from '../../contract/upload.ts'
import type { Clock, Journal } from '../ports.ts'
import { type AfterSending, transition, type UploadEvent } from './transition.ts'
import type { Upload } from './upload.ts'

/** Figures that a running attempt has gathered and that are stored with its next transition. */
export type Gathered = Partial<Pick<Upload, 'acceptedBytes' | 'bytesSent' | 'tries'>>

/** Fields that are not part of the life of an upload. */
export type Amendment = Partial<
  Pick<
    Upload,
    | 'sessionId'
    | 'title'
    | 'metadata'
    | 'options'
    | 'chunkBytes'
    | 'learnedChunkBytes'
    | 'priority'
    | 'position'
    | 'remote'
    | 'pollAt'
    | 'path'
    | 'name'
    | 'identity'
  >
>

export interface RecordsListener {
  onTransition(before: Upload, after: Upload, event: UploadEvent): void
  onInserted(uploads: readonly Upload[]): void
  /** The receipt is stored; called in the same transaction. */
  onFinished(upload: Upload): void
  onHalt(problem: Failure): void
  /** Rows that cannot be read have failed. */
  onSetAside(): void
}

export interface Tally {
  uploads: number
  sizeBytes: number
  acceptedBytes: number
}

export type Applied = { readonly ok: true; readonly upload: Upload } | { readonly ok: false; readonly refusal: Failure }

/** Events that must be on the disk itself before anything follows: a host makes something, or bytes go there. */
const DURABLE: ReadonlySet<UploadEvent['type']> = new Set(['note', 'created', 'copied'])

export type Records = ReturnType<typeof createRecords>

export function createRecords({ journal, clock, listener }: { journal: Journal; clock: Clock; listener: RecordsListener }) {
  const tallies = new Map<UploadState, Tally>()
  let halted: Failure | null = null
  let probing = false
  let isCounted = true
  recount()
  journal.uploads.onSetAside(() => {
    isCounted = false
    listener.onSetAside()
  })
  journal.onFailure((problem) => {
    if (halted || probing) return
    halted = problem
    listener.onHalt(problem)
  })

  function recount(): void {
    isCounted = true
    for (const state of UPLOAD_STATES) tallies.set(state, { uploads: 0, sizeBytes: 0, acceptedBytes: 0 })
    for (const { state, ...tally } of journal.uploads.tallies()) tallies.set(state, tally)
  }

  function refuseWhenHalted(): void {
    if (halted) throw new FailureError(halted)
  }

  function count(upload: Upload, sign: 1 | -1): void {
    const tally = tallies.get(upload.state)
    if (!tally) return
    tally.uploads += sign
    tally.sizeBytes += sign * upload.identity.sizeBytes
    tally.acceptedBytes += sign * upload.acceptedBytes
  }

  function entryFor(event: string, upload: Upload): HistoryEntry {
    return {
      at: clock.now(),
      event,
      state: upload.state,
      bytes: upload.uploadUrl === null ? null : upload.acceptedBytes,
      failure: upload.waiting?.failure ?? upload.failure,
    }
  }

  /** Many notes and answers of the host change nothing that is worth a line. */
  function entryOf(event: UploadEvent, before: Upload, after: Upload): HistoryEntry | null {
    if (event.type === 'checked' && after.state === before.state) return null
    if (event.type === 'checked' && after.state === 'done') return entryFor('ready', after)
    if (event.type === 'note') return event.note.remoteId === undefined ? null : entryFor('made', after)
    return entryFor(event.type, after)
  }

  /** Applies an event to an upload and stores the result. Refusals are values; a failing disk throws. */
  function apply(id: string, event: UploadEvent, gathered: Gathered = {}): Applied {
    refuseWhenHalted()
    const before = journal.uploads.get(id)
    if (!before) return { ok: false, refusal: failure('queue.unknown', { id }) }
    const result = transition({ ...before, ...gathered }, event, clock.now())
    if (!result.ok) return result
    journal.uploads.save(result.upload, entryOf(event, before, result.upload), DURABLE.has(event.type))
    count(before, -1)
    count(result.upload, 1)
    listener.onTransition(before, result.upload, event)
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

    tally(state: UploadState): Readonly<Tally> {
      if (!isCounted) recount()
      return tallies.get(state) ?? { uploads: 0, sizeBytes: 0, acceptedBytes: 0 }
    },

    apply,

    /** Stores the receipt and the end of the transfer as one: neither exists without the other. */
    finish(id: string, receipt: Receipt, next: AfterSending, gathered: Gathered): Applied {
      return journal.transaction(() => {
        const result = apply(id, { type: 'verified', next }, gathered)
        if (result.ok) {
          journal.receipts.insert(receipt, result.upload.identity)
          listener.onFinished(result.upload)
        }
        return result
      })
    },

    /** Changes fields that are not part of the life of an upload. */
    amend(id: string, change: Amendment): void {
      refuseWhenHalted()
      const upload = journal.uploads.get(id)
      if (upload) journal.uploads.save({ ...upload, ...change }, null)
    },

    insert(uploads: readonly Upload[]): void {
      const [first] = uploads
      if (!first) return
      refuseWhenHalted()
      journal.uploads.insert(uploads, entryFor('add', first))
      for (const upload of uploads) count(upload, 1)
      listener.onInserted(uploads)
    },

    delete(uploads: readonly Upload[]): void {
      refuseWhenHalted()
      journal.uploads.delete(uploads.map((upload) => upload.id))
      for (const upload of uploads) count(upload, -1)
    },

    /** Adds a line to an upload's history without changing the upload. */
    note(id: string, event: string): void {
      const upload = journal.uploads.get(id)
      if (upload) journal.uploads.addHistory(id, entryFor(event, upload))
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
      } catch {
        return false
      } finally {
        probing = false
      }
      halted = null
      recount()
      return true
    },
  }
}
