/** @file Makes the thumbnails that are wanted by the makers of this machine, one after the other at each drive. */
import { FailureError, failure } from '../../contract/errors.ts'
import type { MediaFacts } from '../../contract/media.ts'
import { detach, shield } from '../detach.ts'
import { type FileIdentity, sameIdentity } from '../files/identity.ts'
import { factsOfVersion } from '../media/file-version.ts'
import type { Files } from '../ports/files.ts'
import type { Media } from '../ports/media.ts'
import type { Clock, Log } from '../ports.ts'
import type { Clip } from './clip.ts'
import { nextMaker, seekSecondsOf } from './deciding.ts'
import type { DriveTurns } from './drive-turns.ts'
import { type Picture, pictureFrom } from './picture.ts'
import { type FrameMaker, type MakerName, type ThumbnailCache, Unfinished } from './ports.ts'
import type { Troubles } from './troubles.ts'
import type { Wanted } from './wanted.ts'

/** A clip that nothing could be said about, because its drive is away or a program was killed, is looked at again after this time. */
const AGAIN_MS = 30_000
const MOST_REMEMBERED = 1_000

export interface MakingDeps {
  readonly clock: Clock
  readonly closing: AbortSignal
  readonly log: Log
  readonly cache: ThumbnailCache
  readonly files: Pick<Files, 'identify'>
  readonly media: Pick<Media, 'read'>
  readonly makers: readonly FrameMaker[]
  readonly turns: DriveTurns
  readonly wanted: Wanted
  readonly troubles: Troubles
  /** What is known of a clip has changed. */
  readonly onKnown: (clip: Clip) => void
}

export type Making = ReturnType<typeof createMaking>

export function createMaking({ clock, closing, log, cache, files, media, makers, turns, wanted, troubles, onKnown }: MakingDeps) {
  const available = new Set<MakerName>()
  /** Clips that are not tried before a time in epoch ms. */
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
      const maker = makers.find((one) => one.name === name)
      if (maker === undefined || cache.has(clip.id)) {
        // A page may decode it, or nobody can.
        wanted.remove(clip.id)
      } else if (!running.has(clip.id) && (notBefore.get(clip.id) ?? 0) <= clock.now()) {
        const endTurn = turns.take(clip.path)
        if (endTurn) detach(make(clip, maker, endTurn), log, 'a thumbnail could not be made')
      }
    }
    const restsUntil = turns.nextAt()
    if (restsUntil !== null) cancelTimer = clock.after(Math.max(0, restsUntil - clock.now()), pump)
  }

  function nextOf(id: string, among: ReadonlySet<MakerName>): MakerName | null {
    return nextMaker([...cache.tried(id), ...troubles.givenUp(id)], among)
  }

  async function make(clip: Clip, maker: FrameMaker, endTurn: () => void): Promise<void> {
    const stop = new AbortController()
    running.set(clip.id, stop)
    try {
      const picture = await pictureOf(clip, maker, AbortSignal.any([stop.signal, closing]))
      if (stop.signal.aborted) return
      if (picture) await cache.keep(clip.id, picture)
      else await cache.keepTried(clip.id, [...cache.tried(clip.id), maker.name])
    } catch (caught) {
      if (caught instanceof FailureError || stop.signal.aborted || closing.aborted) return later(clip.id)
      trouble(clip.id, maker.name)
      if (!(caught instanceof Unfinished)) throw caught
    } finally {
      running.delete(clip.id)
      endTurn()
      onKnown(clip)
      pump()
    }
  }

  async function pictureOf(clip: Clip, maker: FrameMaker, signal: AbortSignal): Promise<Picture | null> {
    const { path, identity } = clip
    await check(path, identity)
    const facts = clip.facts ?? (await factsNow(clip))
    signal.throwIfAborted()
    // A form that could not be read now is not one that the file does not tell.
    if (facts === null && maker.needsAspect) throw new Unfinished('The file could not be asked for its form.')
    const seekSeconds = seekSecondsOf(facts?.durationSeconds ?? null)
    const aspect = facts?.width && facts.height ? facts.width / facts.height : null
    const bytes = await maker.make({ path, seekSeconds, aspect }, signal)
    // A frame of what it has become meanwhile belongs to another thumbnail.
    await check(path, identity)
    return bytes && pictureFrom(bytes)
  }

  async function factsNow({ path, identity }: Clip): Promise<MediaFacts | null> {
    return factsOfVersion(identity, await media.read(path, { isUrgent: false }))
  }

  async function check(path: string, identity: FileIdentity): Promise<void> {
    if (!sameIdentity(await files.identify(path), identity)) throw new FailureError(failure('file.changed', { path }))
  }

  /** Nothing came of it, whatever the clip is. */
  function trouble(id: string, maker: MakerName): void {
    troubles.note(id, maker)
    later(id)
  }

  function later(id: string): void {
    notBefore.delete(id)
    notBefore.set(id, clock.now() + AGAIN_MS)
    for (const [oldest] of notBefore) if (notBefore.size > MOST_REMEMBERED) notBefore.delete(oldest)
  }

  return {
    /** The makers that this machine has; called once. */
    async look(): Promise<void> {
      for (const maker of makers) if (await maker.isThere()) available.add(maker.name)
    },
    /** Who is to make it, also a page. */
    nextOf: (id: string): MakerName | null => nextOf(id, new Set([...available, 'page'])),
    pump,
    check,
    later,
    trouble,
    isLater: (id: string): boolean => (notBefore.get(id) ?? 0) > clock.now(),
    /** What could not be read may be there now. */
    driveAnswered(): void {
      notBefore.clear()
      pump()
    },
    /** Ends what runs, and forgets what is wanted. */
    stop(): void {
      cancelTimer()
      wanted.clear()
      for (const controller of running.values()) controller.abort()
    },
  }
}
