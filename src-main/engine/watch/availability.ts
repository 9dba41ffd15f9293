/** @file Whether and where the drive and folder of a watched folder are there, and the change reports while they are. */
import { type Failure, failure, failureFrom } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import { detach } from '../detach.ts'
import { locatedOn } from '../files/file-locations.ts'
import type { FileIdentity } from '../files/identity.ts'
import { pathOf } from '../files/paths.ts'
import type { LocatedFile } from '../files/same-file.ts'
import { isUnidentified, isVolume, type Volume, type Volumes } from '../files/volumes.ts'
import { createSerialQueue } from '../serial.ts'
import type { FolderDeps } from './folder-deps.ts'
import type { FolderFiles } from './ports.ts'
import type { WatchProfile } from './watch-profile.ts'

/** Time between checks of the folder: one stat, and more only when its result differs. */
const CHECK_MS = 5_000
/**
 * The scan begins once changes are reported, so that none is missed in between; where that takes longer than this, a first
 * scan runs without reports.
 */
const REPORTS_TIMEOUT_MS = 10_000
const NOT_YET = phrase('it takes long to go through all folders in it')
const ON_NETWORK = phrase('it is on a network drive, which other computers write to')
const HELD_BY_WATCHING = phrase('its drive could not be removed safely while they are')

type FolderLocation =
  | { readonly kind: 'there'; readonly path: string; readonly volume: Volume | null; readonly device: string }
  | { readonly kind: 'away'; readonly failure: Failure }

interface CheckRequest {
  readsVolume: boolean
  readonly result: Promise<boolean>
}

export interface AvailabilityDeps
  extends Pick<FolderDeps, 'profile' | 'files' | 'volumes' | 'events' | 'clock' | 'log' | 'onChange'> {
  /** The folder is available, for the first time or again, and has to be scanned. */
  readonly onThere: () => void
  /** It has another path than before. */
  readonly onMoved: (path: string) => void
  readonly onAway: () => void
  /** Absolute paths, or `null` when anything may have changed. */
  readonly onReport: (paths: readonly string[] | null) => void
}

export type Availability = ReturnType<typeof createAvailability>

export function createAvailability(deps: AvailabilityDeps) {
  const { files, clock, log } = deps
  let location: FolderLocation | null = null
  let isActive = false
  let unreported: DisplayText | null = null
  /** How often it became available. A scan during which this did not change saw a folder that was there all the time. */
  let arrivals = 0
  let stopReports: (() => Promise<void>) | null = null
  let cancelCheck = (): void => {}
  let stopVolumeEvents: (() => void) | null = null
  /** Volumes were mounted or unmounted since all of them were searched. */
  let mayBeElsewhere = true
  /** One at a time: of two at once, the one that began first may end last, with an outdated result. */
  const checks = createSerialQueue()
  /** The check that has not begun yet, for all that request one meanwhile. */
  let nextCheck: CheckRequest | null = null

  const volumeOf = (): Volume | null => (location?.kind === 'there' ? location.volume : null)
  const path = (): string => (location?.kind === 'there' ? location.path : deps.profile().path)

  function scheduleCheck(): void {
    updateVolumeEvents()
    cancelCheck()
    if (isActive) cancelCheck = clock.after(CHECK_MS, checkAndRepeat)
  }

  /** Subscribes only while needed: a folder that is there on the system drive is not affected by other volumes. */
  function updateVolumeEvents(): void {
    const isNeeded = isActive && (location?.kind === 'away' || deps.profile().volume.kind !== 'local')
    if (!isNeeded) {
      stopVolumeEvents?.()
      stopVolumeEvents = null
      return
    }
    if (stopVolumeEvents) return
    stopVolumeEvents = deps.volumes.onChange(() => {
      mayBeElsewhere = true
      checkAndRepeat()
    })
    // One may have been mounted after the last search and before this subscription.
    mayBeElsewhere = true
  }

  function checkAndRepeat(): void {
    detach(check().finally(scheduleCheck), log, 'a watched folder could not be looked for')
  }

  /**
   * Whether the folder is there, by a check that begins after this call.
   *
   * @param readsVolume reads the volume in any case: another one may be mounted at its path and have the same device number
   */
  function check(readsVolume = false): Promise<boolean> {
    const request = nextCheck ?? queueCheck()
    request.readsVolume ||= readsVolume
    return request.result
  }

  function queueCheck(): CheckRequest {
    const request: CheckRequest = {
      readsVolume: false,
      result: checks.run(() => {
        nextCheck = null
        return runCheck(request.readsVolume)
      }),
    }
    nextCheck = request
    return request
  }

  /** One stat shows whether the same folder is still there; volumes are read only when its result differs. */
  async function runCheck(readsVolume: boolean): Promise<boolean> {
    const found = await currentLocation(readsVolume)
    if (found === location) return found?.kind === 'there'
    if (!isActive) return false
    const before = location
    location = found
    if (found.kind === 'away') {
      if (before?.kind !== 'away' || before.failure.code !== found.failure.code) noteAway(found.failure)
      return false
    }
    if (found.path !== deps.profile().path) deps.onMoved(found.path)
    if (before?.kind !== 'there' || before.path !== found.path || before.device !== found.device) {
      arrivals += 1
      subscribeThenScan()
    }
    return true
  }

  async function currentLocation(readsVolume: boolean): Promise<FolderLocation> {
    try {
      const known = location
      if (known?.kind === 'there' && !readsVolume) {
        const folder = await files.folder(known.path)
        // After a new start in the meantime, it is searched for.
        if (known === location && folder?.device === known.device) return known
      }
      // No volume was mounted since, and nothing is at its path.
      if (location?.kind === 'away' && !readsVolume && !mayBeElsewhere && !(await files.folder(deps.profile().path)))
        return location
      mayBeElsewhere = false
      return await locateFolder(deps.profile(), files, deps.volumes)
    } catch (caught) {
      // The search did not finish.
      mayBeElsewhere = true
      const problem = failureFrom(caught)
      // A folder on a drive that does not answer is as good as away.
      if (problem.code === 'file.notAnswering') return { kind: 'away', failure: problem }
      throw caught
    }
  }

  function noteAway(problem: Failure): void {
    log.info(`a watched folder is away: ${problem.code}`)
    deps.onAway()
    deps.onChange()
    // Ending them may take as long as the drive does not answer, which must not delay the next check.
    detach(unsubscribe(), log, 'reports of changes in a watched folder could not be ended')
  }

  function subscribeThenScan(): void {
    const arrival = arrivals
    const requestScan = (): void => {
      if (isActive && arrival === arrivals) deps.onThere()
    }
    const cancelTimeout = clock.after(REPORTS_TIMEOUT_MS, () => {
      if (isActive && arrival === arrivals) unreported = NOT_YET
      requestScan()
    })
    const subscribing = subscribe().finally(() => {
      cancelTimeout()
      requestScan()
    })
    detach(subscribing, log, 'changes in a watched folder cannot be reported')
  }

  async function subscribe(): Promise<void> {
    const arrival = arrivals
    const isCurrent = (): boolean => isActive && arrival === arrivals && location?.kind === 'there'
    await unsubscribe()
    // It may have become available elsewhere meanwhile, which made a subscription of its own.
    if (!isCurrent()) return
    if (volumeOf()?.isHeldByWatching) {
      unreported = HELD_BY_WATCHING
      return
    }
    const stop = await deps.events.watch(path(), {
      changed(paths) {
        if (isCurrent()) deps.onReport(paths)
      },
      missing(reason) {
        if (!isCurrent()) return
        unreported = reason
        deps.onChange()
      },
    })
    if (isCurrent()) stopReports = stop
    else await stop()
  }

  async function unsubscribe(): Promise<void> {
    const stop = stopReports
    stopReports = null
    unreported = null
    await stop?.()
  }

  return {
    path,
    check,
    /** Checks now: it may be there again. */
    recheck(): void {
      mayBeElsewhere = true
      if (isActive) checkAndRepeat()
    },
    get arrivals(): number {
      return arrivals
    },
    get volume(): Volume | null {
      return volumeOf()
    },
    /** The location of a file in the folder; without a volume if it is on another one that is mounted inside the folder. */
    locate(file: string, identity: FileIdentity): LocatedFile {
      const volume = location?.kind === 'there' && location.device === identity.device ? location.volume : null
      return locatedOn(volume, file, file, identity)
    },
    get failure(): Failure | null {
      return location?.kind === 'away' ? location.failure : null
    },
    /** Why changes in it or in a part of it are not reported: network drives do not report what other machines do. */
    get unreported(): Failure | null {
      const { kind } = volumeOf() ?? deps.profile().volume
      const reason = kind === 'network' ? ON_NETWORK : unreported
      return reason === null ? null : failure('watch.unreported', { path: path(), reason })
    },
    start(): void {
      isActive = true
      location = null
      mayBeElsewhere = true
      checkAndRepeat()
    },
    async stop(): Promise<void> {
      isActive = false
      cancelCheck()
      updateVolumeEvents()
      await unsubscribe()
    },
  }
}

/** The folder on its volume, wherever that is mounted, and never on another volume that is mounted in its place. */
async function locateFolder(
  { path, volume, inVolume }: Pick<WatchProfile, 'path' | 'volume' | 'inVolume'>,
  files: FolderFiles,
  volumes: Volumes,
): Promise<FolderLocation> {
  const here = await volumes.of(path)
  const isWatched = (candidate: Volume | null): boolean => isVolume(candidate, volume)
  // A volume without an id cannot be compared: then any folder at the path counts.
  const hasNoId = isUnidentified(volume)
  if (hasNoId || isWatched(here)) {
    const folder = await files.folder(path)
    if (folder) return { kind: 'there', path, volume: here, device: folder.device }
  }
  for (const mounted of await volumes.list()) {
    if (hasNoId || !isWatched(mounted)) continue
    const moved = pathOf(mounted.root, inVolume)
    const folder = await files.folder(moved)
    if (folder) return { kind: 'there', path: moved, volume: mounted, device: folder.device }
  }
  const isMounted = isWatched(here) || (await volumes.list()).some(isWatched)
  if (hasNoId || isMounted || volume.kind === 'local') return { kind: 'away', failure: failure('watch.gone', { path }) }
  return { kind: 'away', failure: failure('watch.offline', { path, volume: volume.label }) }
}
