/** @file The clips that were sent last and have a link to copy. */
import type { EventName } from '../../contract/channels.ts'
import type { EventPayload } from '../../contract/events.ts'
import type { UploadView } from '../../contract/queue/upload.ts'
import type { Envelope, Output } from '../../contract/requests.ts'
import type { Links } from '../../contract/video.ts'
import type { Reelay } from '../../host.ts'
import type { SentClip } from '../menus/tray-menu.ts'

const MAX_CLIPS = 3
const RECEIPTS_READ = 100

/** The address to copy: of the page with the video, or of the video. */
export function linkOf(links: Links): string | null {
  return links.watch ?? links.hls ?? links.dash ?? links.mp4 ?? null
}

/** Newest first, each clip once. */
export function withSentClip(list: readonly SentClip[], { id, name, title, state, links }: UploadView): readonly SentClip[] {
  const link = state === 'done' ? linkOf(links) : null
  const others = list.filter((clip) => clip.id !== id)
  return link === null ? others : [{ id, name: title ?? name, link }, ...others].slice(0, MAX_CLIPS)
}

export async function followSentClips(
  { dispatch, publisher }: Pick<Reelay, 'dispatch' | 'publisher'>,
  onChange: () => void,
): Promise<() => readonly SentClip[]> {
  let list: readonly SentClip[] = []
  /** Events that arrive while the receipts are read, and are newer than these. */
  let pending: UploadView[] | null = []
  publisher.subscribe((event: EventName, payload: EventPayload<EventName>) => {
    if (event !== 'queue.transitioned') return
    pending?.push(payload as UploadView)
    const next = withSentClip(list, payload as UploadView)
    if (next.length === list.length && next.every((clip, index) => clip.id === list[index]?.id)) return
    list = next
    onChange()
  })
  list = pending.reduce(withSentClip, await readSentClips(dispatch))
  pending = null
  return () => list
}

/** From the receipts, newest first; pages of the queue are in the order of sending instead. */
async function readSentClips(dispatch: Reelay['dispatch']): Promise<readonly SentClip[]> {
  const page = (await dispatch('receipts.list', { limit: RECEIPTS_READ })) as Envelope<Output<'receipts.list'>>
  let found: readonly SentClip[] = []
  for (const { uploadId } of page.ok ? page.value.receipts : []) {
    // The row may have been removed.
    const details = (await dispatch('queue.get', { id: uploadId })) as Envelope<Output<'queue.get'>>
    if (details.ok && !found.some(({ id }) => id === uploadId)) found = [...found, ...withSentClip([], details.value.upload)]
    if (found.length === MAX_CLIPS) break
  }
  return found
}
