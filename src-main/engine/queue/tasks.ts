/**
 * @file Work on many uploads: in slices of bounded time, a transaction each, in which the journal also notes how far the work is.
 * So after whatever ends the process it goes on from there, and what a slice did is done once.
 */
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import type { BulkOutcome } from '../../contract/outcomes.ts'
import type { Selection } from '../../contract/selection.ts'
import { type TaskVerb, type TaskView, UNDO_MS } from '../../contract/task.ts'
import { unlessClosing } from '../closing.ts'
import { detach, shield } from '../detach.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock, Log } from '../ports.ts'
import { createInsisting } from './insisting.ts'
import { createLine } from './line.ts'
import type { Records } from './records.ts'
import { eachHead, knownTotal, partOf } from './selecting.ts'
import { createSliceSize } from './slices.ts'
import { type Act, type Entry, outcomeOf, PASSED_OVER, type Task, type TaskInput, taskFrom, viewOf } from './task.ts'
import type { Upload } from './upload.ts'

const MOST_REFUSALS = 100
/** How long it is shown that a task was stopped or failed. */
const SHOWN_MS = 10_000
const PUBLISH_MS = 100
/** While a task runs, what may go on because of it is looked for this often. */
const PUMP_MS = 100

/** How many rows are meant is not known yet. */
const UNCOUNTED = -1

export type Tasks = ReturnType<typeof createTasks>

export function createTasks({
  journal,
  records,
  clock,
  closing,
  log,
  pump,
  publish,
  giveUp,
}: {
  journal: Journal
  records: Records
  clock: Clock
  /** What was done until then stays, and the rest is done after the next start. */
  closing: AbortSignal
  log: Log
  /** Lets everything look for what may go on now. */
  pump: () => void
  publish: (tasks: readonly TaskView[]) => void
  /** An upload that was taken off the list cannot come back: what is at its host may go. */
  giveUp: (upload: Upload, wish: TaskInput['remote']) => void
}) {
  const entries = new Map<string, Entry>()
  /** Of tasks for a description. */
  const line = createLine()
  let cancelPublish: (() => void) | null = null
  const { insist, journalHealed } = createInsisting({ closing, log })

  function told(): void {
    cancelPublish ??= clock.after(PUBLISH_MS, () => {
      cancelPublish = null
      shield(() => publish(list()), log, 'how far tasks are could not be told')
    })
  }

  const list = (): readonly TaskView[] => [...entries.values()].filter(({ isShown }) => isShown).map(viewOf)

  function enter(task: Task, isStored: boolean): Entry {
    const entry: Entry = {
      task,
      state: 'running',
      failure: null,
      isShown: isStored,
      isStored,
      isToStop: false,
      leaveLine: () => {},
      ended: Promise.resolve(),
      cancelTimer: () => {},
    }
    entries.set(task.id, entry)
    return entry
  }

  function leave(entry: Entry): void {
    entry.cancelTimer()
    entries.delete(entry.task.id)
    if (entry.isShown) told()
  }

  /** Call within the transaction that it belongs to. */
  function store(entry: Entry, task: Task): void {
    const { asked: _, ...stored } = task
    if (entry.isStored) journal.tasks.advance(task.id, stored)
    else journal.tasks.add(stored)
    journal.afterCommit(() => {
      entry.isStored = true
      entry.task = task
    })
  }

  function removeStored(entry: Entry): void {
    if (entry.isStored) journal.tasks.remove(entry.task.id)
  }

  async function slices(entry: Entry, act: Act): Promise<BulkOutcome> {
    const refusals: { id: string; failure: Failure }[] = []
    const size = createSliceSize()
    let isFirst = true
    let pumpedAt = performance.now()
    for (;;) {
      const { task } = entry
      const { changed, refused } = task
      if (entry.isToStop) {
        journal.transaction(() => conclude(entry, task))
        entry.state = 'stopped'
        return { changed, refused, refusals }
      }
      // After the last slice nothing is left out: closing is no reason to say so.
      if (!isFirst) unlessClosing(closing, `${changed} uploads were changed before`)
      isFirst = false
      let startedAt = performance.now()
      const part = partOf(journal.bulk, task.asked.selection, task.place, size.rows)
      if (act.prepare) {
        await act.prepare(part.rows)
        startedAt = performance.now()
      }
      // What was asked for first is through, or was never asked for: a row may be another by now.
      const { rows, missing, next } = act.prepare ? { ...part, rows: journal.bulk.named(part.rows.map(({ id }) => id)) } : part
      const now = journal.transaction(() => {
        const outcomes = rows.length === 0 ? [] : act.apply(rows, task.id)
        const found = rows.flatMap(({ id }, index) => {
          const outcome = outcomes[index] ?? null
          return outcome === null || outcome === PASSED_OVER ? [] : { id, failure: outcome }
        })
        const fresh = [...found, ...missing.map((id) => ({ id, failure: failure('queue.unknown', { id }) }))]
        refusals.push(...fresh.slice(0, Math.max(0, MOST_REFUSALS - refusals.length)))
        const after: Task = {
          ...task,
          place: next ?? task.place,
          done: task.done + rows.length + missing.length,
          changed: task.changed + outcomes.filter((outcome) => outcome === null).length,
          refused: task.refused + fresh.length,
        }
        if (next === null) conclude(entry, after)
        else store(entry, after)
        return after
      })
      entry.task = next === null ? { ...now, total: now.done, undoUntil: entry.task.undoUntil, state: entry.task.state } : now
      size.took(performance.now() - startedAt)
      if (next === null) {
        pump()
        entry.state = 'done'
        await clock.turn()
        return { changed: now.changed, refused: now.refused, refusals }
      }
      if (performance.now() - pumpedAt > PUMP_MS) {
        pump()
        pumpedAt = performance.now()
      }
      await clock.turn()
      if (entry.task.total === UNCOUNTED && 'filter' in task.asked.selection) {
        const more = await eachHead({ bulk: journal.bulk, clock, signal: closing }, task.asked.selection, () => {}, next)
        entry.task = { ...entry.task, total: now.done + more }
      }
      entry.isShown = true
      told()
    }
  }

  /** The work is over: call within a transaction. What can be undone stays in the journal until the time for that is over. */
  function conclude(entry: Entry, task: Task): void {
    if (!task.asked.undoable) removeStored(entry)
    else store(entry, { ...task, state: 'undoable', undoUntil: clock.now() + UNDO_MS })
  }

  /** Runs it, and what follows its end. */
  function work(entry: Entry, act: Act): Promise<BulkOutcome> {
    const { selection } = entry.task.asked
    const isInLine = 'filter' in selection && !act.prepare
    const running = isInLine ? line.turnOf(entry).then(() => slices(entry, act)) : slices(entry, act)
    const own = running.then(
      (outcome) => {
        settle(entry)
        return outcome
      },
      (caught: unknown) => {
        fail(entry, caught)
        throw caught
      },
    )
    entry.ended = own.catch(() => {})
    if (isInLine) line.add(entry)
    return own
  }

  /** Answers when nothing of it runs any more. */
  async function stopped(entry: Entry): Promise<void> {
    entry.isToStop = true
    entry.leaveLine()
    await entry.ended
  }

  function settle(entry: Entry): void {
    if (entry.task.asked.undoable) keepUndoable(entry)
    else if (entry.state === 'done') leave(entry)
    else showForAWhile(entry)
  }

  function showForAWhile(entry: Entry): void {
    entry.isShown = true
    told()
    entry.cancelTimer = clock.after(SHOWN_MS, () => leave(entry))
  }

  /** What the journal could not keep is not gone on with by itself; while Reelay closes it is. */
  function fail(entry: Entry, caught: unknown): void {
    if (closing.aborted) {
      leave(entry)
      return
    }
    entry.state = 'failed'
    entry.failure = failureFrom(caught)
    entry.isShown = true
    told()
    detach(
      insist(entry, async () => endFailed(entry)),
      log,
      'a task that failed could not be ended',
    )
  }

  function endFailed(entry: Entry): void {
    journal.transaction(() => conclude(entry, entry.task))
    if (entry.task.asked.undoable) keepUndoable(entry)
    else showForAWhile(entry)
  }

  function keepUndoable(entry: Entry): void {
    entry.isShown = true
    told()
    const leftMs = (entry.task.undoUntil ?? 0) - clock.now()
    // By a clock that was set back it would be kept for as long.
    entry.cancelTimer = clock.after(Math.min(UNDO_MS, Math.max(0, leftMs)), () =>
      detach(
        insist(entry, () => finish(entry)),
        log,
        'what was removed could not be ended',
      ),
    )
  }

  /** The time for undoing is over. */
  async function finish(entry: Entry): Promise<void> {
    entry.cancelTimer()
    // Also where the journal refuses it for now: its time is over.
    entry.task = { ...entry.task, undoUntil: null }
    entry.isShown = false
    told()
    journal.transaction(() => store(entry, { ...entry.task, state: 'ending' }))
    const size = createSliceSize()
    for (;;) {
      unlessClosing(closing)
      const startedAt = performance.now()
      const rows = journal.removed.part(entry.task.id, size.rows)
      journal.transaction(() => {
        giveUpAll(entry, rows)
        if (rows.length === 0) journal.tasks.remove(entry.task.id)
      })
      if (rows.length === 0) return leave(entry)
      size.took(performance.now() - startedAt)
      await clock.turn()
    }
  }

  function giveUpAll(entry: Entry, rows: readonly Upload[]): void {
    if (rows.length === 0) return
    for (const upload of rows) giveUp(upload, entry.task.asked.remote)
    records.forget(rows)
  }

  async function goOn(entry: Entry, actFor: (verb: TaskVerb, asked: TaskInput) => Act): Promise<void> {
    const { state, verb, asked } = entry.task
    if (state === 'running') await work(entry, actFor(verb, asked))
    else if (state === 'undoing') await insist(entry, () => bringBack(entry))
    else await insist(entry, () => finish(entry))
  }

  async function bringBack(entry: Entry): Promise<number> {
    entry.cancelTimer()
    entry.state = 'undoing'
    entry.task = { ...entry.task, undoUntil: null }
    told()
    const total = journal.removed.count(entry.task.id)
    journal.transaction(() => store(entry, { ...entry.task, state: 'undoing', done: 0, total }))
    told()
    const size = createSliceSize()
    let restored = 0
    for (;;) {
      unlessClosing(closing, `${restored} uploads were brought back before`)
      const startedAt = performance.now()
      const back = journal.transaction(() => {
        const { left, ...result } = records.bringBack(entry.task.id, size.rows)
        giveUpAll(entry, left)
        const moved = result.restored + left.length
        if (moved === 0) journal.tasks.remove(entry.task.id)
        return { ...result, moved }
      })
      if (back.moved === 0) break
      restored += back.restored
      entry.task = { ...entry.task, done: Math.min(total, entry.task.done + back.moved) }
      size.took(performance.now() - startedAt)
      told()
      await clock.turn()
    }
    leave(entry)
    pump()
    return restored
  }

  return {
    list,

    /** Runs a task to its end, or until it is stopped. A second call with the same id ends as the first does. */
    run(verb: TaskVerb, asked: TaskInput, act: Act, id: string = crypto.randomUUID()): Promise<BulkOutcome> {
      const known = entries.get(id)
      if (known) return known.ended.then(() => outcomeOf(known, closing))
      const total = knownTotal(records, asked.selection) ?? UNCOUNTED
      const figures = { place: 0, total, done: 0, changed: 0, refused: 0 }
      const task: Task = {
        id,
        verb,
        asked,
        input: JSON.stringify(asked),
        state: 'running',
        ...figures,
        startedAt: clock.now(),
        undoUntil: null,
      }
      return work(enter(task, false), act)
    },

    /** @throws FailureError `queue.over` */
    async stop(id: string): Promise<TaskView> {
      const entry = entries.get(id)
      if (entry?.state !== 'running') throw new FailureError(failure('queue.over'))
      await stopped(entry)
      return viewOf(entry)
    },

    /** @throws FailureError `queue.over` */
    async undo(id: string): Promise<{ restored: number }> {
      const entry = entries.get(id)
      if (!entry || !viewOf(entry).canUndo) throw new FailureError(failure('queue.over'))
      await stopped(entry)
      if (entry.state === 'undoing') throw new FailureError(failure('queue.over'))
      const work = insist(entry, () => bringBack(entry))
      entry.ended = work.catch(() => {})
      return { restored: await work }
    },

    /** Goes on with what the last process left behind. */
    start(actFor: (verb: TaskVerb, asked: TaskInput) => Act): void {
      for (const stored of journal.tasks.list()) {
        if (entries.has(stored.id)) continue
        const task = taskFrom(stored)
        if (!task) {
          journal.tasks.remove(stored.id)
          continue
        }
        const entry = enter(task, true)
        if (stored.state === 'undoable') {
          entry.state = 'done'
          keepUndoable(entry)
        } else detach(goOn(entry, actFor), log, 'a task of the last run could not go on')
      }
    },

    /** Rows in slices, for work that is no task: nobody is told, and a new start begins anew. */
    async walk(selection: Selection, handle: (rows: readonly Upload[]) => void): Promise<void> {
      const size = createSliceSize()
      for (let place = 0; ; ) {
        const startedAt = performance.now()
        const { rows, next } = partOf(journal.bulk, selection, place, size.rows)
        if (rows.length > 0) journal.transaction(() => handle(rows))
        if (next === null) return
        place = next
        size.took(performance.now() - startedAt)
        await clock.turn()
        unlessClosing(closing)
      }
    },

    journalHealed,

    close(): void {
      for (const entry of entries.values()) entry.cancelTimer()
      cancelPublish?.()
    },
  }
}
