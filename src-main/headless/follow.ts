/** @file Follows uploads through an engine’s events until all of them have settled. */
import type { QueueDelta } from '../contract/events.ts'
import { SETTLED, type UploadView } from '../contract/queue/upload.ts'
import { silenceOf } from '../contract/video.ts'
import type { Client } from '../http-api/client.ts'
import type { Listener } from '../ipc/publish.ts'
import { createGiveUpPolicy } from './give-up-policy.ts'
import { createHaltNotes } from './output/halt-notes.ts'
import type { Reporter, Totals } from './output/reporter.ts'

export type Ending = 'settled' | 'interrupted' | 'owner gone'

export interface Follower {
  /** Sets the uploads to follow, once they are known. */
  follow(ids: readonly string[]): Promise<void>
  /** Resolves when all of them have settled, or when no more events can arrive. */
  readonly ended: Promise<Ending>
  totals(): Pick<Totals, 'done' | 'failed' | 'attention' | 'bytes'>
  stop(): void
}

/**
 * Listens from the start, so that nothing is missed between adding and following.
 *
 * @param waitReady count an upload as settled only when the provider has processed it, too
 */
export async function createFollower(
  client: Client,
  reporter: Reporter,
  { waitReady, interrupted, now }: { waitReady: boolean; interrupted: AbortSignal; now: () => number },
): Promise<Follower> {
  const latest = new Map<string, UploadView>()
  const removed = new Set<string>()
  const wanted = new Set<string>()
  const open = new Set<string>()
  const buffered: UploadView[] = []
  let following = false
  const noteHalt = createHaltNotes(reporter)
  const giveUpPolicy = createGiveUpPolicy(now)
  let end: (ending: Ending) => void = () => {}
  const ended = new Promise<Ending>((resolve) => {
    end = resolve
  })

  const isSettled = (upload: UploadView): boolean => {
    if (upload.state === 'processing') return !waitReady || isProcessingUnknown(upload)
    return SETTLED.has(upload.state) && upload.state !== 'paused'
  }

  function onTransition(upload: UploadView): void {
    if (!wanted.has(upload.id)) return
    latest.set(upload.id, upload)
    reporter.state(upload)
    const hopeless = giveUpPolicy.isHopeless(upload)
    if (isSettled(upload)) open.delete(upload.id)
    else open.add(upload.id)
    if (open.size === 0) end('settled')
    else if (hopeless) client.request('queue.giveUp', { ids: [upload.id] }).catch(() => {})
  }

  const listener: Listener = (event, payload) => {
    if (event === 'queue.transitioned') {
      const upload = payload as UploadView
      if (following) onTransition(upload)
      else buffered.push(upload)
    } else if (event === 'queue.changed') {
      const { upserted, removed: gone, summary } = payload as QueueDelta
      noteHalt(summary.halted)
      for (const upload of upserted) progress(upload)
      for (const id of gone) onRemoved(id)
    }
  }

  function progress(upload: UploadView): void {
    const before = latest.get(upload.id)
    const same = before && sentOf(before) === sentOf(upload) && before.processing?.percent === upload.processing?.percent
    if (before?.state !== upload.state || same) return
    latest.set(upload.id, upload)
    reporter.progress(upload)
  }

  function onRemoved(id: string): void {
    if (!open.delete(id)) return
    removed.add(id)
    if (following && open.size === 0) end('settled')
  }

  const unsubscribe = await client.subscribe(['queue.transitioned', 'queue.changed'], listener, () => end('owner gone'))
  interrupted.addEventListener('abort', () => end('interrupted'), { once: true })
  if (interrupted.aborted) end('interrupted')

  return {
    ended,
    async follow(ids) {
      for (const id of ids) {
        wanted.add(id)
        open.add(id)
      }
      following = true
      for (const upload of buffered.splice(0)) onTransition(upload)
      for (const id of ids) {
        if (latest.has(id) || removed.has(id)) continue
        const { upload } = await client.request('queue.get', { id })
        if (!latest.has(id)) onTransition(upload)
      }
      if (open.size === 0) end('settled')
    },
    totals() {
      const totals = { done: 0, failed: removed.size, attention: 0, bytes: 0 }
      for (const upload of latest.values()) {
        const { id, state, sizeBytes } = upload
        if (removed.has(id)) continue
        if (waitReady && isProcessingUnknown(upload)) totals.attention += 1
        else if (state === 'done' || state === 'processing') {
          totals.done += 1
          totals.bytes += sizeBytes
        } else if (state === 'failed' || state === 'cancelled') totals.failed += 1
        else if (state === 'needs-attention') totals.attention += 1
      }
      return totals
    },
    stop: unsubscribe,
  }
}

/** Sent, but the provider does not report whether it can play it. */
function isProcessingUnknown({ state, processing }: UploadView): boolean {
  if (state === 'done') return processing?.state === 'unknown'
  return state === 'processing' && silenceOf(processing) === 'lasting'
}

function sentOf({ acceptedBytes, inFlightBytes }: UploadView): number {
  return acceptedBytes + inFlightBytes
}
