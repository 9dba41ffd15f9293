/** @file What the header of a group says. Pure. */
import { dayOf } from '@contract/day.ts'
import { counted, formatBytes, formatBytesOf, formatDuration, formatMoment } from '@contract/format.ts'
import { lastNameIn } from '@contract/paths.ts'
import type { QueueGroup } from '@contract/queue-groups.ts'

/** The name of a folder, of a batch, or of a day. */
export function groupTitle(group: QueueGroup, now: number): string {
  if (group.kind === 'day') {
    const isToday = dayOf(group.addedAt) === dayOf(now)
    const day = new Date(group.addedAt).toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'long' })
    return isToday ? 'Added one by one today' : `Added one by one, ${day}`
  }
  if (group.name !== null) return group.name
  return group.folder === null ? `Added ${formatMoment(group.addedAt, now)}` : lastNameIn(group.folder)
}

/** How many clips there are, and how large they are. */
export function groupTotals({ clips, shown, sizeBytes }: QueueGroup): string {
  const size = sizeBytes > 0 ? ` · ${formatBytes(sizeBytes)}` : ''
  return shown < clips ? `${shown.toLocaleString('en')} of ${counted(clips, 'clip')}${size}` : `${counted(clips, 'clip')}${size}`
}

/** How far it is, in clips; and in bytes as long as some are missing. */
export function groupProgress(group: QueueGroup): readonly [string, string] {
  const { clips, sent, processing, moving, queued, acceptedBytes, sizeBytes } = group
  const bytes = acceptedBytes > 0 && acceptedBytes < sizeBytes ? formatBytesOf(acceptedBytes, sizeBytes) : ''
  if (sent === clips) return ['All sent', '']
  if (processing > 0 && sent + processing === clips) return ['Processing at the host', '']
  if (sent > 0) return [`${sent.toLocaleString('en')} of ${clips.toLocaleString('en')} sent`, bytes]
  if (moving > 0) return ['Sending', bytes]
  return [queued > 0 ? 'In line' : '', bytes]
}

/** When what is on its way will be there; of what is in line, how long it will take once it is its turn. */
export function groupTime({ moving, queued, secondsLeft }: QueueGroup, now: number): string {
  if (secondsLeft === null) return ''
  if (moving > 0) return `Done about ${formatMoment(now + secondsLeft * 1_000, now)}`
  return queued > 0 ? formatDuration(secondsLeft) : ''
}
