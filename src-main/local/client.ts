/** @file The other side of the local door: how a command line call speaks to the owner of its data folder. */
import { createParser } from 'eventsource-parser'
import type { Channel, EventName } from '../contract/channels.ts'
import { FailureError, failure } from '../contract/errors.ts'
import type { EventPayload } from '../contract/events.ts'
import type { Envelope, Input, Output } from '../contract/requests.ts'
import type { Listener } from '../ipc/publish.ts'
import type { DoorNote } from './door-file.ts'

/** What a command needs of an engine, in this process or in another. */
export interface Client {
  /** @throws FailureError what the owner refused with, or `host.gone` */
  request<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>>
  /**
   * Listens to events. Resolves when nothing can be missed any more; answers a function that stops listening.
   * `onLost` is called once if the owner goes away.
   */
  subscribe(events: readonly EventName[], listener: Listener, onLost: () => void): Promise<() => void>
}

export function createRemoteClient({ address, token }: Pick<DoorNote, 'address' | 'token'>): Client {
  const headers = { authorization: `Bearer ${token}` }

  async function reach(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(address + path, { ...init, headers: { ...headers, ...init.headers } })
    } catch (caught) {
      throw new FailureError(failure('host.gone'), caught)
    }
  }

  return {
    async request(channel, input) {
      const response = await reach(`/rpc/${channel}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      })
      const envelope = (await response.json()) as Envelope<Output<typeof channel>>
      if (!envelope.ok) throw new FailureError(envelope.error)
      return envelope.value
    },

    async subscribe(events, listener, onLost) {
      const controller = new AbortController()
      const response = await reach(`/events?names=${events.join(',')}`, { signal: controller.signal })
      if (!response.ok || !response.body) throw new FailureError(failure('host.untrusted'))
      void follow(response.body, listener).then(onLost, () => {
        if (!controller.signal.aborted) onLost()
      })
      return () => controller.abort()
    },
  }
}

async function follow(body: ReadableStream<Uint8Array>, listener: Listener): Promise<void> {
  const parser = createParser({
    onEvent: ({ event, data }) => listener(event as EventName, JSON.parse(data) as EventPayload<EventName>),
  })
  const decoder = new TextDecoder()
  for await (const part of body) parser.feed(decoder.decode(part, { stream: true }))
}
