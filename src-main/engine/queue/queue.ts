/** @file The queue as the rest of Reelay sees it. */

import type { AccountView } from '../../contract/account.ts'
import type { ActivityNow } from '../../contract/activity.ts'
import { codeFrom, FailureError, failure } from '../../contract/errors.ts'
import type { QueueCause, QueueDrive, QueuePage } from '../../contract/outcomes.ts'
import { phrase } from '../../contract/phrase.ts'
import type { Grouping } from '../../contract/queue-groups.ts'
import type { Parsed } from '../../contract/requests.ts'
import type { QueueFilter } from '../../contract/selection.ts'
import type { UploadDetails, UploadView } from '../../contract/upload.ts'
import { uploadLogText } from '../../contract/upload-log-text.ts'
import { detach, settle, shield } from '../detach.ts'
import { redact } from '../redact.ts'
import { HISTORY_LINES } from './history-lines.ts'
import { readImportList } from './import-list.ts'
import type { QueueDeps } from './queue-deps.ts'
import { createQueueParts } from './queue-parts.ts'
import { LONGEST_WAIT_MS } from './retry.ts'
import { knownCount } from './selecting.ts'

/** Causes that are told of. */
const MOST_CAUSES = 50

export type Queue = ReturnType<typeof createQueue>

/** Creates the queue with all its parts; nothing runs before `start`. */
export function createQueue(deps: QueueDeps) {
  const { journal, clock } = deps
  const parts = createQueueParts(deps)
  const { records, views, broadcast, transfers, resting, commands, tasks, log, pump } = parts
  const { scheduler, importer, poller, cleaner, facts, retention, leaving, drives } = parts

  return {
    commands,
    tasks,
    measure: parts.measure.measure,
    paths: parts.measure.paths,
    add: parts.add,
    previewAdd: parts.previewAdd.preview,
    /** A file that was looked at before it is added, by the id that it got then. */
    previewed: parts.previewAdd.clip,
    port: parts.queuePort,
    importLinks: parts.imports.add,
    readLinks: (text: string) => readImportList(text, clock.turn),
    update: async (input: Parsed<'queue.update'>, signal: AbortSignal): Promise<UploadView> =>
      views.row(await parts.update(input, signal)),

    /** Accounts were added, renamed or removed: rows are found by the names that they have now. */
    storeAccountNames: (list: readonly Pick<AccountView, 'id' | 'name'>[]): void =>
      shield(
        () => {
          if (journal.uploads.storeAccountNames(list)) records.batches.accountsNamed()
        },
        log,
        'names of accounts could not be stored',
      ),

    /** The account was mended: what stopped because of it goes on. */
    async releaseAccount(accountId: string): Promise<void> {
      poller.release(accountId)
      cleaner.release(accountId)
      importer.release(accountId)
      await commands.releaseAccount(accountId)
    },

    /** A drive answers again: what waits for one goes on now. */
    driveAnswered(): void {
      detach(drives.driveAnswered(), log, 'what waited for a drive could not go on')
      facts.reader.rescan()
    },

    /** A request for an account failed, whichever part of Reelay sent it. */
    noteFailure: resting.noteFailure,

    /** Puts right what the last process left behind, and begins. */
    start(): void {
      const recovered = records.recover()
      if (recovered > 0) log.info(`${recovered} uploads were running when Reelay ended`)
      journal.moveWaits({ now: clock.now(), byMs: 0, longestMs: LONGEST_WAIT_MS })
      // A one-off run tries at once, so that its caller learns why nothing can be sent.
      if (parts.scope === null) resting.recall(journal.uploads)
      scheduler.start()
      importer.start()
      poller.start()
      cleaner.start()
      // A one-off run reads what it sends, and no more.
      if (parts.scope === null) facts.reader.start()
      // A one-off run also finishes tasks of other processes: none must stay half done.
      tasks.start(commands.actionFor)
      retention.start()
      // A one-off run leaves the list as it is: its caller follows the rows.
      if (parts.scope === null) leaving.start()
      if (parts.scope === null) parts.queueWaits.start()
      detach(drives.start(), log, 'drives that uploads wait for could not be looked for')
    },

    /** The settings keep history for another time than before. */
    retentionChanged: retention.sweepNow,

    /** The settings let finished uploads leave the queue, or no longer. */
    leavingChanged: leaving.changed,

    pump,

    /** How fast it goes, by account, and went in the last minutes. */
    speed(): Omit<ActivityNow, 'at'> {
      const accounts = new Map<string, { uploads: number; bytesPerSecond: number }>()
      for (const [id, { accountId }] of transfers.all()) {
        const known = accounts.get(accountId) ?? { uploads: 0, bytesPerSecond: 0 }
        accounts.set(accountId, { uploads: known.uploads + 1, bytesPerSecond: known.bytesPerSecond + transfers.rateOf(id) })
      }
      return {
        bytesPerSecond: transfers.totalRate(),
        accounts: [...accounts].map(([accountId, speed]) => ({ accountId, ...speed })),
        samples: parts.rates.list(),
      }
    },

    /** Paths of the files that are being sent. */
    sending: (): readonly string[] => [...transfers.all()].flatMap(([id]) => records.get(id)?.path ?? []),

    /** The machine is about to sleep. Settles when nothing runs any more; the rows say so at once. */
    suspend: parts.suspend.suspend,

    /** The machine woke up. Repeated calls count once. */
    resume: parts.suspend.resume,

    /** The wall clock was set: waits stay as long as they were meant to be. */
    clockMoved(byMs: number): void {
      log.info(`the clock was set by ${Math.round(byMs / 1_000)} s`)
      transfers.clockMoved()
      if (records.halted) return
      journal.moveWaits({ now: clock.now(), byMs, longestMs: LONGEST_WAIT_MS })
      resting.clockMoved(byMs)
      for (const part of [poller, importer, cleaner]) part.clockMoved(byMs)
      pump()
      broadcast.reordered()
    },

    page(filter: QueueFilter, offset: number, limit: number): QueuePage {
      const rows = journal.uploads.page(filter, offset, limit).map(views.row)
      const total = knownCount(records, filter) ?? journal.uploads.count(filter)
      return { revision: broadcast.revision, total, offset, rows, summary: views.summary(records), grouped: null }
    },

    /** The same in groups: the offset and the limit count headers and clips. */
    async pageInGroups(filter: QueueFilter, grouping: Grouping, offset: number, limit: number): Promise<QueuePage> {
      const { rows, total, ...grouped } = await parts.groups.page(filter, grouping, offset, limit)
      const { revision } = broadcast
      const shown = rows.map(views.row)
      return { revision, total, offset, rows: shown, summary: views.summary(records), grouped }
    },

    /** The figures of some groups as they are now. */
    groups: parts.groups.groups,

    /** Why uploads need a person, most of them first. */
    causes: (): readonly QueueCause[] =>
      journal.uploads.causes(MOST_CAUSES).flatMap(({ example, ...cause }) => {
        const code = codeFrom(cause.code)
        return code === null ? [] : { ...cause, code, example: views.row(example) }
      }),

    /**
     * The path of a file that is there.
     *
     * @throws FailureError `queue.unknown`, `host.unsupported` for a link, `file.missing`, or why the drive does not answer
     */
    async fileOf(id: string): Promise<string> {
      const { kind, path } = records.require(id)
      if (kind === 'import') throw new FailureError(failure('host.unsupported', { reason: phrase('It is copied from a link.') }))
      await deps.files.identify(path)
      return path
    },

    /** The drives that files of the queue are on, with the names of those that are mounted. */
    async drives(): Promise<readonly QueueDrive[]> {
      const mounted = await deps.volumes.list()
      return journal.uploads.drives().map((id) => ({
        id,
        name: mounted.find((volume) => volume.id === id || volume.own?.fileSystem === id)?.label ?? null,
      }))
    },

    /** @throws FailureError `queue.unknown` */
    details(id: string): UploadDetails {
      return {
        upload: views.row(records.require(id)),
        history: journal.uploads.history(id, HISTORY_LINES),
        receipt: journal.receipts.ofUpload(id),
      }
    },

    /** What happened to an upload in technical detail, without secrets. @throws FailureError `queue.unknown` */
    logOf(id: string): string {
      const upload = views.row(records.require(id))
      const lines = uploadLogText(upload, journal.uploads.history(id, HISTORY_LINES), deps.uploadLogs.read(id), clock.now())
      return redact(deps.known.redactKnown(lines))
    },

    /**
     * Settles when remote uploads that nobody needs have been dealt with, as far as the hosts can be reached now: also those
     * of attempts that are still ending.
     */
    async cleanedUp(): Promise<void> {
      await Promise.all(transfers.disowned().map((id) => transfers.get(id)?.ended))
      await cleaner.idle()
    },

    /** Stops everything in good order; afterwards the journal is true and nothing runs. */
    async close(): Promise<void> {
      if (parts.scope === null) parts.queueWaits.close()
      tasks.close()
      parts.reachability.close()
      drives.close()
      parts.wake.close()
      facts.reader.stop()
      resting.close()
      const ending = [scheduler.close(), importer.close(), poller.close(), retention.close(), leaving.close()]
      await Promise.all(ending.map((part) => settle(part, log, 'a part of the queue did not end in good order')))
      await cleaner.close()
      if (!records.halted) broadcast.flush()
    },
  }
}
