/** @file Follows what one command leads to be deleted at hosts, so that it can answer when that has ended. */
import type { Failure } from '../../contract/errors.ts'
import type { Deletions } from '../../contract/outcomes.ts'
import type { Clock } from '../ports.ts'
import type { Cleanup } from './cleanup-store.ts'
import type { Upload } from './upload.ts'

const MOST_PROBLEMS = 100

/** How a deletion ended: the history has a line of the same name. */
export type DeletionEnd = 'terminated' | 'kept' | 'undeleted'

interface Deletion {
  readonly uploadId: string
  readonly accountId: string
  end: DeletionEnd | null
  /** Why the last try did not delete it. */
  problem: Failure | null
}

/** The uploads of one command. */
export interface TrackedUploads {
  /** Call before the running attempt of the upload is aborted. */
  add(upload: Upload): void
}

const NOT_TRACKED: TrackedUploads = { add() {} }

export type DeletionTracker = ReturnType<typeof createDeletionTracker>

export function createDeletionTracker({
  clock,
  attemptOf,
  work,
}: {
  clock: Clock
  /** Settles when nothing runs any more that may still make something at the host for this upload. */
  attemptOf: (upload: Upload) => Promise<void> | undefined
  /** Begins to delete what is due, also where uploads are not sent. */
  work: () => void
}) {
  const commands = new Set<ReturnType<typeof createFollowing>>()

  function createFollowing() {
    const uploads = new Set<string>()
    const attempts: Promise<void>[] = []
    const deletions = new Map<string, Deletion>()
    let unanswered = 0
    let onAnswered = (): void => {}

    function answer(cleanup: Cleanup, answered: Partial<Deletion>): void {
      const deletion = deletions.get(cleanup.id)
      if (deletion) note(deletion, answered)
    }

    function note(deletion: Deletion, answered: Partial<Deletion>): void {
      if (isUnanswered(deletion)) unanswered -= 1
      Object.assign(deletion, answered)
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
      answer,
      nothingDue(reasonOf: (accountId: string) => Failure | null): void {
        if (unanswered === 0) return
        for (const deletion of deletions.values()) {
          const problem = isUnanswered(deletion) ? reasonOf(deletion.accountId) : null
          if (problem) note(deletion, { problem })
        }
      },
      /** Resolves when every deletion was tried or cannot be for now, and none can follow. */
      async tried(): Promise<void> {
        await Promise.all(attempts)
        work()
        if (unanswered > 0) await new Promise<void>((resolve) => (onAnswered = resolve))
      },
      outcome: (): Deletions => outcomeOf([...deletions.values()]),
    }
  }

  return {
    begun: (cleanup: Cleanup): void => commands.forEach((command) => void command.begun(cleanup)),
    ended: (cleanup: Cleanup, end: DeletionEnd): void => commands.forEach((command) => void command.answer(cleanup, { end })),
    postponed: (cleanup: Cleanup, problem: Failure): void =>
      commands.forEach((command) => void command.answer(cleanup, { problem })),
    /**
     * No deletion is due: those that are left will not be answered soon where there is a reason not to use their account.
     */
    nothingDue: (reasonOf: (accountId: string) => Failure | null): void =>
      commands.forEach((command) => void command.nothingDue(reasonOf)),

    /**
     * Runs a command and waits until hosts have answered to every deletion that it leads to, yet no longer than `waitMs`
     * after it, and not for hosts that are not asked for now; what has no end by then goes on by itself. Without `waitMs`
     * nothing is waited for.
     */
    async during<T>(
      { waitMs, signal }: { readonly waitMs: number | undefined; readonly signal: AbortSignal },
      command: (followed: TrackedUploads) => Promise<T>,
    ): Promise<T & { readonly deletions: Deletions | null }> {
      if (waitMs === undefined) return { ...(await command(NOT_TRACKED)), deletions: null }
      const following = createFollowing()
      commands.add(following)
      try {
        const result = await command(following)
        await within(following.tried(), waitMs, signal)
        return { ...result, deletions: following.outcome() }
      } finally {
        commands.delete(following)
      }
    },
  }

  /** Until it settles, the time is over, or nobody waits any more. */
  async function within(work: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
    let end = (): void => {}
    const over = new Promise<void>((resolve) => {
      end = resolve
    })
    const cancelTimer = clock.after(ms, end)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    await Promise.race([work, over])
    cancelTimer()
    signal.removeEventListener('abort', end)
  }
}

const isUnanswered = ({ end, problem }: Deletion): boolean => end === null && problem === null

/** By upload: one that was begun anew may have several things at its host. */
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
    if (problem && problems.length < MOST_PROBLEMS) problems.push({ id, failure: problem })
  }
  return { ...counts, problems }
}
