/** @file The last clips that were sent and have a link to copy. */
import type { EventName } from '../contract/channels.ts'
import type { EventPayload } from '../contract/events.ts'
import type { Envelope, Output } from '../contract/requests.ts'
import type { UploadView } from '../contract/upload.ts'
import type { Links } from '../contract/video.ts'
import type { Reelay } from '../host.ts'
import type { Arrived } from './tray-menu.ts'

const MOST = 3
const RECEIPTS_READ = 100

/** The address to copy: of the page with the video, or of the video. */
export function linkOf(links: Links): string | null {
  return links.watch ?? links.hls ?? links.dash ?? links.mp4 ?? null
}

/** Newest first, each clip once. */
export function withArrived(list: readonly Arrived[], { id, name, title, state, links }: UploadView): readonly Arrived[] {
  const link = state === 'done' ? linkOf(links) : null
  const others = list.filter((one) => one.id !== id)
  return link === null ? others : [{ id, name: title ?? name, link }, ...others].slice(0, MOST)
}

export async function followArrived(
  { dispatch, publisher }: Pick<Reelay, 'dispatch' | 'publisher'>,
  onChange: () => void,
): Promise<() => readonly Arrived[]> {
  let list: readonly Arrived[] = []
  /** Events that arrive while the receipts are read; they are newer. */
  let pending: UploadView[] | null = []
  publisher.subscribe((event: EventName, payload: EventPayload<EventName>) => {
    if (event !== 'queue.transitioned') return
    pending?.push(payload as UploadView)
    const next = withArrived(list, payload as UploadView)
    if (next.length === list.length && next.every((one, at) => one.id === list[at]?.id)) return
    list = next
    onChange()
  })
  const before = await arrivedBefore(dispatch)
  list = pending.reduce(withArrived, before)
  pending = null
  return () => list
}

/** From the receipts, newest first: the queue is in the order of sending. */
async function arrivedBefore(dispatch: Reelay['dispatch']): Promise<readonly Arrived[]> {
  const page = (await dispatch('receipts.list', { limit: RECEIPTS_READ })) as Envelope<Output<'receipts.list'>>
  let found: readonly Arrived[] = []
  for (const { uploadId } of page.ok ? page.value.receipts : []) {
    // Its row may have been removed.
    const details = (await dispatch('queue.get', { id: uploadId })) as Envelope<Output<'queue.get'>>
    if (details.ok && !found.some(({ id }) => id === uploadId)) found = [...found, ...withArrived([], details.value.upload)]
    if (found.length === MOST) break
  }
  return found
}
