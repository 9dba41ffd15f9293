/**
 * @file History as the rest of Reelay sees it: figures of days, pages of what has ended, and sending something again. Lists go
 * through the journal in slices, so that nothing waits for them.
 */

import { REMOVED_ACCOUNT } from '../../contract/account-name.ts'
import { primaryAction } from '../../contract/actions.ts'
import { utcOffsetAt } from '../../contract/day.ts'
import { FailureError, failure } from '../../contract/errors.ts'
import type { AddOutcome } from '../../contract/outcomes.ts'
import type { PastDay, PastDays, PastPage, PastUpload } from '../../contract/past-upload.ts'
import { phrase } from '../../contract/phrase.ts'
import type { Parsed } from '../../contract/requests.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { shield } from '../detach.ts'
import type { Files } from '../ports/files.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock, Log } from '../ports.ts'
import type { Queue } from '../queue/queue.ts'
import { canTake } from '../queue/transition.ts'
import { thumbnailText } from '../thumbnails/clip.ts'
import { normalizeKey, textOf } from './cursor.ts'
import { createDayCount } from './day-count.ts'
import type { PastFilter, PastHead, PastKey, PastRow } from './past-store.ts'

/** Entries that are read between two turns: about three milliseconds. */
const SCAN = 2_000
const PUBLISH_MS = 500

export type History = ReturnType<typeof createHistory>

export function createHistory({
  journal,
  accounts,
  files,
  queue,
  thumbnailId,
  clock,
  log,
  publish,
}: {
  journal: Pick<Journal, 'past' | 'uploads'>
  accounts: Pick<Accounts, 'find'>
  files: Pick<Files, 'identify'>
  queue: () => Pick<Queue, 'add' | 'commands'>
  thumbnailId: (text: string) => string
  clock: Clock
  log: Log
  publish: (changed: { readonly revision: number }) => void
}) {
  const { past } = journal
  let revision = 0
  let isArmed = false

  /** With the name that its account has today, or had when the upload ended, and its thumbnail. */
  function shown({ file, ...entry }: PastRow): PastUpload {
    const account = accounts.find(entry.accountId)
    const { kind, path, sizeBytes } = entry
    const version = file && thumbnailText({ kind, path, location: file.location, identity: { sizeBytes, mtimeNs: file.mtimeNs } })
    const accountName = account?.name ?? (entry.accountName || REMOVED_ACCOUNT)
    return { ...entry, accountName, provider: account?.provider ?? entry.provider, thumbnail: version && thumbnailId(version) }
  }

  /**
   * Calls `visit` with what is found, newest first, in slices, until it answers false.
   *
   * @param scan entries of the next slice, found or not
   */
  async function find(
    filter: PastFilter,
    signal: AbortSignal,
    visit: (heads: readonly PastHead[]) => boolean,
    { from = null, scan = () => SCAN }: { readonly from?: PastKey | null; readonly scan?: () => number } = {},
  ): Promise<void> {
    for (let after = from; ; ) {
      const { heads, next } = past.find(filter, after, scan())
      if (!visit(heads) || next === null) return
      after = next
      await clock.turn()
      signal.throwIfAborted()
    }
  }

  async function searchedDays(filter: PastFilter, signal: AbortSignal): Promise<readonly PastDay[]> {
    const count = createDayCount()
    await find(filter, signal, (heads) => {
      for (const head of heads) count.add(head)
      return true
    })
    return count.days()
  }

  /** One more than asked for, which says whether there is more. */
  async function headsOf(
    { offset, limit, ...filter }: Parsed<'history.page'>,
    from: PastKey | null,
    signal: AbortSignal,
  ): Promise<readonly PastHead[]> {
    const found: PastHead[] = []
    let passed = 0
    const missing = (): number => offset - passed + limit + 1 - found.length
    // Where every entry is found, no more are read than are missing.
    const isEvery = filter.search === '' && filter.accountId === undefined && filter.result === undefined
    const scan = (): number => (isEvery ? Math.min(SCAN, missing()) : SCAN)
    function visit(heads: readonly PastHead[]): boolean {
      const skipped = Math.min(offset - passed, heads.length)
      passed += skipped
      found.push(...heads.slice(skipped, skipped + limit + 1 - found.length))
      return missing() > 0
    }
    await find(filter, signal, visit, { from, scan })
    return found
  }

  return {
    async days({ search: text, accountId }: Parsed<'history.days'>, signal: AbortSignal): Promise<PastDays> {
      const asked = revision
      const days = text === '' ? past.days(accountId) : await searchedDays({ search: text, accountId }, signal)
      const now = clock.now()
      return { revision: asked, total: past.count(), days, now, utcOffset: utcOffsetAt(now) }
    },

    /** @throws FailureError `input.invalid` when `after` is none that was answered */
    async page(input: Parsed<'history.page'>, signal: AbortSignal): Promise<PastPage> {
      const after = input.after === undefined ? null : normalizeKey(input.after)
      const isInside = after === null || input.to === undefined || after.day <= input.to
      const heads = await headsOf(input, isInside ? after : null, signal)
      const given = heads.slice(0, input.limit)
      const last = given.at(-1)
      const rows = past.read(given.map(({ id }) => id)).map(shown)
      return { rows, next: heads.length > given.length && last ? textOf(last) : null }
    },

    /**
     * The path of the file of an entry, which is there.
     *
     * @throws FailureError `queue.notInHistory`, `host.unsupported` for a link, `file.missing`, or why the drive does not answer
     */
    async fileOf(id: number): Promise<string> {
      const entry = past.get(id)
      if (!entry) throw new FailureError(failure('queue.notInHistory'))
      if (entry.kind === 'import')
        throw new FailureError(failure('host.unsupported', { reason: phrase('It is copied from a link.') }))
      await files.identify(entry.path)
      return entry.path
    },

    /**
     * Sends something again, to the same account with what was asked for then: its row goes on where there is one that can, from the
     * beginning where that is what its failure calls for; else the file is added anew.
     *
     * @throws FailureError `queue.notInHistory`, `queue.linkForgotten`, and why the file cannot be added
     */
    async sendAgain({ id }: Parsed<'history.sendAgain'>): Promise<{ readonly uploadId: string }> {
      const entry = past.get(id)
      if (!entry) throw new FailureError(failure('queue.notInHistory'))
      const row = journal.uploads.get(entry.uploadId)
      if (row && canTake(row, 'retry')) {
        // What its host could not process, or is another file by now, has to be sent from the beginning.
        const again = primaryAction(row) === 'startOver' ? 'startOver' : 'retry'
        const { refusals } = await queue().commands[again]({ ids: [row.id] })
        const [refusal] = refusals
        if (refusal) throw new FailureError(refusal.failure)
        return { uploadId: row.id }
      }
      if (entry.kind === 'import') throw new FailureError(failure('queue.linkForgotten', { name: entry.name }))
      const outcome = await queue().add({
        paths: [entry.path],
        destination: { account: entry.accountId },
        ...(entry.title === null ? {} : { title: entry.title }),
        options: entry.options,
        metadata: entry.metadata,
        again: true,
        startOver: false,
      })
      return { uploadId: takenFrom(outcome) }
    },

    /** Something was kept, or is not any more. */
    noteChange(): void {
      revision += 1
      if (isArmed) return
      isArmed = true
      clock.after(PUBLISH_MS, () => {
        isArmed = false
        shield(() => publish({ revision }), log, 'a change of History could not be published')
      })
    },
  }
}

function takenFrom({ added, resumed, rejected, leftOut }: AddOutcome): string {
  const [uploadId] = [...added, ...resumed]
  if (uploadId !== undefined) return uploadId
  const [problem] = [...rejected, ...leftOut]
  throw new FailureError(problem?.failure ?? failure('queue.notInHistory'))
}
