/** @file The client of the HTTP API: how a command line call reaches the owner of its data folder. */
import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { createParser } from 'eventsource-parser'
import type { Channel, EventName } from '../contract/channels.ts'
import { FailureError, failure } from '../contract/errors/errors.ts'
import type { EventPayload } from '../contract/events.ts'
import type { Envelope, Input, Output } from '../contract/requests.ts'
import type { Listener } from '../ipc/publish.ts'
import { callOwner } from './call-owner.ts'
import { readServerFile } from './server-file.ts'

/** What a command needs of an engine, in this process or in another. */
export interface Client {
  /** @throws FailureError what the owner refused with, or `host.gone` */
  request<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>>
  /**
   * Subscribes to events. Resolves when no later event can be missed; returns a function that unsubscribes.
   * `onLost` is called once if the owner goes away.
   */
  subscribe(events: readonly EventName[], listener: Listener, onLost: () => void): Promise<() => void>
}

/** Calls that only the command line makes. */
export interface RemoteClient extends Client {
  /** The path of a page that signs one browser in within a minute. */
  signInPage(): Promise<string>
  /** Revokes the token and the sessions that came from it. The new token is in the server file. */
  renewToken(): Promise<void>
}

/**
 * Calls the owner that the server file of a data folder names. The file is read for every call, and the owner proves itself
 * on the connection of that call: a client that outlives its owner sends no secret to another process.
 */
export function createRemoteClient(dataDir: string): RemoteClient {
  async function reach(method: 'GET' | 'POST', path: string, body?: unknown): Promise<IncomingMessage> {
    const serverFile = readServerFile(dataDir)
    if (!serverFile) throw new FailureError(failure('host.gone'))
    try {
      return await callOwner(serverFile, { method, path, body })
    } catch (caught) {
      throw new FailureError(failure('host.gone'), caught)
    }
  }

  async function call<T>(path: string, input: unknown): Promise<T> {
    const response = await reach('POST', path, input)
    const envelope = (await json(response).catch((caught: unknown) => {
      throw new FailureError(failure('host.gone'), caught)
    })) as Envelope<T>
    if (!envelope.ok) throw new FailureError(envelope.error)
    return envelope.value
  }

  return {
    request: (channel, input) => call(`/rpc/${channel}`, input),

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

    signInPage: async () => (await call<{ readonly path: string }>('/sign-in-page', {})).path,

    async renewToken() {
      await call<null>('/new-token', {})
    },
  }
}

function follow(response: IncomingMessage, listener: Listener): void {
  const parser = createParser({
    onEvent: ({ event, data }) => listener(event as EventName, JSON.parse(data) as EventPayload<EventName>),
  })
  response.setEncoding('utf8')
  response.on('data', (text: string) => parser.feed(text))
  // An error of a stream is handled by its close.
  response.on('error', () => {})
}
