/** @file The texts of the header of a group of the queue. Pure. */
import { formatDate, formatNumber, t, tn } from '@contract/i18n/i18n.ts'
import type { QueueGroup } from '@contract/queue/queue-groups.ts'
import { dayOf } from '@contract/text/day.ts'
import { formatBytes, formatBytesOf, formatDuration, formatMoment } from '@contract/text/format.ts'
import { lastNameIn } from '@contract/text/paths.ts'

/** The name of the folder, of the batch, or of the day. */
export function groupTitle(group: QueueGroup, now: number): string {
  if (group.kind === 'day') {
    if (dayOf(group.addedAt) === dayOf(now)) return t('Added one by one today')
    const day = formatDate(group.addedAt, { weekday: 'short', day: 'numeric', month: 'long' })
    return t('Added one by one, {day}', { day })
  }
  if (group.name !== null) return group.name
  return group.folder === null ? t('Added {moment}', { moment: formatMoment(group.addedAt, now) }) : lastNameIn(group.folder)
}

/** The number of clips, and their size. */
export function groupTotals({ clips, shown, sizeBytes }: QueueGroup): string {
  const all =
    shown < clips
      ? tn(clips, '{shown} of {n} clip', '{shown} of {n} clips', { shown: formatNumber(shown) })
      : tn(clips, '{n} clip', '{n} clips')
  return sizeBytes > 0 ? `${all} · ${formatBytes(sizeBytes)}` : all
}

/** The progress in clips, and in bytes while some are missing. */
export function groupProgress(group: QueueGroup): readonly [clips: string, bytes: string] {
  const { clips, sent, processing, moving, queued, acceptedBytes, sizeBytes } = group
  const bytes = acceptedBytes > 0 && acceptedBytes < sizeBytes ? formatBytesOf(acceptedBytes, sizeBytes) : ''
  if (sent === clips) return [t('All sent'), '']
  if (processing > 0 && sent + processing === clips) return [t('Processing at the host'), '']
  if (sent > 0) return [t('{sent} of {all} sent', { sent: formatNumber(sent), all: formatNumber(clips) }), bytes]
  if (moving > 0) return [t('Sending'), bytes]
  return [queued > 0 ? t('In line') : '', bytes]
}

/** When a group that is being sent is done; how long a queued group will take once it is its turn. */
export function groupTime({ moving, queued, secondsLeft }: QueueGroup, now: number): string {
  if (secondsLeft === null) return ''
  if (moving > 0) return t('Done about {moment}', { moment: formatMoment(now + secondsLeft * 1_000, now) })
  return queued > 0 ? formatDuration(secondsLeft) : ''
}
