/** @file The connection of the interface to its host, whichever that is. */
import type { Channel, EventName } from '@contract/channels.ts'
import { type Failure, FailureError, failure } from '@contract/errors/errors.ts'
import type { EventPayload } from '@contract/events.ts'
import type { Envelope, Input, Output } from '@contract/requests.ts'
import { THUMBNAILS_PATH } from '@contract/thumbnails.ts'
import type { ShallowRef } from 'vue'

export type Connection = 'connecting' | 'connected' | 'lost' | 'refused'

export interface Bridge {
  /** @throws FailureError the refusal of the host, or `host.gone` */
  request<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>>
  /** Returns a function that stops listening. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /** Calls the listener now if the host is connected, and with every connection: mirrors read everything then. Returns a function that stops it. */
  onConnect(listener: () => void): () => void
  readonly connection: Readonly<ShallowRef<Connection>>
  /** A thumbnail by its id; `null` when the host has none, or cannot be reached. */
  thumbnail(id: string): Promise<Blob | null>
  /** When the host sent anything last, epoch ms: the age of what is shown while the connection is lost. */
  readonly lastContactAt: Readonly<ShallowRef<number>>
  /** Ends the wait for the next attempt to connect to a lost host. */
  reconnectNow(): void
  /** The paths of dropped files and folders; `null` in a browser, which hides them. */
  pathsOf(files: Iterable<File>): string[] | null
}

/** Returns the value of an answer, or throws its failure. */
export function unwrap<T>(envelope: Envelope<T>): T {
  if (envelope.ok) return envelope.value
  throw new FailureError(envelope.error)
}

/** Loads a thumbnail from the origin of the page. */
export async function fetchThumbnail(id: string, headers: Readonly<Record<string, string>> = {}): Promise<Blob | null> {
  try {
    const response = await fetch(`${THUMBNAILS_PATH}${id}`, { headers })
    // The development server answers unknown addresses with the page.
    const isPicture = response.headers.get('content-type')?.startsWith('image/') ?? false
    return response.ok && isPicture ? await response.blob() : null
  } catch {
    // The banner reports a lost connection.
    return null
  }
}

export const HOST_GONE: Failure = failure('host.gone')
