/** @file The bulk action of each task verb: what it does with the rows of a slice. */
import { type Failure, failure, failureFrom } from '../../../contract/errors/errors.ts'
import { canDo } from '../../../contract/queue/actions.ts'
import type { Selection } from '../../../contract/queue/selection.ts'
import type { TaskVerb } from '../../../contract/queue/task.ts'
import { RUNNING, type UploadState } from '../../../contract/queue/upload.ts'
import type { Ending } from '../../../contract/requests.ts'
import { throwIfClosing } from '../../closing.ts'
import { isStoppedByMismatch, mismatchOf } from '../../offload/expectation.ts'
import { untilStable } from '../attempt/until-stable.ts'
import type { Abandoned } from '../jobs/cleaner.ts'
import { NOT_TRACKED, type TrackedUploads } from '../jobs/deletion-tracker.ts'
import type { Scheduler } from '../jobs/scheduler.ts'
import { notPossible } from '../not-possible.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import { canTake, type UploadEvent } from '../transition.ts'
import type { Amendment, Upload } from '../upload.ts'
import type { Moving } from './moving.ts'
import { type BulkAction, oneByOne, type RowOutcome, SKIPPED, type TaskRequest } from './task.ts'

/** States whose remote upload is complete: it is not deleted with the row. */
const COMPLETE = new Set(['processing', 'done'])

export type BulkActions = ReturnType<typeof createBulkActions>

interface Deps extends Pick<QueueDeps, 'journal' | 'files' | 'settings' | 'clock' | 'closing' | 'sessionId'> {
  readonly records: Records
  readonly scheduler: Pick<Scheduler, 'abort'>
  readonly abandon: (remote: Abandoned) => void
  readonly moving: Moving['moving']
}

export function createBulkActions(deps: Deps) {
  const { journal, records, files, settings, clock, closing, scheduler, sessionId, abandon, moving } = deps
  /** What a person resumes is sent by this session. */
  const claimed = { sessionId }

  return { actionFor, abandonRemote }

  /** Applies an event. With a filter, rows that cannot take the event are skipped; listed rows that cannot are refused. */
  function applyingEvent(
    { selection }: TaskRequest,
    event: UploadEvent,
    {
      before = () => {},
      also = {},
      isMeant = () => true,
    }: {
      /** Called with the rows that can take the event, before it is applied. */
      before?: (uploads: readonly Upload[], taskId: string) => void
      also?: Amendment
      /** Whether a row that matches a filter is to be changed. */
      isMeant?: (upload: Upload) => boolean
    } = {},
  ): BulkAction {
    return {
      apply(rows, taskId) {
        const isWanted = (upload: Upload): boolean => !('filter' in selection) || isMeant(upload)
        const able = rows.filter((upload) => canTake(upload, event.type) && isWanted(upload))
        before(able, taskId)
        const indexes = new Map(able.map(({ id }, index) => [id, index]))
        const applied = records.applyAll(able, event, also)
        journal.afterCommit(() => {
          // Only after the commit: after a rollback the row still runs.
          for (const result of applied) if (result.ok && !RUNNING.has(result.upload.state)) void scheduler.abort(result.upload.id)
        })
        return rows.map(({ id, state }) => {
          const index = indexes.get(id)
          if (index === undefined) return refusal(selection, state, event.type)
          const result = applied[index]
          return result?.ok === false ? result.refusal : null
        })
      },
    }
  }

  /** The outcome of a row that cannot take the event. */
  function refusal(selection: Selection, state: UploadState, event: string): RowOutcome {
    return 'filter' in selection ? SKIPPED : notPossible(state, event)
  }

  /** Deletes the remote upload or keeps it, as requested; by default an unfinished one is deleted and a finished one is kept. */
  function abandonRemote(upload: Upload, remote?: Ending['remote']): void {
    // A creation request without an answer: a video may exist, and without its id it cannot be deleted.
    if (upload.remoteId === null && upload.uploadUrl === null && 'askedAt' in upload.remote) records.note(upload.id, 'orphaned')
    const isComplete = COMPLETE.has(upload.state) || upload.sentAt !== null
    if (remote === 'delete' || (remote === undefined && !isComplete)) abandon(upload)
  }

  /** Sends the file as it is now from the first byte; what the host has of the old version is deleted. */
  function startingOver({ selection }: TaskRequest): BulkAction {
    let identities = new Map<string, Upload['identity'] | Failure>()
    return {
      async prepare(rows) {
        identities = new Map()
        for (const { id, kind, identity, path } of rows) {
          identities.set(id, kind === 'import' ? identity : await identify(path))
          throwIfClosing(closing)
        }
      },
      apply: (rows) =>
        rows.map((upload) => {
          if ('filter' in selection && (!canTake(upload, 'startOver') || needsDecision(upload))) return SKIPPED
          const identity = identities.get(upload.id)
          if (!identity || 'code' in identity) return identity ?? failure('queue.unknown', { id: upload.id })
          if (canTake(upload, 'startOver')) abandon(upload)
          records.amend(upload.id, claimed)
          const result = records.apply(upload.id, { type: 'startOver', identity })
          return result.ok ? null : result.refusal
        }),
    }
  }

  /** Starts over once the file is stable; the attempt reads its identity then. */
  function waitingUntilQuiet({ selection }: TaskRequest): BulkAction {
    return oneByOne((upload) => {
      if (!canDo('whenQuiet', upload)) return refusal(selection, upload.state, 'whenQuiet')
      abandon(upload)
      records.amend(upload.id, claimed)
      const waiting = untilStable(upload.path, settings.get(), clock.now())
      const result = records.apply(upload.id, { type: 'startOver', identity: upload.identity, waiting })
      return result.ok ? null : result.refusal
    })
  }

  /** What can be undone is deleted at its host only after the undo period. */
  function cancelling(input: TaskRequest, tracked: TrackedUploads): BulkAction {
    return applyingEvent(
      input,
      { type: 'cancel' },
      {
        before(uploads, taskId) {
          if (input.undoable) {
            journal.removed.copy(
              taskId,
              uploads.map(({ id }) => id),
            )
            return
          }
          for (const upload of uploads) {
            tracked.add(upload)
            abandonRemote(upload, input.remote)
          }
        },
      },
    )
  }

  /** Removes uploads from the list. Running attempts are aborted; receipts stay. */
  function removing({ remote, undoable = false }: TaskRequest, tracked: TrackedUploads): BulkAction {
    return {
      apply(rows, taskId) {
        if (undoable) records.removeUndoably(taskId, rows)
        else {
          for (const upload of rows) {
            tracked.add(upload)
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

  /** Polls videos now, also those that are not polled any more. */
  function refreshing({ selection }: TaskRequest): BulkAction {
    return {
      apply(rows) {
        const canPoll = ({ remoteId, state }: Upload): boolean =>
          remoteId !== null && (state === 'processing' || state === 'done')
        records.amendAll(rows.filter(canPoll), { pollAt: clock.now() })
        return rows.map((upload) => (canPoll(upload) ? null : refusal(selection, upload.state, 'refresh')))
      },
    }
  }

  function prioritising({ priority = 0 }: TaskRequest): BulkAction {
    return {
      apply(rows) {
        records.amendAll(rows, { priority })
        return rows.map(() => null)
      },
    }
  }

  /** The action of a verb. @param tracked for a caller that waits for the deletions at hosts */
  function actionFor(verb: TaskVerb, input: TaskRequest, tracked: TrackedUploads = NOT_TRACKED): BulkAction {
    switch (verb) {
      case 'pause':
      case 'giveUp':
        return applyingEvent(input, { type: verb })
      case 'resume':
      case 'sendAsIs':
        return applyingEvent(input, { type: verb }, { also: claimed })
      case 'retry':
        return applyingEvent(
          input,
          { type: verb },
          {
            also: claimed,
            // Its retry would read the whole file.
            isMeant: (upload) => !isStoppedByMismatch(upload),
          },
        )
      case 'cancel':
        return cancelling(input, tracked)
      case 'remove':
        return removing(input, tracked)
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

  async function identify(path: string): Promise<Upload['identity'] | Failure> {
    try {
      return await files.identify(path)
    } catch (caught) {
      return failureFrom(caught)
    }
  }
}

/** Whether the file differs from the offload: only a person who chooses this very upload may send it again. */
function needsDecision(upload: Upload): boolean {
  return mismatchOf(upload) !== null && upload.state !== 'cancelled'
}
