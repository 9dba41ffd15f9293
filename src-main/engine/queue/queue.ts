/** @file The public interface of the queue for the rest of the engine. */
import type { AccountView } from '../../contract/account.ts'
import { codeFrom, FailureError, failure } from '../../contract/errors/errors.ts'
import type { ActivityNow } from '../../contract/history/activity.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { QueueCause, QueueDrive, QueuePage } from '../../contract/queue/outcomes.ts'
import type { Grouping } from '../../contract/queue/queue-groups.ts'
import type { QueueFilter } from '../../contract/queue/selection.ts'
import type { UploadDetails, UploadView } from '../../contract/queue/upload.ts'
import { uploadLogText } from '../../contract/queue/upload-log-text.ts'
import type { Parsed } from '../../contract/requests.ts'
import { detach, settle, shield } from '../detach.ts'
import { redact } from '../redact.ts'
import { readImportList } from './adding/import-list.ts'
import { MAX_WAIT_MS } from './attempt/retry.ts'
import { HISTORY_LINES } from './history-lines.ts'
import type { QueueDeps } from './queue-deps.ts'
import { createQueueParts } from './queue-parts.ts'
import { knownCount } from './tasks/selecting.ts'

const MAX_CAUSES = 50

export type Queue = ReturnType<typeof createQueue>

/** Creates the queue with all its parts; nothing runs before `start`. */
export function createQueue(deps: QueueDeps) {
  const { journal, clock } = deps
  const parts = createQueueParts(deps)
  const { records, views, broadcast, transfers, resting, commands, tasks, log, pump } = parts
  const { scheduler, importer, poller, cleaner, facts, retention, finishedRemoval, drives } = parts

  return {
    commands,
    tasks,
    measure: parts.measure.measure,
    paths: parts.measure.paths,
    add: parts.add,
    previewAdd: parts.previewAdd.preview,
    /** A file of a preview, by the id that the preview returned for it. */
    previewed: parts.previewAdd.clip,
    port: parts.queuePort,
    importLinks: parts.imports.add,
    readLinks: (text: string) => readImportList(text, clock.turn),
    update: async (input: Parsed<'queue.update'>, signal: AbortSignal): Promise<UploadView> =>
      views.row(await parts.update(input, signal)),

    /** Accounts were added, renamed or removed: searches compare their current names. */
    storeAccountNames: (list: readonly Pick<AccountView, 'id' | 'name'>[]): void =>
      shield(
        () => {
          if (journal.uploads.storeAccountNames(list)) records.batches.accountsNamed()
        },
        log,
        'names of accounts could not be stored',
      ),

    /** The account was changed or can be used again: what stopped or was paused because of it continues. */
    async releaseAccount(accountId: string): Promise<void> {
      poller.release(accountId)
      cleaner.release(accountId)
      importer.release(accountId)
      await commands.releaseAccount(accountId)
    },

    /** A drive responds again: uploads that wait for one continue now. */
    driveAnswered(): void {
      detach(drives.driveAnswered(), log, 'what waited for a drive could not go on')
      facts.reader.rescan()
    },

    /** A request for an account failed, whichever part of the engine sent it. */
    noteFailure: resting.noteFailure,

    /** Recovers what the last process left running, and starts all loops. */
    start(): void {
      const recovered = records.recover()
      if (recovered > 0) log.info(`${recovered} uploads were running when Reelay ended`)
      journal.moveWaits({ now: clock.now(), byMs: 0, longestMs: MAX_WAIT_MS })
      // A one-off run makes an attempt even at a resting account, so that its caller learns why nothing can be sent.
      if (parts.scope === null) resting.restore(journal.uploads)
      scheduler.start()
      importer.start()
      poller.start()
      cleaner.start()
      // Also in a one-off run: no task of another process may stay half done.
      tasks.start(commands.actionFor)
      retention.start()
      if (parts.scope === null) {
        facts.reader.start()
        // Not in a one-off run, whose caller follows the rows.
        finishedRemoval.start()
        parts.queueWaits.start()
      }
      detach(drives.start(), log, 'drives that uploads wait for could not be looked for')
    },

    /** The setting for how long history is kept has changed. */
    retentionChanged: retention.sweepNow,

    /** The setting for removing finished uploads from the queue has changed. */
    finishedRemovalChanged: finishedRemoval.changed,

    pump,

    /** The current speed, by account, and the samples of the last minutes. */
    speed(): Omit<ActivityNow, 'at'> {
      const accounts = new Map<string, { uploads: number; bytesPerSecond: number }>()
      for (const [id, { accountId }] of transfers.all()) {
        const { uploads, bytesPerSecond } = accounts.get(accountId) ?? { uploads: 0, bytesPerSecond: 0 }
        accounts.set(accountId, { uploads: uploads + 1, bytesPerSecond: bytesPerSecond + transfers.rateOf(id) })
      }
      return {
        bytesPerSecond: transfers.totalRate(),
        accounts: [...accounts].map(([accountId, speed]) => ({ accountId, ...speed })),
        samples: parts.rates.list(),
      }
    },

    /** Paths of the files that are being sent. */
    sending: (): readonly string[] => [...transfers.all()].flatMap(([id]) => records.get(id)?.path ?? []),

    /** The machine is about to sleep. The rows change at once; resolves when all attempts have ended. */
    suspend: parts.suspend.suspend,

    /** The machine woke up. Repeated calls count once. */
    resume: parts.suspend.resume,

    /** The wall clock was set: waits keep their length. */
    clockMoved(byMs: number): void {
      log.info(`the clock was set by ${Math.round(byMs / 1_000)} s`)
      transfers.clockMoved()
      if (records.halted) return
      journal.moveWaits({ now: clock.now(), byMs, longestMs: MAX_WAIT_MS })
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

    /** A page of the queue in groups: offset and limit count the lines of headers and clips. */
    async pageInGroups(filter: QueueFilter, grouping: Grouping, offset: number, limit: number): Promise<QueuePage> {
      const { rows, total, ...grouped } = await parts.groups.page(filter, grouping, offset, limit)
      const { revision } = broadcast
      const shown = rows.map(views.row)
      return { revision, total, offset, rows: shown, summary: views.summary(records), grouped }
    },

    /** The current headers of some groups. */
    groups: parts.groups.groups,

    /** Why uploads need a person, by account and failure, most uploads first. */
    causes: (): readonly QueueCause[] =>
      journal.uploads.causes(MAX_CAUSES).flatMap(({ example, ...cause }) => {
        const code = codeFrom(cause.code)
        return code === null ? [] : { ...cause, code, example: views.row(example) }
      }),

    /**
     * The path of the file of an upload, which exists at this moment.
     *
     * @throws FailureError `queue.unknown`, `host.unsupported` for a link, or `file.*` when the file cannot be read
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
        name: mounted.find((volume) => volume.id === id || volume.fileSystem?.id === id)?.label ?? null,
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

    /** The technical log of an upload as text, without secrets. @throws FailureError `queue.unknown` */
    logOf(id: string): string {
      const upload = views.row(records.require(id))
      const lines = uploadLogText(upload, journal.uploads.history(id, HISTORY_LINES), deps.uploadLogs.read(id), clock.now())
      return redact(deps.known.redactKnown(lines))
    },

    /**
     * Resolves when all due deletions at hosts were attempted, also those of attempts that are still ending. What cannot be deleted now
     * stays in the journal.
     */
    async cleanedUp(): Promise<void> {
      await Promise.all(transfers.disowned().map((id) => transfers.get(id)?.ended))
      await cleaner.idle()
    },

    /** Stops everything; afterwards nothing runs, and the journal has the final figures and states. */
    async close(): Promise<void> {
      if (parts.scope === null) parts.queueWaits.close()
      tasks.close()
      parts.reachability.close()
      drives.close()
      parts.wake.close()
      facts.reader.stop()
      resting.close()
      const ending = [scheduler.close(), importer.close(), poller.close(), retention.close(), finishedRemoval.close()]
      await Promise.all(ending.map((part) => settle(part, log, 'a part of the queue did not end in good order')))
      await cleaner.close()
      if (!records.halted) broadcast.flush()
    },
  }
}
