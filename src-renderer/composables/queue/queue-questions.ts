/** @file The texts of the questions before uploads are started over, sent as they are, or deleted at their hosts. Pure. */
import { t, tn } from '@contract/i18n/i18n.ts'
import { type Action, ALLOWED_STATES } from '@contract/queue/actions.ts'
import type { Measure } from '@contract/queue/measure.ts'
import { UNDO_MS } from '@contract/queue/task.ts'
import { formatBytes } from '@contract/text/format.ts'

export interface QuestionText {
  readonly title: string
  /** What the action does and what is lost. */
  readonly lines: readonly string[]
  readonly action: string
}

const undoLine = (): string => tn(UNDO_MS / 1_000, 'You can undo this for {n} second.', 'You can undo this for {n} seconds.')

/** How many of the measured uploads can take an action. */
export function ableTo(action: Action, { counts }: Pick<Measure, 'counts'>): number {
  return ALLOWED_STATES[action].reduce((sum, state) => sum + counts[state], 0)
}

/**
 * `null` for actions that need no question, because they can be undone or lose nothing.
 *
 * @param name of the only selected upload; `null` for several
 */
export function questionBefore(action: Action, measure: Measure, name: string | null): QuestionText | null {
  const able = ableTo(action, measure)
  switch (action) {
    case 'startOver':
    case 'whenQuiet':
      return questionBeforeStart(able, measure.unfinished.acceptedBytes, name)
    case 'sendAsIs':
      return {
        title:
          name === null
            ? tn(able, 'Send {n} upload as it is?', 'Send {n} uploads as they are?')
            : t('Send “{name}” as it is?', { name }),
        lines: [
          tn(
            name === null ? able : 1,
            'It is not the file that was offloaded. It counts as sent, and its receipt says for ever that it differs.',
            'They are not the files that were offloaded. They count as sent, and their receipts say for ever that they differ.',
          ),
        ],
        action: t('Send'),
      }
    default:
      return null
  }
}

function questionBeforeStart(able: number, lostBytes: number, name: string | null): QuestionText | null {
  if (lostBytes === 0) return null
  return {
    title: name === null ? tn(able, 'Start {n} upload over?', 'Start {n} uploads over?') : t('Start “{name}” over?', { name }),
    lines: [
      tn(
        able,
        'The {size} that was already sent will be deleted at the host and sent again.',
        'The {size} that were already sent will be deleted at the host and sent again.',
        { size: formatBytes(lostBytes) },
      ),
    ],
    action: t('Start over'),
  }
}

/** @param title of the only video; `null` for several */
export function questionBeforeDeletion(videos: number, title: string | null, host: string | null): QuestionText {
  return {
    title: title === null ? deletionOfSeveral(videos, host) : deletionOfOne(title, host),
    lines: [
      tn(
        videos,
        'It cannot be watched there any more, its links stop working, and it leaves this list. Files on this computer stay.',
        'They cannot be watched there any more, their links stop working, and they leave this list. Files on this computer stay.',
      ),
      undoLine(),
    ],
    action: t('Delete at the host'),
  }
}

function deletionOfOne(title: string, host: string | null): string {
  return host === null ? t('Delete “{title}” at its host?', { title }) : t('Delete “{title}” at {host}?', { title, host })
}

function deletionOfSeveral(videos: number, host: string | null): string {
  return host === null
    ? tn(videos, 'Delete {n} video at its host?', 'Delete {n} videos at their hosts?')
    : tn(videos, 'Delete {n} video at {host}?', 'Delete {n} videos at {host}?', { host })
}
