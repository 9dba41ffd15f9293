/** @file How the interface speaks to its host, whichever that is. */
import type { Channel, EventName } from '@contract/channels.ts'
import { type Failure, FailureError, failure } from '@contract/errors.ts'
import type { EventPayload } from '@contract/events.ts'
import type { Envelope, Input, Output } from '@contract/requests.ts'
import { THUMBNAILS_PATH } from '@contract/thumbnails.ts'
import type { ShallowRef } from 'vue'

export type Connection = 'connecting' | 'connected' | 'lost' | 'refused'

export interface Bridge {
  /** @throws FailureError what the host refused with, or `host.gone` */
  request<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>>
  /** Returns a function that stops listening. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /**
   * Runs now if the host can be reached, and again whenever it can be reached anew: mirrors read everything from it. Returns a function
   * that stops it.
   */
  onConnect(listener: () => void): () => void
  readonly connection: Readonly<ShallowRef<Connection>>
  /** A thumbnail by its id; `null` when the host has none, or cannot be reached. */
  thumbnail(id: string): Promise<Blob | null>
  /** When the host was heard last, epoch ms: what is shown while the connection is lost is from then. */
  readonly lastContactAt: Readonly<ShallowRef<number>>
  /** Tries to reach a lost host now instead of at the next turn. */
  reconnectNow(): void
  /** Paths of things dropped on the window; `null` where a page cannot know them. */
  pathsOf(files: Iterable<File>): string[] | null
}

/** The value of an answer, or its failure thrown. */
export function unwrap<T>(envelope: Envelope<T>): T {
  if (envelope.ok) return envelope.value
  throw new FailureError(envelope.error)
}

/** A thumbnail as it is served by a host, at an address of its page. */
export async function fetchThumbnail(id: string, headers: Readonly<Record<string, string>> = {}): Promise<Blob | null> {
  try {
    const response = await fetch(`${THUMBNAILS_PATH}${id}`, { headers })
    // A server for development answers every address with the page.
    const isPicture = response.headers.get('content-type')?.startsWith('image/') ?? false
    return response.ok && isPicture ? await response.blob() : null
  } catch {
    // The banner reports a lost connection.
    return null
  }
}

export const HOST_GONE: Failure = failure('host.gone')
