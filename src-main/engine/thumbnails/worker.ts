/** @file Makes the requested thumbnails with the makers of this machine, one at a time per drive. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { MediaFacts } from '../../contract/media.ts'
import { detach, shield } from '../detach.ts'
import { type FileIdentity, sameIdentity } from '../files/identity.ts'
import { factsOfVersion } from '../media/file-version.ts'
import type { Files } from '../ports/files.ts'
import type { Media } from '../ports/media.ts'
import type { Clock, Log } from '../ports.ts'
import type { Clip } from './clip.ts'
import type { DriveSlots } from './drive-slots.ts'
import type { FailureLimit } from './failure-limit.ts'
import { type Picture, pictureFrom } from './picture.ts'
import { nextMaker, seekSecondsOf } from './policy.ts'
import { type FrameMaker, Inconclusive, type MakerName, type ThumbnailCache } from './ports.ts'
import type { Wanted } from './wanted.ts'

/** Delay after a failure that says nothing about the clip, because its drive is away or a program was killed. */
const RETRY_MS = 30_000
const MAX_POSTPONED = 1_000

export interface WorkerDeps {
  readonly clock: Clock
  readonly closing: AbortSignal
  readonly log: Log
  readonly cache: ThumbnailCache
  readonly files: Pick<Files, 'identify'>
  readonly media: Pick<Media, 'read'>
  readonly makers: readonly FrameMaker[]
  readonly driveSlots: DriveSlots
  readonly wanted: Wanted
  readonly failureLimit: FailureLimit
  /** The state of the thumbnail of a clip may have changed. */
  readonly onChange: (clip: Clip) => void
}

export function createWorker(deps: WorkerDeps) {
  const { clock, closing, log, cache, files, media, makers, driveSlots, wanted, failureLimit, onChange } = deps
  const available = new Set<MakerName>()
  /** Times before which clips are not tried again, epoch ms. */
  const notBefore = new Map<string, number>()
  const running = new Map<string, AbortController>()
  let cancelTimer = (): void => {}
  let isPumping = false

  function pump(): void {
    if (isPumping || closing.aborted) return
    isPumping = true
    queueMicrotask(() => {
      isPumping = false
      shield(step, log, 'no thumbnail could be begun')
    })
  }

  function step(): void {
    cancelTimer()
    if (closing.aborted) return
    for (const clip of wanted.list()) {
      const name = nextOf(clip.id, available)
      const maker = makers.find((candidate) => candidate.name === name)
      if (maker === undefined || cache.has(clip.id)) {
        // A page may decode it, or nobody can.
        wanted.remove(clip.id)
      } else if (!running.has(clip.id) && (notBefore.get(clip.id) ?? 0) <= clock.now()) {
        const releaseDrive = driveSlots.acquire(clip.path)
        if (releaseDrive) detach(make(clip, maker, releaseDrive), log, 'a thumbnail could not be made')
      }
    }
    const pausedUntil = driveSlots.nextAt()
    if (pausedUntil !== null) cancelTimer = clock.after(Math.max(0, pausedUntil - clock.now()), pump)
  }

  function nextOf(id: string, among: ReadonlySet<MakerName>): MakerName | null {
    return nextMaker([...cache.failedMakers(id), ...failureLimit.excluded(id)], among)
  }

  async function make(clip: Clip, maker: FrameMaker, releaseDrive: () => void): Promise<void> {
    const stop = new AbortController()
    running.set(clip.id, stop)
    try {
      const picture = await pictureOf(clip, maker, AbortSignal.any([stop.signal, closing]))
      if (stop.signal.aborted) return
      if (picture) await cache.keep(clip.id, picture)
      else await cache.storeFailedMakers(clip.id, [...cache.failedMakers(clip.id), maker.name])
    } catch (caught) {
      if (caught instanceof FailureError || stop.signal.aborted || closing.aborted) return postpone(clip.id)
      noteFailure(clip.id, maker.name)
      if (!(caught instanceof Inconclusive)) throw caught
    } finally {
      running.delete(clip.id)
      releaseDrive()
      onChange(clip)
      pump()
    }
  }

  async function pictureOf(clip: Clip, maker: FrameMaker, signal: AbortSignal): Promise<Picture | null> {
    const { path, identity } = clip
    await checkUnchanged(path, identity)
    const facts = clip.facts ?? (await factsNow(clip))
    signal.throwIfAborted()
    // The aspect ratio could not be read now, which does not mean that the file has none.
    if (facts === null && maker.needsAspect) throw new Inconclusive('The file could not be asked for its form.')
    const seekSeconds = seekSecondsOf(facts?.durationSeconds ?? null)
    const aspect = facts?.width && facts.height ? facts.width / facts.height : null
    const bytes = await maker.make({ path, seekSeconds, aspect }, signal)
    // If the file changed meanwhile, the frame belongs to another thumbnail.
    await checkUnchanged(path, identity)
    return bytes && pictureFrom(bytes)
  }

  async function factsNow({ path, identity }: Clip): Promise<MediaFacts | null> {
    return factsOfVersion(identity, await media.read(path, { isUrgent: false }))
  }

  async function checkUnchanged(path: string, identity: FileIdentity): Promise<void> {
    if (!sameIdentity(await files.identify(path), identity)) throw new FailureError(failure('file.changed', { path }))
  }

  /** The work failed for a reason that says nothing about the clip. */
  function noteFailure(id: string, maker: MakerName): void {
    failureLimit.note(id, maker)
    postpone(id)
  }

  function postpone(id: string): void {
    notBefore.delete(id)
    notBefore.set(id, clock.now() + RETRY_MS)
    for (const [oldest] of notBefore) if (notBefore.size > MAX_POSTPONED) notBefore.delete(oldest)
  }

  return {
    /** Finds out which makers this machine has; called once. */
    async detectMakers(): Promise<void> {
      for (const maker of makers) if (await maker.isThere()) available.add(maker.name)
    },
    /** The maker that is next, including a page. */
    nextOf: (id: string): MakerName | null => nextOf(id, new Set([...available, 'page'])),
    pump,
    checkUnchanged,
    postpone,
    noteFailure,
    isPostponed: (id: string): boolean => (notBefore.get(id) ?? 0) > clock.now(),
    /** Clips that could not be read are tried again. */
    driveAnswered(): void {
      notBefore.clear()
      pump()
    },
    /** Aborts running work, and drops the requests. */
    stop(): void {
      cancelTimer()
      wanted.clear()
      for (const controller of running.values()) controller.abort()
    },
  }
}
