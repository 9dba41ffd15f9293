/** @file The entries of the tray menu. Pure: `tray.ts` shows them. */
import { formatList, t, tn } from '../../contract/i18n/i18n.ts'
import { idleMessage } from '../../contract/messages/queue-messages.ts'
import type { QueueSummary } from '../../contract/queue/upload.ts'
import { formatDuration, formatSpeed } from '../../contract/text/format.ts'
import { type Presence, presenceOf } from '../presence/presence-of.ts'

export type TrayAction =
  | {
      readonly do:
        | 'open'
        | 'needs'
        | 'pause'
        | 'resume'
        | 'slow'
        | 'full-speed'
        | 'add'
        | 'quit'
        | 'quit-when-done'
        | 'stay'
        | 'drop-window'
    }
  | { readonly do: 'copy'; readonly link: string }

/** `null` is a separator. */
type TrayEntry = { readonly label: string; readonly action: TrayAction | null; readonly checked?: boolean } | null

/** A sent clip with the link to copy. */
export interface SentClip {
  readonly id: string
  readonly name: string
  readonly link: string
}

const NAME_LETTERS = 28

export interface TrayFacts {
  readonly summary: QueueSummary | null
  /** Newest first. */
  readonly sentClips: readonly SentClip[]
  readonly slowedDown: boolean
  /** Whether the app quits by itself once everything has been sent. */
  readonly quitsWhenDone: boolean
  readonly hasDropWindow: boolean
}

export function trayMenu({ summary, sentClips, slowedDown, quitsWhenDone, hasDropWindow }: TrayFacts): readonly TrayEntry[] {
  const presence = summary && presenceOf(summary)
  const moves = presence !== null && presence.sending + presence.queued > 0
  const canResume = !moves && (summary?.counts.paused ?? 0) > 0
  const needs = presence?.needs ?? 0
  return [
    { label: headline(summary, presence), action: null },
    null,
    { label: t('Open Reelay'), action: { do: 'open' } },
    ...(needs === 0
      ? []
      : [{ label: tn(needs, '{n} clip needs you…', '{n} clips need you…'), action: { do: 'needs' as const } }]),
    null,
    canResume
      ? { label: t('Resume all'), action: { do: 'resume' } }
      : { label: t('Pause all'), action: moves ? { do: 'pause' } : null },
    slowedDown
      ? { label: t('Full speed again'), action: { do: 'full-speed' } }
      : { label: t('Slow down for an hour'), action: { do: 'slow' } },
    ...(sentClips.length === 0 ? [] : [null]),
    ...sentClips.map(({ name, link }) => ({
      label: t('Copy the link of {name}', { name: shorten(name, NAME_LETTERS) }),
      action: { do: 'copy' as const, link },
    })),
    null,
    { label: t('Add clips…'), action: { do: 'add' } },
    { label: t('Drop window'), action: { do: 'drop-window' }, checked: hasDropWindow },
    null,
    ...(moves || quitsWhenDone
      ? [
          {
            label: t('Quit when all have arrived'),
            action: { do: quitsWhenDone ? ('stay' as const) : ('quit-when-done' as const) },
            checked: quitsWhenDone,
          },
        ]
      : []),
    { label: presence !== null && presence.sending > 0 ? t('Pause and quit') : t('Quit Reelay'), action: { do: 'quit' } },
  ]
}

/** One line about everything; also the tooltip of the icon. */
export function headline(summary: QueueSummary | null, presence: Presence | null): string {
  if (!summary || !presence) return 'Reelay'
  if (summary.halted) return t('Stopped: the queue cannot be stored')
  if (presence.sending > 0) {
    const parts = [
      formatSpeed(summary.bytesPerSecond),
      ...(summary.secondsLeft === null ? [] : [t('{duration} left', { duration: formatDuration(summary.secondsLeft) })]),
      ...(presence.queued === 0 ? [] : [tn(presence.queued, '{n} in line', '{n} in line')]),
    ]
    return formatList(parts, 'unit')
  }
  if (presence.queued > 0) return tn(presence.queued, '{n} clip waits', '{n} clips wait')
  return idleMessage(summary.counts)
}

const segments = new Intl.Segmenter()

/** Cuts the middle out of a name: takes of one shot differ at the end. */
export function shorten(name: string, letters: number): string {
  const all = [...segments.segment(name)].map(({ segment }) => segment)
  if (all.length <= letters) return name
  const end = Math.floor((letters - 1) / 2)
  return `${all.slice(0, letters - 1 - end).join('')}…${all.slice(-end).join('')}`
}
