/** @file The clips that arrived last and have a link to hand on. */
import type { EventName } from '../contract/channels.ts'
import type { EventPayload } from '../contract/events.ts'
import type { Envelope, QueuePage } from '../contract/requests.ts'
import type { UploadView } from '../contract/upload.ts'
import type { Links } from '../contract/video.ts'
import type { Reelay } from '../host.ts'
import type { Arrived } from './tray-menu.ts'

const MOST = 3
const LOOK_AT = 100

/** The address to hand on: of the page with the video, or of the video. */
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
  publisher.subscribe((event: EventName, payload: EventPayload<EventName>) => {
    if (event !== 'queue.transitioned') return
    const next = withArrived(list, payload as UploadView)
    if (next.length === list.length && next.every((one, at) => one.id === list[at]?.id)) return
    list = next
    onChange()
  })
  const filter = { group: 'finished', search: '' }
  const page = (await dispatch('queue.page', { filter, offset: 0, limit: LOOK_AT })) as Envelope<QueuePage>
  const rows = page.ok ? [...page.value.rows].sort((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0)) : []
  list = rows.reduce(withArrived, list)
  return () => list
}
