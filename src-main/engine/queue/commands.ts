/** @file What a person can ask of uploads: one, many, or all that a filter shows. Works in slices, so that none blocks. */
import { canDo, isPossible } from '../../contract/actions.ts'
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import type { BulkOutcome, Ending, EndingOutcome, Parsed, Selection } from '../../contract/requests.ts'
import { type Priority, RUNNING } from '../../contract/upload.ts'
import { unlessClosing } from '../closing.ts'
import type { Clock, Files, Journal } from '../ports.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { Abandoned } from './cleaner.ts'
import type { DeletionNews } from './deletions.ts'
import { idSlices } from './id-slices.ts'
import { createPlaces } from './order-keys.ts'
import { untilQuiet } from './quiet.ts'
import type { Records } from './records.ts'
import type { Scheduler } from './scheduler.ts'
import { canTake, type UploadEvent } from './transition.ts'
import type { Upload } from './upload.ts'

const SLICE = 50
const MOST_REFUSALS = 100

/** An upload that a filter shows and that cannot take what is asked: neither changed nor refused. */
const PASSED_OVER = 'passed over'
type Outcome = Failure | null | typeof PASSED_OVER

/** States whose remote upload is finished or still needed: it is never deleted by removing the row. */
const COMPLETE = new Set(['processing', 'done'])

/** Failures that a change of the proxy or of the trusted certificates may mend. */
const NO_WAY: ReadonlySet<string> = new Set([
  'network.proxy',
  'network.proxyAuth',
  'network.proxyUnusable',
  'network.behindProxy',
  'network.tls',
])

export function createCommands({
  journal,
  records,
  files,
  settings,
  clock,
  closing,
  scheduler,
  pump,
  sessionId,
  abandon,
  deletions,
}: {
  journal: Journal
  records: Records
  files: Files
  settings: SettingsStore
  clock: Clock
  /** What was done until then stays. */
  closing: AbortSignal
  scheduler: Scheduler
  /** Lets everything look for what may go on now. */
  pump: () => void
  sessionId: string
  abandon: (what: Abandoned) => void
  deletions: Pick<DeletionNews, 'during'>
}) {
  const { uploads } = journal

  /** Runs an action for every selected upload, a slice per transaction, and lets others run in between. */
  async function each(selection: Selection, act: (upload: Upload) => Outcome): Promise<BulkOutcome> {
    const tally = { changed: 0, refused: 0, refusals: [] as { id: string; failure: Failure }[] }
    const one = (id: string): void => {
      const upload = records.get(id)
      const refusal = upload ? act(upload) : failure('queue.unknown', { id })
      if (refusal === PASSED_OVER) return
      if (refusal === null) {
        tally.changed += 1
        return
      }
      tally.refused += 1
      if (tally.refusals.length < MOST_REFUSALS) tally.refusals.push({ id, failure: refusal })
    }
    let isFirst = true
    for await (const ids of slices(selection)) {
      // After the last slice nothing is left out: closing is no reason to say so.
      if (!isFirst) unlessClosing(closing, `${tally.changed} uploads were changed before`)
      isFirst = false
      journal.transaction(() => ids.forEach(one))
      pump()
      await clock.turn()
    }
    return tally
  }

  async function* slices(selection: Selection): AsyncGenerator<readonly string[]> {
    if ('ids' in selection) {
      for (let start = 0; start < selection.ids.length; start += SLICE) yield selection.ids.slice(start, start + SLICE)
      return
    }
    yield* idSlices(uploads, selection.filter, SLICE)
  }

  /** "All" means all that can: in a filter, what cannot take the event is passed over without a word. */
  function tell(selection: Selection, event: UploadEvent, before: (upload: Upload) => void = () => {}): Promise<BulkOutcome> {
    return each(selection, (upload) => {
      const possible = canTake(upload, event.type)
      if (!possible && 'filter' in selection) return PASSED_OVER
      if (possible) before(upload)
      const result = records.apply(upload.id, event)
      // Only when it is stored: what was taken back still runs.
      if (result.ok && !RUNNING.has(result.upload.state)) journal.afterCommit(() => void scheduler.abort(upload.id))
      return result.ok ? null : result.refusal
    })
  }

  /** What a person said about the host’s copy; without a word, an unfinished one goes and a finished one stays. */
  function abandonRemote(upload: Upload, wish?: Ending['remote']): void {
    // Asked for and never answered: it may be there, and without an id nothing can delete it.
    if (upload.remoteId === null && upload.uploadUrl === null && 'askedAt' in upload.remote) records.note(upload.id, 'orphaned')
    const finished = COMPLETE.has(upload.state) || upload.sentAt !== null
    if (wish === 'delete' || (wish === undefined && !finished)) abandon(upload)
  }

  function claim(upload: Upload): void {
    records.amend(upload.id, { sessionId })
  }

  /** A row that was found as an end of the queue, unless it has gone elsewhere since. */
  function stillThere(row: Upload | null): Upload | null {
    const now = row && records.get(row.id)
    return now?.position === row?.position && now?.priority === row?.priority ? now : null
  }

  return {
    pause: (selection: Selection) => tell(selection, { type: 'pause' }),
    resume: (selection: Selection) => tell(selection, { type: 'resume' }, claim),
    retry: (selection: Selection) => tell(selection, { type: 'retry' }, claim),
    giveUp: (selection: Selection) => tell(selection, { type: 'giveUp' }),
    /** Where the caller wants to wait, answers when hosts have answered to the deletions. `signal` ends that wait. */
    cancel: (ending: Ending, signal: AbortSignal = closing): Promise<EndingOutcome> =>
      deletions.during({ waitMs: ending.waitMs, signal }, (followed) =>
        tell(ending, { type: 'cancel' }, (upload) => {
          followed.add(upload)
          abandonRemote(upload, ending.remote)
        }),
      ),

    /** Takes uploads off the list. Running ones are cancelled; receipts stay. Waits as `cancel` does. */
    remove: (ending: Ending, signal: AbortSignal = closing): Promise<EndingOutcome> =>
      deletions.during({ waitMs: ending.waitMs, signal }, (followed) =>
        each(ending, (upload) => {
          if (!isPossible('remove', upload.state)) return failure('queue.refused', { state: upload.state, event: 'remove' })
          followed.add(upload)
          abandonRemote(upload, ending.remote)
          records.delete([upload])
          journal.afterCommit(() => void scheduler.abort(upload.id))
          return null
        }),
      ),

    /** Asks the host about videos now. What it never said, or no longer says, is asked for again. */
    refresh: (selection: Selection) =>
      each(selection, (upload) => {
        const askable = upload.remoteId !== null && (upload.state === 'processing' || upload.state === 'done')
        if (askable) records.amend(upload.id, { pollAt: clock.now() })
        if (askable) return null
        return 'filter' in selection ? PASSED_OVER : failure('queue.refused', { state: upload.state, event: 'refresh' })
      }),

    /** Sends the file as it is now from the beginning; what the host has of the old version is deleted there. */
    async startOver(selection: Selection): Promise<BulkOutcome> {
      const identities = new Map<string, Upload['identity'] | Failure>()
      for await (const ids of slices(selection)) {
        for (const id of ids) {
          const upload = records.get(id)
          if (upload) identities.set(id, upload.kind === 'import' ? upload.identity : await identify(upload.path))
          unlessClosing(closing)
        }
      }
      return each(selection, (upload) => {
        if (!canTake(upload, 'startOver') && 'filter' in selection) return PASSED_OVER
        const identity = identities.get(upload.id)
        if (!identity || 'code' in identity) return identity ?? failure('queue.unknown', { id: upload.id })
        if (canTake(upload, 'startOver')) abandon(upload)
        claim(upload)
        const result = records.apply(upload.id, { type: 'startOver', identity })
        return result.ok ? null : result.refusal
      })
    },

    /** Starts over once the file has stayed the same for a while; what it is then is found out by looking. */
    whenQuiet: (selection: Selection) =>
      each(selection, (upload) => {
        if (!canDo('whenQuiet', upload)) {
          return 'filter' in selection ? PASSED_OVER : failure('queue.refused', { state: upload.state, event: 'whenQuiet' })
        }
        abandon(upload)
        claim(upload)
        const waiting = untilQuiet(upload.path, settings.get(), clock.now())
        const result = records.apply(upload.id, { type: 'startOver', identity: upload.identity, waiting })
        return result.ok ? null : result.refusal
      }),

    /** Puts uploads, in the order given, at an end of the queue or before another; they take its priority. */
    async move({ ids, to }: { readonly ids: readonly string[]; readonly to: Parsed<'queue.move'>['to'] }): Promise<BulkOutcome> {
      const ask = (): Upload | null =>
        typeof to === 'string' ? uploads.edge(to === 'top' ? 'first' : 'last', ids) : records.get(to.before)
      let anchor = ask()
      if (typeof to === 'object' && (!anchor || ids.includes(to.before))) {
        throw new FailureError(failure('queue.unknown', { id: to.before }))
      }
      if (!anchor) return { changed: 0, refused: 0, refusals: [] }
      const places = createPlaces(uploads, ids.length)
      // Each place is found as it is taken: in between others are added, moved and removed.
      return each({ ids }, (upload) => {
        anchor = stillThere(anchor) ?? ask()
        if (!anchor) return typeof to === 'string' ? null : failure('queue.unknown', { id: to.before })
        const position = to === 'bottom' ? places.atEnd() : places.before(anchor.position)
        records.amend(upload.id, { position, priority: anchor.priority })
        return null
      })
    },

    prioritise: (ids: readonly string[], priority: Priority): Promise<BulkOutcome> =>
      each({ ids: [...ids] }, (upload) => {
        records.amend(upload.id, { priority })
        return null
      }),

    /** Every upload of an account that would run into the same refusal stops with it, keeping its progress. */
    async stopAccount(accountId: string, problem: Failure): Promise<void> {
      for (;;) {
        const rows = uploads.ofAccount(accountId, ['queued', 'waiting', 'processing'], SLICE)
        if (rows.length === 0) return
        journal.transaction(() => {
          for (const row of rows) records.apply(row.id, { type: 'fail', failure: problem })
        })
        await clock.turn()
        unlessClosing(closing)
      }
    },

    /** The account was mended: what stopped because of it goes on. */
    async releaseAccount(accountId: string): Promise<void> {
      const rows = uploads.ofAccount(accountId, ['needs-attention'], Number.MAX_SAFE_INTEGER)
      const ids = rows.filter((row) => row.failure?.code.startsWith('account.')).map((row) => row.id)
      if (ids.length > 0) await tell({ ids }, { type: 'retry' })
    },

    /** The way to the hosts was changed: what had none goes on. */
    async releaseNetwork(): Promise<void> {
      const rows = uploads.inStates(['needs-attention', 'waiting'], Number.MAX_SAFE_INTEGER)
      const ids = rows.filter((row) => NO_WAY.has((row.failure ?? row.waiting?.failure)?.code ?? '')).map((row) => row.id)
      if (ids.length > 0) await tell({ ids }, { type: 'retry' })
    },
  }

  async function identify(path: string): Promise<Upload['identity'] | Failure> {
    try {
      return await files.identify(path)
    } catch (caught) {
      return failureFrom(caught)
    }
  }
}
