/** @file What a person can ask of uploads: one, many, or all that a filter shows. */
import { canDo } from '../../contract/actions.ts'
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import type { BulkOutcome, EndingOutcome } from '../../contract/outcomes.ts'
import type { Ending, Parsed, Removal } from '../../contract/requests.ts'
import type { Selection } from '../../contract/selection.ts'
import type { TaskVerb } from '../../contract/task.ts'
import { RUNNING, type StateGroup, type UploadState } from '../../contract/upload.ts'
import { unlessClosing } from '../closing.ts'
import type { Files } from '../ports/files.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { OrderKey } from './bulk-store.ts'
import type { Abandoned } from './cleaner.ts'
import type { DeletionNews, Followed } from './deletions.ts'
import type { Amendment, Records } from './records.ts'
import type { Scheduler } from './scheduler.ts'
import { createSliceSize } from './slices.ts'
import { createSortKeys } from './sort-keys.ts'
import { type Act, type Outcome, PASSED_OVER, type TaskInput } from './task.ts'
import type { Tasks } from './tasks.ts'
import { canTake, type UploadEvent } from './transition.ts'
import { untilStable } from './until-stable.ts'
import type { Upload } from './upload.ts'

const SLICE = 100

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

const NOTHING_CHANGED: BulkOutcome = { changed: 0, refused: 0, refusals: [] }

/** Without `undoable` it is for good. */
type Removing = Ending & Partial<Pick<Removal, 'undoable'>>

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
  tasks,
  idsInOrder,
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
  tasks: Pick<Tasks, 'run' | 'walk'>
  idsInOrder: (selection: Selection) => Promise<readonly string[]>
}) {
  const { uploads } = journal

  /** "All" means all that can: in a filter, what cannot take the event is passed over without a word. */
  function telling(
    { selection }: TaskInput,
    event: UploadEvent,
    { before = () => {}, also = {} }: { before?: (upload: Upload) => void; also?: Amendment } = {},
  ): Act {
    return {
      apply(rows) {
        const able = rows.filter((upload) => canTake(upload, event.type))
        for (const upload of able) before(upload)
        const taken = new Map(able.map(({ id }, index) => [id, index]))
        const applied = records.applyAll(able, event, also)
        journal.afterCommit(() => {
          // Only when it is stored: what was taken back still runs.
          for (const result of applied) if (result.ok && !RUNNING.has(result.upload.state)) void scheduler.abort(result.upload.id)
        })
        return rows.map(({ id, state }) => {
          const index = taken.get(id)
          if (index === undefined) return refusal(selection, state, event.type)
          const result = applied[index]
          return result?.ok === false ? result.refusal : null
        })
      },
    }
  }

  /** One by one, where what is done to a row depends on those before it. */
  const oneByOne = (act: (upload: Upload) => Outcome): Act => ({ apply: (rows) => rows.map(act) })

  /** Each was meant that is named; of a description only those that can. */
  const refusal = (selection: Selection, state: UploadState, event: string): Outcome =>
    'filter' in selection ? PASSED_OVER : failure('queue.refused', { state, event })

  /** What a person said about the host’s copy; without a word, an unfinished one goes and a finished one stays. */
  function abandonRemote(upload: Upload, wish?: Ending['remote']): void {
    // Asked for and never answered: it may be there, and without an id nothing can delete it.
    if (upload.remoteId === null && upload.uploadUrl === null && 'askedAt' in upload.remote) records.note(upload.id, 'orphaned')
    const finished = COMPLETE.has(upload.state) || upload.sentAt !== null
    if (wish === 'delete' || (wish === undefined && !finished)) abandon(upload)
  }

  const claimed = { sessionId }

  /** The first or last row in queue order that is not among those that are moved. */
  function edge(end: 'first' | 'last', moved: ReadonlySet<string>): Upload | null {
    let key: OrderKey | null = { priority: end === 'first' ? 1 : -1, position: null }
    while (key !== null) {
      const part = journal.bulk.fromEnd(end, key, SLICE)
      const other = part.ids.find((id) => !moved.has(id))
      if (other !== undefined) return records.get(other)
      key = part.next
    }
    return null
  }

  function moving({ selection, to = 'bottom' }: TaskInput): Act {
    const ids = 'ids' in selection ? selection.ids : []
    const moved = new Set(ids)
    const ask = (): Upload | null =>
      typeof to === 'string' ? edge(to === 'top' ? 'first' : 'last', moved) : records.get(to.before)
    const locations = createSortKeys(uploads, ids.length)
    let anchor: Upload | null = null
    // Each place is found as it is taken: in between others are added, moved and removed.
    return oneByOne((upload) => {
      anchor = stillThere(anchor) ?? ask()
      if (!anchor) return typeof to === 'string' ? null : failure('queue.unknown', { id: to.before })
      const position = to === 'bottom' ? locations.atEnd() : locations.before(anchor.position)
      records.amend(upload.id, { position, priority: anchor.priority })
      return null
    })
  }

  /** A row that was found as an end of the queue, unless it has gone elsewhere since. */
  function stillThere(row: Upload | null): Upload | null {
    const now = row && records.get(row.id)
    return now?.position === row?.position && now?.priority === row?.priority ? now : null
  }

  /** Sends the file as it is now from the beginning; what the host has of the old version is deleted there. */
  function startingOver({ selection }: TaskInput): Act {
    let identities = new Map<string, Upload['identity'] | Failure>()
    return {
      async prepare(rows) {
        identities = new Map()
        for (const { id, kind, identity, path } of rows) {
          identities.set(id, kind === 'import' ? identity : await identify(path))
          unlessClosing(closing)
        }
      },
      apply: (rows) =>
        rows.map((upload) => {
          if (!canTake(upload, 'startOver') && 'filter' in selection) return PASSED_OVER
          const identity = identities.get(upload.id)
          if (!identity || 'code' in identity) return identity ?? failure('queue.unknown', { id: upload.id })
          if (canTake(upload, 'startOver')) abandon(upload)
          records.amend(upload.id, claimed)
          const result = records.apply(upload.id, { type: 'startOver', identity })
          return result.ok ? null : result.refusal
        }),
    }
  }

  /** Starts over once the file has stayed the same for a while; what it is then is found out by looking. */
  const waitingUntilQuiet = ({ selection }: TaskInput): Act =>
    oneByOne((upload) => {
      if (!canDo('whenQuiet', upload)) return refusal(selection, upload.state, 'whenQuiet')
      abandon(upload)
      records.amend(upload.id, claimed)
      const waiting = untilStable(upload.path, settings.get(), clock.now())
      const result = records.apply(upload.id, { type: 'startOver', identity: upload.identity, waiting })
      return result.ok ? null : result.refusal
    })

  /** Takes uploads off the list. Running ones are cancelled; receipts stay. */
  function removing({ remote, undoable = false }: TaskInput, followed: Followed): Act {
    return {
      apply(rows, taskId) {
        if (undoable) records.takeAway(taskId, rows)
        else {
          for (const upload of rows) {
            followed.add(upload)
            abandonRemote(upload, remote)
          }
          records.delete(rows)
        }
        journal.afterCommit(() => {
          for (const { id } of rows) void scheduler.abort(id)
        })
        return rows.map(() => null)
      },
    }
  }

  /** Asks the host about videos now. What it never said, or no longer says, is asked for again. */
  function refreshing({ selection }: TaskInput): Act {
    return {
      apply(rows) {
        const isAskable = ({ remoteId, state }: Upload): boolean =>
          remoteId !== null && (state === 'processing' || state === 'done')
        records.amendAll(rows.filter(isAskable), { pollAt: clock.now() })
        return rows.map((upload) => (isAskable(upload) ? null : refusal(selection, upload.state, 'refresh')))
      },
    }
  }

  const prioritising = ({ priority = 0 }: TaskInput): Act => ({
    apply(rows) {
      records.amendAll(rows, { priority })
      return rows.map(() => null)
    },
  })

  /** @param followed where the caller waits for the deletions */
  function actFor(verb: TaskVerb, input: TaskInput, followed: Followed = { add() {} }): Act {
    switch (verb) {
      case 'pause':
      case 'giveUp':
        return telling(input, { type: verb })
      case 'resume':
      case 'retry':
        return telling(input, { type: verb }, { also: claimed })
      case 'cancel':
        return telling(
          input,
          { type: verb },
          {
            before(upload) {
              followed.add(upload)
              abandonRemote(upload, input.remote)
            },
          },
        )
      case 'remove':
        return removing(input, followed)
      case 'startOver':
        return startingOver(input)
      case 'whenQuiet':
        return waitingUntilQuiet(input)
      case 'refresh':
        return refreshing(input)
      case 'prioritise':
        return prioritising(input)
      case 'move':
        return moving(input)
    }
  }

  type Simple = Selection & { readonly task?: string | undefined }
  const run =
    (verb: TaskVerb) =>
    ({ task, ...selection }: Simple): Promise<BulkOutcome> =>
      tasks.run(verb, { selection }, actFor(verb, { selection }), task)

  return {
    actFor,
    abandonRemote,
    pause: run('pause'),
    resume: run('resume'),
    retry: run('retry'),
    giveUp: run('giveUp'),
    startOver: run('startOver'),
    whenQuiet: run('whenQuiet'),
    refresh: run('refresh'),

    /** Where the caller wants to wait, answers when hosts have answered to the deletions. `signal` ends that wait. */
    cancel: ({ waitMs, task, remote, ...selection }: Ending, signal: AbortSignal = closing): Promise<EndingOutcome> =>
      deletions.during({ waitMs, signal }, (followed) =>
        tasks.run('cancel', { selection, remote }, actFor('cancel', { selection, remote }, followed), task),
      ),

    /** Waits as `cancel` does; what can be undone is deleted at its host afterwards, which nobody waits for. */
    remove(
      { waitMs, task, remote, undoable = false, ...selection }: Removing,
      signal: AbortSignal = closing,
    ): Promise<EndingOutcome> {
      const input = { selection, remote, undoable }
      return deletions.during({ waitMs: undoable ? undefined : waitMs, signal }, (followed) =>
        tasks.run('remove', input, actFor('remove', input, followed), task),
      )
    },

    /** Puts uploads, in the order given or as they are, at an end of the queue or before another; they take its priority. */
    async move({ to, task, ...selection }: Parsed<'queue.move'>): Promise<BulkOutcome> {
      // Before anything else: it may be removed in the meantime.
      const isThere = typeof to === 'string' || records.get(to.before) !== null
      const ids = 'ids' in selection ? selection.ids : await idsInOrder(selection)
      if (typeof to === 'object' && (!isThere || ids.includes(to.before))) {
        throw new FailureError(failure('queue.unknown', { id: to.before }))
      }
      if (ids.length === 0) return NOTHING_CHANGED
      const input = { selection: { ids: [...ids] }, to }
      if (typeof to === 'string' && !edge(to === 'top' ? 'first' : 'last', new Set(ids))) return NOTHING_CHANGED
      return tasks.run('move', input, moving(input), task)
    },

    prioritise({ priority, task, ...selection }: Parsed<'queue.prioritise'>): Promise<BulkOutcome> {
      const input = { selection, priority }
      return tasks.run('prioritise', input, prioritising(input), task)
    },

    /** Every upload of an account that would run into the same refusal stops with it, keeping its progress. */
    async stopAccount(accountId: string, problem: Failure): Promise<void> {
      const size = createSliceSize()
      for (;;) {
        const startedAt = performance.now()
        const rows = uploads.ofAccount(accountId, ['queued', 'waiting', 'processing'], size.rows)
        if (rows.length === 0) return
        journal.transaction(() => records.applyAll(rows, { type: 'fail', failure: problem }))
        size.took(performance.now() - startedAt)
        await clock.turn()
        unlessClosing(closing)
      }
    },

    /** The account was mended: what stopped because of it goes on. */
    releaseAccount: (accountId: string): Promise<void> =>
      retryAll(['attention'], (row) => row.accountId === accountId && row.failure?.code.startsWith('account.') === true),

    /** The way to the hosts was changed: what had none goes on. */
    releaseNetwork: (): Promise<void> =>
      retryAll(['attention', 'waiting'], (row) => NO_WAY.has((row.failure ?? row.waiting?.failure)?.code ?? '')),
  }

  async function retryAll(groups: readonly StateGroup[], isMeant: (upload: Upload) => boolean): Promise<void> {
    for (const group of groups) {
      await tasks.walk({ filter: { group, search: '' } }, (rows) => {
        const able = rows.filter((upload) => isMeant(upload) && canTake(upload, 'retry'))
        if (able.length > 0) records.applyAll(able, { type: 'retry' }, claimed)
      })
    }
    pump()
  }

  async function identify(path: string): Promise<Upload['identity'] | Failure> {
    try {
      return await files.identify(path)
    } catch (caught) {
      return failureFrom(caught)
    }
  }
}
