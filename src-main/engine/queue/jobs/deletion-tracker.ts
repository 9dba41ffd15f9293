/** @file Tracks the deletions at hosts that a command leads to, so that the command can wait for them and report how they ended. */
import type { Failure } from '../../../contract/errors/errors.ts'
import type { Deletions } from '../../../contract/queue/outcomes.ts'
import type { Clock } from '../../ports.ts'
import type { Upload } from '../upload.ts'
import type { Cleanup } from './cleanup-store.ts'

const MAX_PROBLEMS = 100

/** How a deletion ended; the history event of the upload has the same name. */
export type DeletionEnd = 'terminated' | 'kept' | 'undeleted'

interface Deletion {
  readonly uploadId: string
  readonly accountId: string
  end: DeletionEnd | null
  /** Why the last attempt failed. */
  problem: Failure | null
}

/** The uploads of a command whose deletions are tracked. */
export interface TrackedUploads {
  /** Call before the running attempt of the upload is aborted. */
  add(upload: Upload): void
}

export const NOT_TRACKED: TrackedUploads = { add() {} }

export type DeletionTracker = ReturnType<typeof createDeletionTracker>

interface Deps {
  readonly clock: Clock
  /** Resolves when the running attempt of an upload, which may still create something at the host, has ended. */
  readonly attemptOf: (upload: Upload) => Promise<void> | undefined
  /** Starts to delete what is due, even where the loops are not started. */
  readonly deleteDue: () => void
}

export function createDeletionTracker({ clock, attemptOf, deleteDue }: Deps) {
  const commands = new Set<ReturnType<typeof createCommand>>()

  function createCommand() {
    const uploads = new Set<string>()
    const attempts: Promise<void>[] = []
    const deletions = new Map<string, Deletion>()
    let unanswered = 0
    let onAnswered = (): void => {}

    function update(deletion: Deletion | undefined, change: Partial<Pick<Deletion, 'end' | 'problem'>>): void {
      if (!deletion) return
      if (isUnanswered(deletion)) unanswered -= 1
      Object.assign(deletion, change)
      if (unanswered === 0) onAnswered()
    }

    return {
      add(upload: Upload): void {
        uploads.add(upload.id)
        const attempt = attemptOf(upload)
        if (attempt !== undefined) attempts.push(attempt)
      },
      begun({ id, uploadId, accountId }: Cleanup): void {
        if (!uploads.has(uploadId)) return
        deletions.set(id, { uploadId, accountId, end: null, problem: null })
        unanswered += 1
      },
      update: ({ id }: Cleanup, change: Parameters<typeof update>[1]): void => update(deletions.get(id), change),
      nothingDue(reasonOf: (accountId: string) => Failure | null): void {
        if (unanswered === 0) return
        for (const deletion of deletions.values()) {
          const problem = isUnanswered(deletion) ? reasonOf(deletion.accountId) : null
          if (problem) update(deletion, { problem })
        }
      },
      /** Resolves when every deletion was attempted or cannot be attempted now, and no other can follow. */
      async attempted(): Promise<void> {
        await Promise.all(attempts)
        deleteDue()
        if (unanswered > 0) await new Promise<void>((resolve) => (onAnswered = resolve))
      },
      outcome: (): Deletions => outcomeOf([...deletions.values()]),
    }
  }

  return {
    begun(cleanup: Cleanup): void {
      for (const command of commands) command.begun(cleanup)
    },
    ended(cleanup: Cleanup, end: DeletionEnd): void {
      for (const command of commands) command.update(cleanup, { end })
    },
    postponed(cleanup: Cleanup, problem: Failure): void {
      for (const command of commands) command.update(cleanup, { problem })
    },
    /** No deletion is due now: deletions of accounts that cannot be used, for a reason, are not waited for. */
    nothingDue(reasonOf: (accountId: string) => Failure | null): void {
      for (const command of commands) command.nothingDue(reasonOf)
    },

    /**
     * Runs a command, then waits at most `waitMs` until hosts have answered to every deletion that it leads to, except at accounts that
     * cannot be used now. Deletions that have not ended by then continue in the background. Without `waitMs` it does not wait.
     *
     * @param signal ends the wait
     */
    async during<T>(
      { waitMs, signal }: { readonly waitMs: number | undefined; readonly signal: AbortSignal },
      run: (tracked: TrackedUploads) => Promise<T>,
    ): Promise<T & { readonly deletions: Deletions | null }> {
      if (waitMs === undefined) return { ...(await run(NOT_TRACKED)), deletions: null }
      const command = createCommand()
      commands.add(command)
      try {
        const result = await run(command)
        await within(command.attempted(), waitMs, signal)
        return { ...result, deletions: command.outcome() }
      } finally {
        commands.delete(command)
      }
    },
  }

  /** Resolves when the work settles, the time is over, or the signal aborts. */
  async function within(work: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    const cancelTimer = clock.after(ms, end)
    const onAbort = (): void => end()
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) end()
    await Promise.race([work, over])
    cancelTimer()
    signal.removeEventListener('abort', onAbort)
  }
}

const isUnanswered = ({ end, problem }: Deletion): boolean => end === null && problem === null

/** The counts by upload: one that was started over may have several remote uploads to delete. */
function outcomeOf(deletions: readonly Deletion[]): Deletions {
  const counts = { deleted: 0, kept: 0, undeleted: 0, open: 0 }
  const problems: { id: string; failure: Failure }[] = []
  for (const [id, parts] of Map.groupBy(deletions, ({ uploadId }) => uploadId)) {
    const open = parts.filter(({ end }) => end === null)
    if (open.length > 0) counts.open += 1
    else if (parts.some(({ end }) => end === 'undeleted')) counts.undeleted += 1
    else if (parts.some(({ end }) => end === 'kept')) counts.kept += 1
    else counts.deleted += 1
    const problem = parts.find((part) => part.problem !== null && part.end !== 'terminated')?.problem
    if (problem && problems.length < MAX_PROBLEMS) problems.push({ id, failure: problem })
  }
  return { ...counts, problems }
}
