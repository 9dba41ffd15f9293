/**
 * @file Thumbnails for whoever shows rows. They are made only for uploads that somebody asks about, by the first maker that can: the system,
 * ffmpeg, or the page itself. What nobody could make is remembered.
 */
import { FailureError, failure } from '../../contract/errors.ts'
import { phrase } from '../../contract/phrase.ts'
import type { Settings } from '../../contract/settings.ts'
import type { ThumbnailView } from '../../contract/thumbnails.ts'
import { detach } from '../detach.ts'
import { factsOfVersion } from '../media/file-version.ts'
import type { Files } from '../ports/files.ts'
import type { Media } from '../ports/media.ts'
import type { Clock, Log } from '../ports.ts'
import { type Clip, type ClipFile, thumbnailText } from './clip.ts'
import { stateOf } from './deciding.ts'
import { createDriveTurns } from './drive-turns.ts'
import { createMaking } from './making.ts'
import { createPageTickets } from './page-tickets.ts'
import { type Picture, pictureFrom } from './picture.ts'
import type { MediaFile, ThumbnailPorts } from './ports.ts'
import { createTroubles } from './troubles.ts'
import { createWanted } from './wanted.ts'

export interface ThumbnailsDeps {
  readonly ports: ThumbnailPorts
  readonly clock: Clock
  readonly closing: AbortSignal
  readonly log: Log
  readonly files: Pick<Files, 'identify'>
  readonly media: Pick<Media, 'read'>
  readonly settings: () => Settings
  /** The file of an upload, of an entry of History, or of a clip that was looked at before it is added. */
  readonly fileOf: (id: string) => ClipFile | null
  /** Paths of the files that are sent at this moment. */
  readonly sending: () => readonly string[]
  readonly onChange: (changed: readonly ThumbnailView[]) => void
}

export type Thumbnails = ReturnType<typeof createThumbnails>

export function createThumbnails({
  ports,
  clock,
  closing,
  files,
  media,
  settings,
  fileOf,
  sending,
  onChange,
  ...deps
}: ThumbnailsDeps) {
  const { cache, makers, driveOf, openMedia } = ports
  const log = deps.log.child('thumbnails')
  const turns = createDriveTurns({ clock, driveOf, sending })
  const wanted = createWanted(clock.now)
  const making = createMaking({
    clock,
    closing,
    log,
    cache,
    files,
    media,
    makers,
    turns,
    wanted,
    troubles: createTroubles(clock.now),
    onKnown: (clip) => onChange([viewOf(clip.id)]),
  })
  const tickets = createPageTickets({ clock, log, openMedia, onExpired })
  let opened: Promise<void> | null = null

  function open(): Promise<void> {
    opened ??= (async () => {
      await Promise.all([cache.open(), making.look()])
      await cache.limitTo(roomNow())
    })()
    return opened
  }

  const roomNow = (): number => (settings().thumbnails ? settings().thumbnailBytes : 0)

  function viewOf(id: string): ThumbnailView {
    return { id, state: settings().thumbnails ? stateOf(cache.has(id), making.nextOf(id)) : 'none' }
  }

  function clipOf(uploadId: string): Clip | null {
    const upload = fileOf(uploadId)
    const text = upload ? thumbnailText(upload) : null
    if (!upload || text === null) return null
    const { path, identity } = upload
    return { id: cache.idOf(text), uploadId, path, identity, facts: factsOfVersion(identity, upload.media) }
  }

  /** A page that a clip makes hang is not asked for ever. */
  function onExpired({ id }: Clip): void {
    making.trouble(id, 'page')
    onChange([viewOf(id)])
    making.pump()
  }

  async function keepFit(): Promise<void> {
    await open()
    await cache.limitTo(roomNow())
  }

  return {
    /** See `thumbnails.want`. */
    async want(uploadIds: readonly string[]): Promise<readonly ThumbnailView[]> {
      await open()
      const clips = uploadIds.map(clipOf).filter((clip) => clip !== null)
      if (settings().thumbnails) {
        wanted.add(clips)
        making.pump()
      }
      return clips.map(({ id }) => viewOf(id))
    },

    /** A ticket for the clip of an upload; `null` while its drive is busy or rests. @throws FailureError `queue.unknown` */
    async ticketFor(uploadId: string): Promise<string | null> {
      await open()
      const clip = clipOf(uploadId)
      if (!clip) throw new FailureError(failure('queue.unknown', { id: uploadId }))
      if (viewOf(clip.id).state !== 'page' || making.isLater(clip.id) || closing.aborted) return null
      const endTurn = turns.take(clip.path)
      return endTurn && tickets.issue(clip, endTurn)
    },

    /**
     * Takes what a page has decoded; `null` that it could not.
     *
     * @throws FailureError `input.invalid` for a ticket that is not valid or what is no picture of a thumbnail's size
     */
    async keep(ticket: string, bytes: Uint8Array | null): Promise<ThumbnailView> {
      const { clip, reading } = tickets.use(ticket)
      making.pump()
      const picture = bytes && pictureFrom(bytes)
      if (bytes && !picture) {
        making.trouble(clip.id, 'page')
        onChange([viewOf(clip.id)])
        throw new FailureError(
          failure('input.invalid', { reason: phrase('This is no WebP or JPEG picture of a thumbnail’s size.') }),
        )
      }
      try {
        await making.check(clip.path, clip.identity)
        if (picture) await cache.keep(clip.id, picture)
        // A page that could not read what it wanted says nothing about the clip.
        else if (reading === 'whole') await cache.keepTried(clip.id, [...cache.tried(clip.id), 'page'])
        else if (reading === 'broken') making.trouble(clip.id, 'page')
        else making.later(clip.id)
      } catch (caught) {
        if (!(caught instanceof FailureError)) throw caught
        making.later(clip.id)
      }
      const view = viewOf(clip.id)
      onChange([view])
      return view
    },

    /** The page stops before it has a frame. */
    leave(ticket: string): void {
      tickets.end(ticket)
      making.pump()
    },

    /** `null` when there is none. */
    async picture(id: string): Promise<Picture | null> {
      await open()
      return settings().thumbnails && cache.has(id) ? cache.read(id) : null
    },

    /** @throws FailureError `input.invalid` for a ticket that is not valid; `file.*` */
    openMedia: (ticket: string): Promise<MediaFile> => tickets.open(ticket),

    /** Nobody who had a ticket before may read on. */
    endTickets: tickets.endAll,

    driveAnswered: making.driveAnswered,

    settingsChanged(): void {
      if (!settings().thumbnails) {
        making.stop()
        tickets.endAll()
      }
      detach(keepFit(), log, 'thumbnails could not be deleted')
    },

    close(): void {
      making.stop()
      tickets.endAll()
    },
  }
}
