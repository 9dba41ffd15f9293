/** @file The commands on uploads: on one, many, or all that match a filter. */
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import type { BulkOutcome, EndingOutcome } from '../../contract/queue/outcomes.ts'
import type { Selection } from '../../contract/queue/selection.ts'
import type { TaskVerb } from '../../contract/queue/task.ts'
import type { StateGroup } from '../../contract/queue/upload.ts'
import type { Ending, Parsed } from '../../contract/requests.ts'
import { throwIfClosing } from '../closing.ts'
import type { DeletionTracker } from './jobs/deletion-tracker.ts'
import type { QueueDeps } from './queue-deps.ts'
import type { Records } from './records.ts'
import type { BulkActions } from './tasks/bulk-actions.ts'
import type { Moving } from './tasks/moving.ts'
import { inSlices } from './tasks/slices.ts'
import type { Tasks } from './tasks/tasks.ts'
import { canTake } from './transition.ts'
import type { Upload } from './upload.ts'

/** Failures that a change of the proxy or of the trusted certificates may resolve. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  'network.proxy',
  'network.proxyAuth',
  'network.proxyUnusable',
  'network.behindProxy',
  'network.tls',
])

const NOTHING_CHANGED: BulkOutcome = { changed: 0, refused: 0, refusals: [] }

interface Deps extends Pick<QueueDeps, 'journal' | 'clock' | 'closing' | 'sessionId'> {
  readonly records: Records
  /** Runs every job loop, because something may be able to start. */
  readonly pump: () => void
  readonly actions: BulkActions
  readonly edge: Moving['edge']
  readonly deletions: Pick<DeletionTracker, 'during'>
  readonly tasks: Pick<Tasks, 'run' | 'walk'>
  readonly idsInOrder: (selection: Selection) => Promise<readonly string[]>
}

export function createCommands(deps: Deps) {
  const { journal, records, clock, closing, pump, sessionId, edge, deletions, tasks, idsInOrder } = deps
  const { actionFor, abandonRemote } = deps.actions
  const { uploads } = journal

  const run =
    (verb: TaskVerb) =>
    ({ task, ...selection }: Selection & { readonly task?: string | undefined }): Promise<BulkOutcome> =>
      tasks.run(verb, { selection }, actionFor(verb, { selection }), task)

  /**
   * With `waitMs`, resolves when the hosts have answered to the deletions; `signal` ends that wait. What can be undone is deleted at its
   * host only after the undo period, which no caller waits for.
   */
  const ending =
    (verb: 'cancel' | 'remove') =>
    ({ waitMs, task, remote, undoable = false, ...selection }: Ending, signal: AbortSignal = closing): Promise<EndingOutcome> => {
      const input = { selection, remote, undoable }
      return deletions.during({ waitMs: undoable ? undefined : waitMs, signal }, (tracked) =>
        tasks.run(verb, input, actionFor(verb, input, tracked), task),
      )
    }

  return {
    actionFor,
    abandonRemote,
    pause: run('pause'),
    resume: run('resume'),
    retry: run('retry'),
    giveUp: run('giveUp'),
    startOver: run('startOver'),
    whenQuiet: run('whenQuiet'),
    sendAsIs: run('sendAsIs'),
    refresh: run('refresh'),

    cancel: ending('cancel'),
    remove: ending('remove'),

    /**
     * Moves uploads, in the order of the listed ids or in queue order, to an end of the queue or before another upload, whose priority
     * they get.
     *
     * @throws FailureError `queue.unknown` when that other upload does not exist or is one of those
     */
    async move({ to, task, ...selection }: Parsed<'queue.move'>): Promise<BulkOutcome> {
      // Checked first: it may be removed while the ids are read.
      const isThere = typeof to === 'string' || records.get(to.before) !== null
      const ids = 'ids' in selection ? selection.ids : await idsInOrder(selection)
      if (typeof to === 'object' && (!isThere || ids.includes(to.before))) {
        throw new FailureError(failure('queue.unknown', { id: to.before }))
      }
      if (ids.length === 0) return NOTHING_CHANGED
      const input = { selection: { ids: [...ids] }, to }
      if (typeof to === 'string' && !edge(to === 'top' ? 'first' : 'last', new Set(ids))) return NOTHING_CHANGED
      return tasks.run('move', input, actionFor('move', input), task)
    },

    prioritise({ priority, task, ...selection }: Parsed<'queue.prioritise'>): Promise<BulkOutcome> {
      const input = { selection, priority }
      return tasks.run('prioritise', input, actionFor('prioritise', input), task)
    },

    /** Stops every upload of an account that would meet the same refusal, with this failure; its progress is kept. */
    async stopAccount(accountId: string, problem: Failure): Promise<void> {
      const slice = (size: number): boolean => {
        const rows = uploads.ofAccount(accountId, ['queued', 'waiting', 'processing'], size)
        if (rows.length > 0) journal.transaction(() => records.applyAll(rows, { type: 'fail', failure: problem }))
        return rows.length > 0
      }
      await inSlices(clock, slice, () => throwIfClosing(closing))
    },

    /** The account can be used again: retries what stopped because of it. */
    releaseAccount: (accountId: string): Promise<void> =>
      retryAll(['attention'], (row) => row.accountId === accountId && row.failure?.code.startsWith('account.') === true),

    /** The proxy or the certificates were changed: retries uploads that had no connection because of them. */
    releaseNetwork: (): Promise<void> =>
      retryAll(['attention', 'waiting'], (row) => NO_CONNECTION.has((row.failure ?? row.waiting?.failure)?.code ?? '')),
  }

  async function retryAll(groups: readonly StateGroup[], isMeant: (upload: Upload) => boolean): Promise<void> {
    for (const group of groups) {
      await tasks.walk({ filter: { group, search: '' } }, (rows) => {
        const able = rows.filter((upload) => isMeant(upload) && canTake(upload, 'retry'))
        if (able.length > 0) records.applyAll(able, { type: 'retry' }, { sessionId })
      })
    }
    pump()
  }
}
