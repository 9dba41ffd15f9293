/** @file The texts of system notices, and what a click on each opens. Pure. */
import type { Arrival } from '../../contract/arrivals.ts'
import { helpOf, titleOf } from '../../contract/errors/errors.ts'
import { t, tn } from '../../contract/i18n/i18n.ts'
import { shownAccount } from '../../contract/messages/account-name.ts'
import { batchSettled } from '../../contract/messages/batch-messages.ts'
import type { UploadView } from '../../contract/queue/upload.ts'
import { formatBytes } from '../../contract/text/format.ts'
import type { BatchView, WatchView } from '../../contract/watch.ts'

export interface NoticeMessage {
  readonly title: string
  readonly body: string
  /** What a click shows. */
  readonly target: Arrival
  /** Shown in quiet hours, too. */
  readonly isUrgent: boolean
}

/** More causes at once are combined into one notice. */
const MAX_CAUSES = 3

/** For a batch that was sent, or of which the rest needs a person. */
export function batchNotice(batch: BatchView): NoticeMessage {
  const { title, tone } = batchSettled(batch)
  const body =
    tone === 'problem'
      ? t('What was sent is kept.')
      : t('{size}, each clip confirmed by its host.', { size: formatBytes(batch.sizeBytes) })
  return { title, body, target: { kind: 'batch', id: batch.id }, isUrgent: tone === 'problem' }
}

/** One notice per cause, not per clip. */
export function attentionNotices(uploads: readonly UploadView[]): readonly NoticeMessage[] {
  const causes = new Map<string, UploadView[]>()
  for (const upload of uploads) {
    const key = `${upload.accountId} ${upload.failure?.code ?? ''}`
    causes.set(key, [...(causes.get(key) ?? []), upload])
  }
  if (causes.size > MAX_CAUSES) {
    const title = tn(uploads.length, '{n} clip needs you', '{n} clips need you')
    return [{ title, body: t('Each row says why, and what helps.'), target: { kind: 'needs' }, isUrgent: false }]
  }
  return [...causes.values()].flatMap((clips): readonly NoticeMessage[] => {
    const [first] = clips
    if (!first) return []
    const what = first.failure ? titleOf(first.failure) : t('It needs you')
    if (clips.length === 1)
      return [
        {
          title: t('{name}: {what}', { name: first.title ?? first.name, what }),
          body: first.failure ? helpOf(first.failure) : '',
          target: { kind: 'upload' as const, id: first.id },
          isUrgent: false,
        },
      ]
    return [
      {
        title: t('{name}: {what}', { name: shownAccount(first.accountName), what }),
        body: tn(
          clips.length,
          '{n} clip waits for you and keeps what it sent.',
          '{n} clips wait for you and keep what they sent.',
        ),
        target: { kind: 'needs' as const },
        isUrgent: false,
      },
    ]
  })
}

/** For each drive that was disconnected while files on it were still to be sent. */
export function offlineNotices(before: readonly WatchView[], now: readonly WatchView[]): readonly NoticeMessage[] {
  return now.flatMap((watch) => {
    const stateBefore = before.find(({ id }) => id === watch.id)?.state
    const open = watch.counts.waiting + watch.counts.queued
    if (watch.state !== 'offline' || stateBefore === undefined || stateBefore === 'offline' || open === 0) return []
    return [
      {
        title: t('{name} is not connected', { name: watch.name }),
        body: tn(
          open,
          '{n} clip waits, and goes on when the drive is back.',
          '{n} clips wait, and go on when the drive is back.',
        ),
        target: { kind: 'view' as const, view: 'folders' as const },
        isUrgent: false,
      },
    ]
  })
}
