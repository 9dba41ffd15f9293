/** @file Whether a folder is there, and the reports of changes in it while it is. */
import { type Failure, failure, failureFrom } from '../../contract/errors.ts'
import { detach } from '../detach.ts'
import { locatedOn } from '../files/file-locations.ts'
import type { FileIdentity } from '../files/identity.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { Volume, Volumes } from '../files/volumes.ts'
import type { Clock, Log } from '../ports.ts'
import { type FolderLocation, locate } from './locate-folder.ts'
import type { FolderEvents, FolderFiles } from './ports.ts'
import type { WatchProfile } from './watch-profile.ts'

/** How often it is made sure that the folder is there: a stat, and more only when something is different. */
const LOOK_MS = 5_000
/** A folder is looked at once its changes are reported, so that nothing falls in between; a slow one first without. */
const LISTEN_MS = 10_000
const NOT_YET = 'it takes long to go through all folders in it'
const HELD_BY_WATCHING = 'its drive could not be removed safely while they are'

export interface AvailabilityDeps {
  readonly profile: () => WatchProfile
  readonly files: FolderFiles
  readonly volumes: Volumes
  readonly events: FolderEvents
  readonly clock: Clock
  readonly log: Log
  /** It is there, for the first time or again, and is to be looked at. */
  readonly onThere: () => void
  /** It is elsewhere than before. */
  readonly onMoved: (path: string) => void
  readonly onAway: () => void
  /** Absolute paths, or `null` when anything may have changed. */
  readonly onReport: (paths: readonly string[] | null) => void
  readonly onChange: () => void
}

export type Availability = ReturnType<typeof createAvailability>

export function createAvailability(deps: AvailabilityDeps) {
  const { files, clock, log } = deps
  let presence: FolderLocation | null = null
  let isActive = false
  let unreported: string | null = null
  /** How often it came, so that who looked for a while knows whether it was there all the time. */
  let arrivals = 0
  let stopReports: (() => Promise<void>) | null = null
  let cancelLook = (): void => {}
  let stopHearing: (() => void) | null = null
  /** Drives have come or gone since it was looked for on all of them. */
  let mayBeElsewhere = true

  const volumeOf = (): Volume | null => (presence?.kind === 'there' ? presence.volume : null)
  const path = (): string => (presence?.kind === 'there' ? presence.path : deps.profile().path)

  function lookOften(): void {
    cancelLook()
    if (!isActive) return
    cancelLook = clock.after(LOOK_MS, lookAndAgain)
  }

  function goOnLooking(): void {
    hear()
    lookOften()
  }

  /** What is on the drive of the system comes and goes with nothing. */
  function hear(): void {
    const wants = isActive && (presence?.kind === 'away' || deps.profile().volume.kind !== 'local')
    if (!wants) {
      stopHearing?.()
      stopHearing = null
      return
    }
    stopHearing ??= deps.volumes.onChange(() => {
      mayBeElsewhere = true
      lookAndAgain()
    })
  }

  function lookAndAgain(): void {
    detach(check().finally(goOnLooking), log, 'a watched folder could not be looked for')
  }

  /**
   * A stat says whether the very folder is still there; only a difference is worth more.
   *
   * @param isSure asks for the volume as well: another one may have come in its place and got its number
   */
  async function check(isSure = false): Promise<boolean> {
    const now = await find(isSure)
    if (now === presence) return now?.kind === 'there'
    if (!isActive) return false
    const before = presence
    presence = now
    if (now.kind === 'away') {
      if (before?.kind !== 'away' || before.failure.code !== now.failure.code) await leave(now.failure)
      return false
    }
    if (now.path !== deps.profile().path) deps.onMoved(now.path)
    if (before?.kind !== 'there' || before.path !== now.path || before.device !== now.device) {
      arrivals += 1
      listenFirst()
    }
    return true
  }

  async function find(isSure: boolean): Promise<FolderLocation> {
    try {
      if (presence?.kind === 'there' && !isSure) {
        const folder = await files.folder(presence.path)
        if (folder?.device === presence.device) return presence
      }
      // Its drive did not come, nor is there anything in its place.
      if (presence?.kind === 'away' && !isSure && !mayBeElsewhere && !(await files.folder(deps.profile().path))) return presence
      mayBeElsewhere = false
      return await locate(deps.profile(), files, deps.volumes)
    } catch (caught) {
      // It was not found out where it is.
      mayBeElsewhere = true
      const problem = failureFrom(caught)
      // It is there, and out of reach all the same.
      if (problem.code === 'file.notAnswering') return { kind: 'away', failure: problem }
      throw caught
    }
  }

  async function leave(problem: Failure): Promise<void> {
    log.info(`a watched folder is away: ${problem.code}`)
    deps.onAway()
    deps.onChange()
    await stopListening()
  }

  function listenFirst(): void {
    const arrival = arrivals
    const lookNow = (): void => {
      if (isActive && arrival === arrivals) deps.onThere()
    }
    const cancelPatience = clock.after(LISTEN_MS, () => {
      if (isActive && arrival === arrivals) unreported = NOT_YET
      lookNow()
    })
    const listening = listen().finally(() => {
      cancelPatience()
      lookNow()
    })
    detach(listening, log, 'changes in a watched folder cannot be reported')
  }

  async function listen(): Promise<void> {
    await stopListening()
    if (volumeOf()?.isHeldByWatching) {
      unreported = HELD_BY_WATCHING
      return
    }
    const arrival = arrivals
    const isCurrent = (): boolean => isActive && arrival === arrivals && presence?.kind === 'there'
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

  async function stopListening(): Promise<void> {
    const stop = stopReports
    stopReports = null
    unreported = null
    await stop?.()
  }

  return {
    path,
    check,
    /** It may be there again. */
    lookNow(): void {
      mayBeElsewhere = true
      if (isActive) lookAndAgain()
    },
    get arrivals(): number {
      return arrivals
    },
    get volume(): Volume | null {
      return volumeOf()
    },
    /** A file of the folder. What is mounted within it is on another volume, of which nothing is known. */
    locate(file: string, identity: FileIdentity): LocatedFile {
      const volume = presence?.kind === 'there' && presence.device === identity.device ? presence.volume : null
      return locatedOn(volume, file, file, identity)
    },
    get failure(): Failure | null {
      return presence?.kind === 'away' ? presence.failure : null
    },
    /** Why changes are not reported, in it or in a part of it: a network drive tells nobody what other machines do. */
    get unreported(): Failure | null {
      const { kind } = volumeOf() ?? deps.profile().volume
      const reason = kind === 'network' ? 'it is on a network drive, which other computers write to' : unreported
      return reason === null ? null : failure('watch.unreported', { path: path(), reason })
    },
    start(): void {
      isActive = true
      presence = null
      mayBeElsewhere = true
      lookAndAgain()
    },
    async stop(): Promise<void> {
      isActive = false
      cancelLook()
      hear()
      await stopListening()
    },
  }
}
