/**
 * @file Queries of History (figures of days, pages of entries), and sending an entry again. Queries read the journal in slices, so
 * that they do not block the event loop.
 */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { PastDay, PastDays, PastPage, PastUpload } from '../../contract/history/past-upload.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { REMOVED_ACCOUNT } from '../../contract/messages/account-name.ts'
import { primaryAction } from '../../contract/queue/actions.ts'
import type { AddOutcome } from '../../contract/queue/outcomes.ts'
import type { Parsed } from '../../contract/requests.ts'
import { utcOffsetAt } from '../../contract/text/day.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { shield } from '../detach.ts'
import type { Files } from '../ports/files.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock, Log } from '../ports.ts'
import type { Queue } from '../queue/queue.ts'
import { canTake } from '../queue/transition.ts'
import { thumbnailText } from '../thumbnails/clip.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import { createDayCount } from './day-count.ts'
import type { PastCursor, PastFilter, PastHead, PastRow } from './past-store.ts'

/** Entries that are read between two turns of the event loop: about three milliseconds. */
const SLICE = 2_000
const PUBLISH_MS = 500

interface Deps {
  readonly journal: Pick<Journal, 'past' | 'uploads'>
  readonly accounts: Pick<Accounts, 'find'>
  readonly files: Pick<Files, 'identify'>
  readonly queue: () => Pick<Queue, 'add' | 'commands'>
  readonly thumbnailId: (text: string) => string
  readonly clock: Clock
  readonly log: Log
  readonly publish: (changed: { readonly revision: number }) => void
}

export function createHistory({ journal, accounts, files, queue, thumbnailId, clock, log, publish }: Deps) {
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
   * Calls `visit` with matching entries, newest first, in slices, until it returns false.
   *
   * @param scan number of entries to read for the next slice, matching or not
   */
  async function find(
    filter: PastFilter,
    signal: AbortSignal,
    visit: (heads: readonly PastHead[]) => boolean,
    { from = null, scan = () => SLICE }: { readonly from?: PastCursor | null; readonly scan?: () => number } = {},
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

  /** The entries of a page and one more, which shows that there is another page. */
  async function headsOf(
    { offset, limit, ...filter }: Parsed<'history.page'>,
    from: PastCursor | null,
    signal: AbortSignal,
  ): Promise<readonly PastHead[]> {
    const found: PastHead[] = []
    let passed = 0
    const missing = (): number => offset - passed + limit + 1 - found.length
    // Without a filter every entry matches, so no more are read than are missing.
    const isUnfiltered = filter.search === '' && filter.accountId === undefined && filter.result === undefined
    const scan = (): number => (isUnfiltered ? Math.min(SLICE, missing()) : SLICE)
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
      // Of before the scan, which other changes may overtake.
      const startRevision = revision
      const days = text === '' ? past.days(accountId) : await searchedDays({ search: text, accountId }, signal)
      const now = clock.now()
      return { revision: startRevision, total: past.count(), days, now, utcOffset: utcOffsetAt(now) }
    },

    /** @throws FailureError `input.invalid` when `after` is no cursor */
    async page(input: Parsed<'history.page'>, signal: AbortSignal): Promise<PastPage> {
      const after = input.after === undefined ? null : parseCursor(input.after)
      const isInRange = after === null || input.to === undefined || after.day <= input.to
      const heads = await headsOf(input, isInRange ? after : null, signal)
      const page = heads.slice(0, input.limit)
      const last = page.at(-1)
      const rows = past.read(page.map(({ id }) => id)).map(shown)
      return { rows, next: heads.length > page.length && last ? formatCursor(last) : null }
    },

    /**
     * The path of the file of an entry, if the file exists.
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
     * Sends an entry again, to the same account with the same options. If its row is still in the queue and can be retried, the row is
     * retried, from the start where its failure requires that; otherwise the file is added again.
     *
     * @throws FailureError `queue.notInHistory`, `queue.linkForgotten`, and why the file cannot be added
     */
    async sendAgain({ id }: Parsed<'history.sendAgain'>): Promise<{ readonly uploadId: string }> {
      const entry = past.get(id)
      if (!entry) throw new FailureError(failure('queue.notInHistory'))
      const row = journal.uploads.get(entry.uploadId)
      if (row && canTake(row, 'retry')) {
        // A video that its host could not process, or a file that has changed, has to be sent from the start.
        const action = primaryAction(row) === 'startOver' ? 'startOver' : 'retry'
        const { refusals } = await queue().commands[action]({ ids: [row.id] })
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
      return { uploadId: uploadIdFrom(outcome) }
    },

    /** Entries were added, changed or deleted. */
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

function uploadIdFrom({ added, resumed, rejected, leftOut }: AddOutcome): string {
  const [uploadId] = [...added, ...resumed]
  if (uploadId !== undefined) return uploadId
  const [problem] = [...rejected, ...leftOut]
  throw new FailureError(problem?.failure ?? failure('queue.notInHistory'))
}
