/**
 * @file Thumbnails for interfaces. They are made only for uploads that an interface requests, by the first maker that can: the system,
 * ffmpeg, or the page itself. Clips of which no maker can make a frame are remembered.
 */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { Settings } from '../../contract/settings.ts'
import type { ThumbnailView } from '../../contract/thumbnails.ts'
import { detach } from '../detach.ts'
import { factsOfVersion } from '../media/file-version.ts'
import { type Clip, type ClipFile, thumbnailText } from './clip.ts'
import { createDriveSlots } from './drive-slots.ts'
import { createFailureLimit } from './failure-limit.ts'
import { createPageTickets } from './page-tickets.ts'
import { type Picture, pictureFrom } from './picture.ts'
import { stateOf } from './policy.ts'
import type { MediaFile, ThumbnailPorts } from './ports.ts'
import { createWanted } from './wanted.ts'
import { createWorker, type WorkerDeps } from './worker.ts'

interface Deps extends Pick<WorkerDeps, 'clock' | 'closing' | 'log' | 'files' | 'media'> {
  readonly ports: ThumbnailPorts
  readonly settings: () => Settings
  /** The file of an upload, of an entry of History, or of a clip in the preview of an addition. */
  readonly fileOf: (id: string) => ClipFile | null
  /** Paths of the files that are sent at this moment. */
  readonly sending: () => readonly string[]
  readonly onChange: (changed: readonly ThumbnailView[]) => void
}

export function createThumbnails({ ports, clock, closing, files, media, settings, fileOf, sending, onChange, ...deps }: Deps) {
  const { cache, makers, driveOf, openMedia } = ports
  const log = deps.log.child('thumbnails')
  const driveSlots = createDriveSlots({ clock, driveOf, sending })
  const wanted = createWanted(clock.now)
  const worker = createWorker({
    clock,
    closing,
    log,
    cache,
    files,
    media,
    makers,
    driveSlots,
    wanted,
    failureLimit: createFailureLimit(clock.now),
    onChange: (clip) => onChange([viewOf(clip.id)]),
  })
  const tickets = createPageTickets({ clock, log, openMedia, onExpired })
  let opened: Promise<void> | null = null

  function open(): Promise<void> {
    opened ??= (async () => {
      await Promise.all([cache.open(), worker.detectMakers()])
      await cache.limitTo(cacheLimit())
    })()
    return opened
  }

  const cacheLimit = (): number => (settings().thumbnails ? settings().thumbnailBytes : 0)

  function viewOf(id: string): ThumbnailView {
    return { id, state: settings().thumbnails ? stateOf(cache.has(id), worker.nextOf(id)) : 'none' }
  }

  function clipOf(uploadId: string): Clip | null {
    const upload = fileOf(uploadId)
    const text = upload ? thumbnailText(upload) : null
    if (!upload || text === null) return null
    const { path, identity } = upload
    return { id: cache.idOf(text), uploadId, path, identity, facts: factsOfVersion(identity, upload.media) }
  }

  /** The page may hang because of the clip. */
  function onExpired({ id }: Clip): void {
    worker.noteFailure(id, 'page')
    onChange([viewOf(id)])
    worker.pump()
  }

  async function applySettings(): Promise<void> {
    await open()
    await cache.limitTo(cacheLimit())
  }

  return {
    /** See `thumbnails.want`. */
    async want(uploadIds: readonly string[]): Promise<readonly ThumbnailView[]> {
      await open()
      const clips = uploadIds.map(clipOf).filter((clip) => clip !== null)
      if (settings().thumbnails) {
        wanted.add(clips)
        worker.pump()
      }
      return clips.map(({ id }) => viewOf(id))
    },

    /** A ticket for the clip of an upload; `null` while its drive is busy or paused. @throws FailureError `queue.unknown` */
    async ticketFor(uploadId: string): Promise<string | null> {
      await open()
      const clip = clipOf(uploadId)
      if (!clip) throw new FailureError(failure('queue.unknown', { id: uploadId }))
      if (viewOf(clip.id).state !== 'page' || worker.isPostponed(clip.id) || closing.aborted) return null
      const releaseDrive = driveSlots.acquire(clip.path)
      return releaseDrive && tickets.issue(clip, releaseDrive)
    },

    /**
     * Stores the frame that a page has decoded; `null` if it could not.
     *
     * @throws FailureError `input.invalid` for an invalid ticket, or bytes that are no picture of the size of a thumbnail
     */
    async keep(ticket: string, bytes: Uint8Array | null): Promise<ThumbnailView> {
      const { clip, reading } = tickets.redeem(ticket)
      worker.pump()
      const picture = bytes && pictureFrom(bytes)
      if (bytes && !picture) {
        worker.noteFailure(clip.id, 'page')
        onChange([viewOf(clip.id)])
        throw new FailureError(
          failure('input.invalid', { reason: phrase('This is no WebP or JPEG picture of a thumbnail’s size.') }),
        )
      }
      try {
        await worker.checkUnchanged(clip.path, clip.identity)
        if (picture) await cache.keep(clip.id, picture)
        // A page that could not read the whole clip proves nothing about it.
        else if (reading === 'complete') await cache.storeFailedMakers(clip.id, [...cache.failedMakers(clip.id), 'page'])
        else if (reading === 'broken') worker.noteFailure(clip.id, 'page')
        else worker.postpone(clip.id)
      } catch (caught) {
        if (!(caught instanceof FailureError)) throw caught
        worker.postpone(clip.id)
      }
      const view = viewOf(clip.id)
      onChange([view])
      return view
    },

    /** The page gives up before it has a frame. */
    leave(ticket: string): void {
      tickets.end(ticket)
      worker.pump()
    },

    /** `null` when there is none. */
    async picture(id: string): Promise<Picture | null> {
      await open()
      return settings().thumbnails && cache.has(id) ? cache.read(id) : null
    },

    /** @throws FailureError `input.invalid` for a ticket that is not valid; `file.*` */
    openMedia: (ticket: string): Promise<MediaFile> => tickets.open(ticket),

    /** Ends all tickets, with the reads that they allow. */
    endTickets: tickets.endAll,

    driveAnswered: worker.driveAnswered,

    settingsChanged(): void {
      if (!settings().thumbnails) {
        worker.stop()
        tickets.endAll()
      }
      detach(applySettings(), log, 'thumbnails could not be deleted')
    },

    close(): void {
      worker.stop()
      tickets.endAll()
    },
  }
}
