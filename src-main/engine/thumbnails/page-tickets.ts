/**
 * @file Tickets with which a page reads the bytes of one clip, to decode its frame: random, for one upload, valid for half a minute and
 * for a bounded number of bytes. A `<video>` cannot send the token of its page, so the ticket replaces it: only holders of the token get
 * one, and all tickets end with the token.
 */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { detach } from '../detach.ts'
import type { Clock, Log } from '../ports.ts'
import type { Clip } from './clip.ts'
import type { MediaFile, ThumbnailPorts } from './ports.ts'

const VALID_MS = 30_000
/** A browser reads headers, an index that may be at the end, and some pictures. */
const MAX_BYTES = 128 * 1024 * 1024
/** Browsers open a new request for each range that they read, and close the last one later. */
const MAX_FILES = 4

interface Ticket {
  readonly clip: Clip
  readonly releaseDrive: () => void
  bytesLeft: number
  readonly files: Set<MediaFile>
  opening: number
  /** A read failed, or was refused. */
  isBroken: boolean
}

/** What a page read with its ticket: nothing, all that it requested, or not all of it. */
type ReadResult = 'none' | 'complete' | 'broken'

interface Deps {
  readonly clock: Clock
  readonly log: Log
  readonly openMedia: ThumbnailPorts['openMedia']
  /** A ticket was not used in time. */
  readonly onExpired: (clip: Clip) => void
}

export function createPageTickets({ clock, log, openMedia, onExpired }: Deps) {
  const tickets = new Map<string, Ticket & { readonly cancel: () => void }>()

  /** @throws FailureError `input.invalid` */
  function ticketOf(name: string): Ticket {
    const ticket = tickets.get(name)
    if (!ticket) throw new FailureError(failure('input.invalid', { reason: phrase('This ticket is not valid any more.') }))
    return ticket
  }

  function end(name: string): void {
    const ticket = tickets.get(name)
    tickets.delete(name)
    if (!ticket) return
    ticket.cancel()
    ticket.releaseDrive()
    for (const file of ticket.files) detach(file.close(), log, 'a clip could not be closed')
  }

  return {
    issue(clip: Clip, releaseDrive: () => void): string {
      const name = newName()
      const cancel = clock.after(VALID_MS, () => {
        end(name)
        onExpired(clip)
      })
      tickets.set(name, { clip, releaseDrive, bytesLeft: MAX_BYTES, files: new Set(), opening: 0, isBroken: false, cancel })
      return name
    },

    /** Ends a ticket, and returns what was read with it. @throws FailureError `input.invalid` when there is none */
    redeem(name: string): { readonly clip: Clip; readonly reading: ReadResult } {
      const { clip, bytesLeft, isBroken } = ticketOf(name)
      end(name)
      if (isBroken) return { clip, reading: 'broken' }
      return { clip, reading: bytesLeft < MAX_BYTES ? 'complete' : 'none' }
    },

    /** Ends a ticket, if there is one. */
    end,

    /**
     * Opens the clip of a ticket; it can be read as long as the ticket is valid.
     *
     * @throws FailureError `input.invalid` when there is no such ticket or it has been used up; `file.*`
     */
    async open(name: string): Promise<MediaFile> {
      const ticket = ticketOf(name)
      if (ticket.files.size + ticket.opening >= MAX_FILES || ticket.bytesLeft <= 0) throw refused(ticket)
      ticket.opening += 1
      const opened = await openMedia(ticket.clip.path, ticket.clip.identity)
        .catch((caught: unknown) => {
          ticket.isBroken = true
          throw caught
        })
        .finally(() => {
          ticket.opening -= 1
        })
      const file: MediaFile = {
        sizeBytes: opened.sizeBytes,
        async read(target, offset) {
          if (!ticket.files.has(file)) throw usedUp()
          if (ticket.bytesLeft <= 0) throw refused(ticket)
          try {
            const count = await opened.read(target.subarray(0, ticket.bytesLeft), offset)
            ticket.bytesLeft -= count
            return count
          } catch (caught) {
            // Browsers abort requests that they no longer need.
            if (ticket.files.has(file)) ticket.isBroken = true
            throw caught
          }
        },
        async close() {
          if (ticket.files.delete(file)) await opened.close()
        },
      }
      ticket.files.add(file)
      // It may have ended meanwhile.
      if (tickets.get(name) !== ticket) await file.close()
      return file
    },

    /** Ends all tickets, with the reads that they allow. */
    endAll(): void {
      for (const name of [...tickets.keys()]) end(name)
    },
  }
}

function refused(ticket: Ticket): FailureError {
  ticket.isBroken = true
  return usedUp()
}

function usedUp(): FailureError {
  return new FailureError(failure('input.invalid', { reason: phrase('This ticket is used up.') }))
}

/** 256 random bits. */
function newName(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
