/** @file The client of the HTTP API: how a command line call reaches the owner of its data folder. */
import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { createParser } from 'eventsource-parser'
import type { Channel, EventName } from '../contract/channels.ts'
import { FailureError, failure } from '../contract/errors.ts'
import type { EventPayload } from '../contract/events.ts'
import type { Envelope, Input, Output } from '../contract/requests.ts'
import type { Listener } from '../ipc/publish.ts'
import { callOwner } from './call-owner.ts'
import { readServerNote } from './server-file.ts'

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

/** What can be asked of an owner besides. */
export interface RemoteClient extends Client {
  /** The path of a page that signs one browser in within a minute. */
  signInPage(): Promise<string>
  /** Makes the token of before useless, and what came from it. The new one is in the note. */
  renewToken(): Promise<void>
}

/**
 * Speaks to the owner that the note in a data folder names. The note is read anew for every call, and the owner proves itself
 * on the connection of that very call: a client that outlives its owner gives nothing away.
 */
export function createRemoteClient(dataDir: string): RemoteClient {
  async function reach(method: 'GET' | 'POST', path: string, body?: unknown): Promise<IncomingMessage> {
    const note = readServerNote(dataDir)
    if (!note) throw new FailureError(failure('host.gone'))
    try {
      return await callOwner(note, { method, path, body })
    } catch (caught) {
      throw new FailureError(failure('host.gone'), caught)
    }
  }

  async function ask<T>(path: string, input: unknown): Promise<T> {
    const response = await reach('POST', path, input)
    const envelope = (await json(response).catch((caught: unknown) => {
      throw new FailureError(failure('host.gone'), caught)
    })) as Envelope<T>
    if (!envelope.ok) throw new FailureError(envelope.error)
    return envelope.value
  }

  return {
    request: (channel, input) => ask(`/rpc/${channel}`, input),

    async subscribe(events, listener, onLost) {
      const response = await reach('GET', `/events?names=${events.join(',')}`)
      if (response.statusCode !== 200) {
        response.destroy()
        throw new FailureError(failure(response.statusCode === 503 ? 'host.busy' : 'host.untrusted'))
      }
      let isWanted = true
      follow(response, listener)
      response.once('close', () => {
        if (isWanted) onLost()
      })
      return () => {
        isWanted = false
        response.destroy()
      }
    },

    signInPage: async () => (await ask<{ readonly path: string }>('/sign-in-page', {})).path,

    async renewToken() {
      await ask<null>('/new-token', {})
    },
  }
}

function follow(response: IncomingMessage, listener: Listener): void {
  const parser = createParser({
    onEvent: ({ event, data }) => listener(event as EventName, JSON.parse(data) as EventPayload<EventName>),
  })
  response.setEncoding('utf8')
  response.on('data', (text: string) => parser.feed(text))
  // What ends a stream is told by its close.
  response.on('error', () => {})
}
