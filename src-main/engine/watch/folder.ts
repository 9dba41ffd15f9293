/** @file One watched folder: composes its parts, starts and stops them, and handles events of its uploads. */
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { QUIET_SECONDS, type VolumeKind } from '../../contract/watch.ts'
import { detach } from '../detach.ts'
import { join, pathOf } from '../files/paths.ts'
import type { UploadChange } from '../queue/queue-port.ts'
import { createSerialQueue } from '../serial.ts'
import { createAvailability } from './availability.ts'
import { createEnqueuer } from './enqueuer.ts'
import { createEntryWriter } from './entry-writer.ts'
import { createFinishedFiles } from './finished-files.ts'
import type { FolderDeps, FolderParts, FolderStatus } from './folder-deps.ts'
import { createFolderScanner } from './folder-scanner.ts'
import { locateTarget, targetAt } from './move-target.ts'
import { createOutcomes } from './outcomes.ts'
import type { WatchedFile } from './ports.ts'
import { createReconciler } from './reconciler.ts'
import { createReportedChanges } from './reported-changes.ts'
import { createRounds } from './rounds.ts'
import { createSentFileMover } from './sent-file-mover.ts'
import { createStabilityCheck } from './stability.ts'

const SECOND = 1_000

export type Folder = ReturnType<typeof createFolder>

export function createFolder(deps: FolderDeps) {
  const { watchedFiles, files, clock, log, queue } = deps
  let controller = new AbortController()
  controller.abort()
  let { signal } = controller
  let isActive = false

  const availability = createAvailability({
    ...deps,
    onThere: () => scanner.restart(),
    onMoved: (path) => deps.update({ path }),
    onAway: () => stability.clear(),
    onReport: (paths) => reports.report(paths),
  })
  const rounds = createRounds(deps)
  const volumeKind = (): VolumeKind => availability.volume?.kind ?? deps.profile().volume.kind

  const shared: FolderParts = {
    ...deps,
    root: availability.path,
    pathAt: ({ directory, name }) => pathOf(availability.path(), join(directory, name)),
    locate: availability.locate,
    isUnsure: rounds.isUnsure,
    stableInodes: () => availability.volume?.stableInodes ?? true,
    signal: () => signal,
    isActive: () => isActive,
    stability: () => stability,
    availability,
    rounds,
    serial: createSerialQueue(),
  }
  const enqueuer = createEnqueuer({
    ...shared,
    onSentBefore: moveAway,
    onHeldBack: (until) => Number.isFinite(until) && scanner.soon(Math.max(SECOND, until - clock.now())),
  })
  const entries = createEntryWriter(shared)
  const finishedFiles = createFinishedFiles({ ...shared, entries, enqueuer })
  const stability = createStabilityCheck({
    ...shared,
    quietMs: () => (deps.profile().rules.quietSeconds ?? QUIET_SECONDS[volumeKind()]) * SECOND,
    readMedia: async (path) => (deps.filter().media.areUsed ? deps.media.read(path, { isUrgent: false }) : null),
    on: {
      onFinished: finishedFiles.finished,
      onUnfinished: finishedFiles.unfinished,
      onVanished(id) {
        const entry = watchedFiles.get(id)
        if (entry) reports.reportBelow(join(entry.directory, entry.name))
      },
    },
  })
  const outcomes = createOutcomes({ ...shared, enqueuer, stability })
  const reconciler = createReconciler({ ...shared, entries, enqueuer })
  const scanner = createFolderScanner({
    ...shared,
    outcomes,
    reconciler,
    isNear: () => volumeKind() !== 'network',
    onScanned: () => moveAway(),
    onEnd: () => reports.start(),
  })
  const reports = createReportedChanges({ ...shared, reconciler, scanner, onVanished: noteVanished })
  const mover = createSentFileMover({ ...shared, isThere: () => availability.check(true), moveAway, target })

  /** Moves one file that was sent, or all of them. */
  function moveAway(id?: number): void {
    if (isActive) detach(mover.run(id).catch(scanner.noteProblem), log, 'sent files could not be moved')
  }

  /** Earlier versions did not store the volume of the target: it is noted when the target is found. */
  async function target(folder: string): Promise<string> {
    const { target: known } = deps.profile()
    if (known === undefined && (await files.folder(folder))) {
      const found = await targetAt(folder, deps)
      if (found) deps.update({ target: found })
    }
    return locateTarget(folder, known, deps)
  }

  /** A file that was to be moved may be missing because the move succeeded before the process ended. */
  function noteVanished(entry: WatchedFile): void {
    reconciler.vanished(entry)
    if (entry.afterwards !== null) moveAway(entry.id)
  }

  function isBusy(): boolean {
    return isActive && (enqueuer.waiting > 0 || stability.fresh > 0 || scanner.isRunning() || finishedFiles.isComparing())
  }

  return {
    status: (): FolderStatus => ({
      ...scanner.status(),
      isActive,
      isBusy: isBusy(),
      isMoving: isActive && mover.isRunning(),
      away: availability.failure,
      volumeKind: volumeKind(),
      unreported: isActive ? availability.unreported : null,
    }),

    root: availability.path,

    /** Whether more files may be finished soon. */
    isBusy,

    start(): void {
      if (isActive) return
      controller = new AbortController()
      signal = AbortSignal.any([controller.signal, deps.closing])
      isActive = true
      scanner.start()
      rounds.restart()
      availability.start()
    },

    /** Stops all reading; rows stay. */
    async stop(): Promise<void> {
      if (!isActive) return
      isActive = false
      scanner.stop()
      controller.abort()
      stability.clear()
      reports.clear()
      mover.stop()
      await availability.stop()
      await Promise.allSettled([
        scanner.running(),
        reports.idle(),
        stability.idle(),
        finishedFiles.idle(),
        mover.idle(),
        enqueuer.flushed(),
      ])
      deps.onChange()
    },

    scanNow: scanner.scanNow,
    reconsider: scanner.reconsider,

    /** To be called when a drive that hung has answered. */
    recheck: availability.recheck,

    clockMoved(byMs: number): void {
      stability.clockMoved(byMs)
      if (isActive) scanner.clockMoved(byMs)
    },

    /** Why the file of an upload cannot be there at the moment; `null` when the folder is there. */
    async awayFailure(path: string): Promise<Failure | null> {
      if (!isActive || (await availability.check(true))) return null
      if (availability.failure?.code === 'file.notAnswering')
        return failure('file.notAnswering', { ...availability.failure.params, path })
      return failure('file.away', { path, volume: deps.profile().volume.label })
    },

    /** @param before the row that the store has for the upload */
    onUpload(before: WatchedFile, change: UploadChange): void {
      if (before.state === 'queued' && change.kind !== 'removed') outcomes.requeued(before, change.upload.identity)
      if (change.kind !== 'removed' && before.state === 'ignored' && before.reason === 'removed') outcomes.uncancelled(before)
      const entry = watchedFiles.get(before.id) ?? before
      switch (change.kind) {
        case 'sent':
          rounds.noteSent()
          if (entry.state !== 'sent') outcomes.sent(entry, change.upload.identity)
          moveAway(entry.id)
          return
        case 'removed':
          if (entry.state === 'queued') outcomes.removed(entry)
          return
        case 'stopped':
          if (!isActive || entry.state !== 'queued' || entry.goneAt !== null) return
          if (change.failure.code === 'file.changed') queue.fileChanged(change.upload.id)
          else if (change.failure.code === 'file.missing') scanner.soon(SECOND)
          return
        case 'other':
          deps.onChange()
      }
    },

    sendsAutomatically: reconciler.sendsAutomatically,
    sendAnyway: outcomes.sendAnyway,
    decline: outcomes.decline,

    /** Resolves when no file is being compared any more. */
    idle: finishedFiles.idle,
  }
}
