/** @file A host for renderer tests: answers what the test says, and tells events when the test says. */
import { shallowRef } from 'vue'
import type { QueueDelta } from '../../src-main/contract/events.ts'
import type { QueuePage } from '../../src-main/contract/requests.ts'
import { type QueueSummary, UPLOAD_STATES, type UploadState, type UploadView } from '../../src-main/contract/upload.ts'
import type { Bridge } from '../../src-renderer/bridge/bridge.ts'
import { aView } from './fakes.ts'

export const emptySummary: QueueSummary = {
  counts: Object.fromEntries(UPLOAD_STATES.map((state) => [state, 0])) as Record<UploadState, number>,
  openBytes: 0,
  openAcceptedBytes: 0,
  openInFlightBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  halted: null,
}

export function viewOf(index: number, change: Partial<UploadView> = {}): UploadView {
  return { ...aView, id: `id-${index}`, name: `clip${index}.mp4`, path: `/clips/clip${index}.mp4`, state: 'queued', ...change }
}

export function createFakeBridge() {
  const listeners = new Map<string, (payload: never) => void>()
  const connected: (() => void)[] = []
  const calls: [channel: string, input: unknown][] = []
  const answers = new Map<string, (input: never) => unknown>()
  const bridge: Bridge = {
    connection: shallowRef('connected'),
    on(event, listener) {
      listeners.set(event, listener as never)
      return () => void listeners.delete(event)
    },
    onConnect(listener) {
      connected.push(listener)
      listener()
    },
    pathsOf: () => null,
    async request(channel, input) {
      calls.push([channel, input])
      const answer = answers.get(channel)
      if (!answer) throw new Error(`no answer for ${channel}`)
      return answer(input as never) as never
    },
  }
  return {
    bridge,
    calls,
    answer: (channel: string, answer: (input: never) => unknown) => void answers.set(channel, answer),
    tell: (delta: Partial<QueueDelta>) =>
      listeners.get('queue.changed')?.({
        revision: 1,
        upserted: [],
        removed: [],
        reread: false,
        summary: emptySummary,
        ...delta,
      } as never),
    reconnect() {
      for (const listener of connected) listener()
    },
    /** Serves pages of a list of rows. */
    serve(rows: readonly UploadView[], revision = 0) {
      answers.set(
        'queue.page',
        ((input: { offset: number; limit: number }): QueuePage => ({
          revision,
          total: rows.length,
          offset: input.offset,
          rows: rows.slice(input.offset, input.offset + input.limit),
          summary: emptySummary,
        })) as never,
      )
    },
  }
}
