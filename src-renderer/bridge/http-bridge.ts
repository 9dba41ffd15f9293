/** @file The bridge of a page in a browser: calls over HTTP, events over a stream that reconnects by itself. */
import { type EventName, VIEW_EVENTS } from '@contract/channels.ts'
import { FailureError, failure } from '@contract/errors/errors.ts'
import type { EventPayload } from '@contract/events.ts'
import { createParser } from 'eventsource-parser'
import { shallowRef } from 'vue'
import { tabTexts } from '../state/browser-storage.ts'
import { type Bridge, type Connection, fetchThumbnail, HOST_GONE, unwrap } from './bridge.ts'

const FIRST_RETRY_MS = 300
const MAX_RETRY_MS = 3_000
/** The host sends something at least every ten seconds; a stream that is silent for longer is dead. */
const SILENCE_MS = 25_000

type Listener = (payload: EventPayload<EventName>) => void

/**
 * Removes the token, or the code that is exchanged for one, from the address, where it would be shown and bookmarked, and stores the token
 * for this tab. A sign-in link that is opened in the same tab changes only the part behind `#`, so the page is reloaded then.
 */
export async function signIn(): Promise<string> {
  window.addEventListener('hashchange', () => location.reload())
  const params = new URLSearchParams(location.hash.slice(1))
  if (location.hash !== '') history.replaceState(null, '', location.pathname)
  const code = params.get('code')
  const token = params.get('token') ?? (code === null ? null : await exchange(code))
  if (token === null) return tabTexts().getItem('token') ?? ''
  tabTexts().setItem('token', token)
  return token
}

/** `null` when the code was used before, or is older than a minute. */
async function exchange(code: string): Promise<string | null> {
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch('/session', { method: 'POST', headers, body: JSON.stringify({ code }) })
    return response.ok ? unwrap<{ readonly token: string }>(await response.json()).token : null
  } catch {
    // The host is gone; the next request reports that.
    return null
  }
}

export function createHttpBridge(token: string): Bridge {
  const connection = shallowRef<Connection>('connecting')
  const lastContactAt = shallowRef(Date.now())
  let endWait = (): void => {}
  const listeners = new Map<EventName, Set<Listener>>()
  const onConnect = new Set<() => void>()
  const headers = { authorization: `Bearer ${token}` }

  async function reconnectForever(): Promise<void> {
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, MAX_RETRY_MS)) {
      const wasConnected = await listen()
      if (connection.value === 'refused') return
      connection.value = 'lost'
      if (wasConnected) wait = FIRST_RETRY_MS
      await new Promise<void>((resolve) => {
        endWait = resolve
        setTimeout(resolve, wait)
      })
    }
  }

  /** Resolves when the stream has ended; to `false` if there was none. */
  async function listen(): Promise<boolean> {
    const controller = new AbortController()
    let connected = false
    try {
      const response = await fetch(`/events?names=${VIEW_EVENTS.join(',')}`, { headers, signal: controller.signal })
      if (response.status === 401 || response.status === 403) connection.value = 'refused'
      if (!response.ok || !response.body) return false
      connected = true
      lastContactAt.value = Date.now()
      connection.value = 'connected'
      for (const listener of onConnect) listener()
      await readEvents(response.body, controller)
    } catch {
      // The host is gone for now: the banner reports it, and the next attempt follows.
    }
    return connected
  }

  async function readEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>, controller: AbortController): Promise<void> {
    const parser = createParser({
      onEvent({ event, data }) {
        for (const listener of listeners.get(event as EventName) ?? []) listener(JSON.parse(data) as EventPayload<EventName>)
      },
    })
    let silence = 0
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      silence = window.setTimeout(() => controller.abort(), SILENCE_MS)
      const { done, value } = await reader.read().finally(() => clearTimeout(silence))
      if (done) return
      lastContactAt.value = Date.now()
      parser.feed(value)
    }
  }

  void reconnectForever()

  return {
    connection,
    lastContactAt,
    reconnectNow: () => endWait(),
    async request(channel, input) {
      let response: Response
      try {
        response = await fetch(`/rpc/${channel}`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(input),
        })
      } catch (caught) {
        throw new FailureError(HOST_GONE, caught)
      }
      if (response.status === 401 || response.status === 403) {
        connection.value = 'refused'
        throw new FailureError(failure('host.untrusted'))
      }
      return unwrap(await response.json())
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener as Listener))
      return () => void set.delete(listener as Listener)
    },
    onConnect(listener) {
      onConnect.add(listener)
      if (connection.value === 'connected') listener()
      return () => void onConnect.delete(listener)
    },
    thumbnail: (id) => fetchThumbnail(id, headers),
    pathsOf: () => null,
  }
}
