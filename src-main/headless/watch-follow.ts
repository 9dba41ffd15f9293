/** @file Reports and counts what a running service does. Forgets uploads that are done. */
import type { QueueDelta } from '../contract/events.ts'
import type { UploadView } from '../contract/queue/upload.ts'
import type { WatchView } from '../contract/watch.ts'
import type { Client } from '../http-api/client.ts'
import type { Listener } from '../ipc/publish.ts'
import type { GiveUpPolicy } from './give-up-policy.ts'
import { createHaltNotes } from './output/halt-notes.ts'
import type { Reporter, Totals } from './output/reporter.ts'

export interface ServiceFollower {
  totals(): Pick<Totals, 'done' | 'failed' | 'attention' | 'bytes'>
  /** Whether waiting for the server of an upload is hopeless. */
  isHopeless(id: string): boolean
  /** Uploads that stopped: failed, cancelled, or in need of a person. */
  readonly stopped: ReadonlyMap<string, 'failed' | 'attention'>
  stop(): void
}

export async function followService(client: Client, reporter: Reporter, giveUpPolicy: GiveUpPolicy): Promise<ServiceFollower> {
  const stopped = new Map<string, 'failed' | 'attention'>()
  const hopeless = new Set<string>()
  /** The last reported row of each upload that is not done. */
  const reported = new Map<string, UploadView>()
  /** Verified, and still being processed by their provider. */
  const processing = new Set<string>()
  const watches = new Map<string, string>()
  let done = 0
  let bytes = 0
  const noteHalt = createHaltNotes(reporter)

  function onTransition(upload: UploadView): void {
    reporter.state(upload)
    const { id, state } = upload
    hopeless.delete(id)
    stopped.delete(id)
    if (giveUpPolicy.isHopeless(upload)) hopeless.add(id)
    if (state === 'done' || state === 'processing') countSent(upload)
    else reported.set(id, upload)
    if (state === 'failed' || state === 'cancelled') stopped.set(id, 'failed')
    else if (state === 'needs-attention') stopped.set(id, 'attention')
  }

  function countSent({ id, state, sizeBytes }: UploadView): void {
    reported.delete(id)
    const counted = state === 'processing' ? processing.has(id) : processing.delete(id)
    if (state === 'processing') processing.add(id)
    if (counted) return
    done += 1
    bytes += sizeBytes
  }

  function progress(upload: UploadView): void {
    const before = reported.get(upload.id)
    const same = before && before.acceptedBytes + before.inFlightBytes === upload.acceptedBytes + upload.inFlightBytes
    if (before?.state !== upload.state || same) return
    reported.set(upload.id, upload)
    reporter.progress(upload)
  }

  function onQueueChanged({ upserted, removed, summary }: QueueDelta): void {
    noteHalt(summary.halted)
    for (const upload of upserted) progress(upload)
    for (const id of removed) for (const known of [stopped, hopeless, reported, processing]) known.delete(id)
  }

  function onWatchesChanged(list: readonly WatchView[]): void {
    for (const watch of list) {
      const { state, failure, counts, moves, unreported } = watch
      const signature = [state, failure?.code, counts.asking, moves.failed, unreported?.params['reason']].join()
      if (watches.get(watch.id) === signature) continue
      watches.set(watch.id, signature)
      reporter.watch(watch)
    }
    for (const id of watches.keys()) if (!list.some((watch) => watch.id === id)) watches.delete(id)
  }

  const listener: Listener = (event, payload) => {
    if (event === 'queue.transitioned') onTransition(payload as UploadView)
    else if (event === 'queue.changed') onQueueChanged(payload as QueueDelta)
    else if (event === 'watches.changed') onWatchesChanged(payload as readonly WatchView[])
    else if (event === 'batch.settled') reporter.batch(payload as Parameters<Reporter['batch']>[0])
  }

  const names = ['queue.transitioned', 'queue.changed', 'watches.changed', 'batch.settled'] as const
  const unsubscribe = await client.subscribe(names, listener, () => {})
  return {
    totals() {
      const kinds = [...stopped.values()]
      const failed = kinds.filter((kind) => kind === 'failed').length
      return { done, failed, attention: kinds.length - failed, bytes }
    },
    isHopeless: (id) => hopeless.has(id),
    stopped,
    stop: unsubscribe,
  }
}
