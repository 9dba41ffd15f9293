/**
 * @file Tickets by which a page reads the bytes of one clip, to decode its frame: random, for one upload, valid for half a minute and for
 * a bounded number of bytes. A `<video>` cannot send the token of its page, so the ticket stands for it: only who has the token gets one,
 * and all end when the token does.
 */
import { FailureError, failure } from '../../contract/errors.ts'
import { phrase } from '../../contract/phrase.ts'
import { detach } from '../detach.ts'
import type { Clock, Log } from '../ports.ts'
import type { Clip } from './clip.ts'
import type { MediaFile, ThumbnailPorts } from './ports.ts'

const VALID_MS = 30_000
/** A browser reads headers, an index that may be at the end, and some pictures. */
const MOST_BYTES = 128 * 1024 * 1024
/** Browsers open a new request for each place that they read from, and close the last one later. */
const MOST_FILES = 4

interface Ticket {
  readonly clip: Clip
  /** Gives back the turn at the drive. */
  readonly endTurn: () => void
  bytesLeft: number
  readonly files: Set<MediaFile>
  opening: number
  /** A read failed, or was refused. */
  isBroken: boolean
}

/** What a page got to read by its ticket: nothing, all that it wanted, or not all. */
type Reading = 'none' | 'whole' | 'broken'

export type PageTickets = ReturnType<typeof createPageTickets>

export interface PageTicketsDeps {
  readonly clock: Clock
  readonly log: Log
  readonly openMedia: ThumbnailPorts['openMedia']
  /** A ticket was not used in time. */
  readonly onExpired: (clip: Clip) => void
}

export function createPageTickets({ clock, log, openMedia, onExpired }: PageTicketsDeps) {
  const tickets = new Map<string, Ticket & { readonly cancel: () => void }>()

  /** @throws FailureError `input.invalid` */
  function require(name: string): Ticket {
    const ticket = tickets.get(name)
    if (!ticket) throw new FailureError(failure('input.invalid', { reason: phrase('This ticket is not valid any more.') }))
    return ticket
  }

  function end(name: string): void {
    const ticket = tickets.get(name)
    tickets.delete(name)
    if (!ticket) return
    ticket.cancel()
    ticket.endTurn()
    for (const file of ticket.files) detach(file.close(), log, 'a clip could not be closed')
  }

  return {
    issue(clip: Clip, endTurn: () => void): string {
      const name = newName()
      const cancel = clock.after(VALID_MS, () => {
        end(name)
        onExpired(clip)
      })
      tickets.set(name, { clip, endTurn, bytesLeft: MOST_BYTES, files: new Set(), opening: 0, isBroken: false, cancel })
      return name
    },

    /** Ends a ticket. @throws FailureError `input.invalid` when there is none */
    use(name: string): { readonly clip: Clip; readonly reading: Reading } {
      const { clip, bytesLeft, isBroken } = require(name)
      end(name)
      if (isBroken) return { clip, reading: 'broken' }
      return { clip, reading: bytesLeft < MOST_BYTES ? 'whole' : 'none' }
    },

    /** Ends a ticket, if there is one. */
    end,

    /**
     * The clip of a ticket, as long as the ticket is valid.
     *
     * @throws FailureError `input.invalid` when there is no such ticket or it has been used up; `file.*`
     */
    async open(name: string): Promise<MediaFile> {
      const ticket = require(name)
      if (ticket.files.size + ticket.opening >= MOST_FILES || ticket.bytesLeft <= 0) throw refused(ticket)
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
            // Browsers end requests that they need no more.
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

    /** Ends all: who has one may not read on. */
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
