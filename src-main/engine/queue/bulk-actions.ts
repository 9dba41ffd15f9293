/** @file What each verb does to the rows of a slice. */

import { canDo } from '../../contract/actions.ts'
import { type Failure, failure, failureFrom } from '../../contract/errors.ts'
import type { Ending } from '../../contract/requests.ts'
import type { Selection } from '../../contract/selection.ts'
import type { TaskVerb } from '../../contract/task.ts'
import { RUNNING, type UploadState } from '../../contract/upload.ts'
import { throwIfClosing } from '../closing.ts'
import { isStoppedByMismatch, mismatchOf } from '../offload/judging.ts'
import type { Files } from '../ports/files.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { Abandoned } from './cleaner.ts'
import type { TrackedUploads } from './deletion-tracker.ts'
import type { Moving } from './moving.ts'
import { notPossible } from './not-possible.ts'
import type { Records } from './records.ts'
import type { Scheduler } from './scheduler.ts'
import { type BulkAction, oneByOne, type RowOutcome, SKIPPED, type TaskRequest } from './task.ts'
import { canTake, type UploadEvent } from './transition.ts'
import { untilStable } from './until-stable.ts'
import type { Amendment, Upload } from './upload.ts'

/** States whose remote upload is finished or still needed: it is never deleted by removing the row. */
const COMPLETE = new Set(['processing', 'done'])

export type BulkActions = ReturnType<typeof createBulkActions>

/** Creates the act of every verb. */
export function createBulkActions({
  journal,
  records,
  files,
  settings,
  clock,
  closing,
  scheduler,
  sessionId,
  abandon,
  moving,
}: {
  journal: Journal
  records: Records
  files: Files
  settings: SettingsStore
  clock: Clock
  closing: AbortSignal
  scheduler: Pick<Scheduler, 'abort'>
  sessionId: string
  abandon: (what: Abandoned) => void
  moving: Moving['moving']
}) {
  const claimed = { sessionId }

  return { actionFor, abandonRemote }

  /** In a filter, "all" means all that can take the event: others are neither changed nor refused. */
  function applyingEvent(
    { selection }: TaskRequest,
    event: UploadEvent,
    {
      before = () => {},
      also = {},
      isMeant = () => true,
    }: {
      /** With those that can take it. */
      before?: (uploads: readonly Upload[], taskId: string) => void
      also?: Amendment
      /** Of those in a filter. */
      isMeant?: (upload: Upload) => boolean
    } = {},
  ): BulkAction {
    return {
      apply(rows, taskId) {
        const isWanted = (upload: Upload): boolean => !('filter' in selection) || isMeant(upload)
        const able = rows.filter((upload) => canTake(upload, event.type) && isWanted(upload))
        before(able, taskId)
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

  /** Each was meant that is named; of a description only those that can. */
  function refusal(selection: Selection, state: UploadState, event: string): RowOutcome {
    return 'filter' in selection ? SKIPPED : notPossible(state, event)
  }

  /** Deletes the remote upload if a person asked for it; by default an unfinished one is deleted and a finished one stays. */
  function abandonRemote(upload: Upload, wish?: Ending['remote']): void {
    // Asked for and never answered: it may be there, and without an id nothing can delete it.
    if (upload.remoteId === null && upload.uploadUrl === null && 'askedAt' in upload.remote) records.note(upload.id, 'orphaned')
    const finished = COMPLETE.has(upload.state) || upload.sentAt !== null
    if (wish === 'delete' || (wish === undefined && !finished)) abandon(upload)
  }

  /** Sends the file as it is now from the beginning; what the host has of the old version is deleted there. */
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
          if ('filter' in selection && (!canTake(upload, 'startOver') || isToBeDecided(upload))) return SKIPPED
          const identity = identities.get(upload.id)
          if (!identity || 'code' in identity) return identity ?? failure('queue.unknown', { id: upload.id })
          if (canTake(upload, 'startOver')) abandon(upload)
          records.amend(upload.id, claimed)
          const result = records.apply(upload.id, { type: 'startOver', identity })
          return result.ok ? null : result.refusal
        }),
    }
  }

  /** Starts over once the file has stayed the same for a while; the attempt reads its identity then. */
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

  /** Where it can be undone, what is at hosts is deleted when the time for that is over. */
  function cancelling(input: TaskRequest, followed: TrackedUploads): BulkAction {
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
            followed.add(upload)
            abandonRemote(upload, input.remote)
          }
        },
      },
    )
  }

  /** Takes uploads off the list. Running ones are cancelled; receipts stay. */
  function removing({ remote, undoable = false }: TaskRequest, followed: TrackedUploads): BulkAction {
    return {
      apply(rows, taskId) {
        if (undoable) records.removeUndoably(taskId, rows)
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

  /** Asks the provider about videos now, also where polling had ended. */
  function refreshing({ selection }: TaskRequest): BulkAction {
    return {
      apply(rows) {
        const isAskable = ({ remoteId, state }: Upload): boolean =>
          remoteId !== null && (state === 'processing' || state === 'done')
        records.amendAll(rows.filter(isAskable), { pollAt: clock.now() })
        return rows.map((upload) => (isAskable(upload) ? null : refusal(selection, upload.state, 'refresh')))
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

  /** @param followed where the caller waits for the deletions */
  function actionFor(verb: TaskVerb, input: TaskRequest, followed: TrackedUploads = { add() {} }): BulkAction {
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
            // Trying it again reads the whole file.
            isMeant: (upload) => !isStoppedByMismatch(upload),
          },
        )
      case 'cancel':
        return cancelling(input, followed)
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

  async function identify(path: string): Promise<Upload['identity'] | Failure> {
    try {
      return await files.identify(path)
    } catch (caught) {
      return failureFrom(caught)
    }
  }
}

/** It is not what was offloaded, and only a person who means this very file may send it again. */
function isToBeDecided(upload: Upload): boolean {
  return mismatchOf(upload) !== null && upload.state !== 'cancelled'
}
