/** @file The rules and the scans of a watched folder as lines of name and text. Pure. */
import { formatList, formatNumber, lazyTexts, t } from '@contract/i18n/i18n.ts'
import { driveLabel } from '@contract/messages/drive-label.ts'
import { describeRules, messageOfWatch } from '@contract/messages/watch-messages.ts'
import { formatMoment } from '@contract/text/format.ts'
import { QUIET_SECONDS, type WatchRules, type WatchView } from '@contract/watch.ts'
import { hoursText } from '../settings/week-messages.ts'

interface RuleLine {
  readonly name: string
  readonly text: string
}

const CHANGED_LABELS: Readonly<Record<WatchRules['whenChanged'], string>> = lazyTexts({
  ask: () => t('Ask'),
  send: () => t('Send the new version'),
  ignore: () => t('Leave it'),
})
const ORDER_LABELS: Readonly<Record<WatchRules['order'], string>> = lazyTexts({
  oldest: () => t('Oldest first'),
  newest: () => t('Newest first'),
  name: () => t('By name'),
})

export function ruleLines({ rules, volume }: Pick<WatchView, 'rules' | 'volume'>): readonly RuleLine[] {
  const quiet = rules.quietSeconds ?? QUIET_SECONDS[volume.kind]
  return [
    { name: t('Files'), text: describeRules({ ...rules, afterwards: { do: 'keep' } }) },
    { name: t('Ready when'), text: t('Unchanged for {n} s and whole', { n: formatNumber(quiet) }) },
    { name: t('Title'), text: rules.titleTemplate ?? t('As the account says') },
    { name: t('Hours'), text: hoursLine(rules) },
    { name: t('Order'), text: orderText(rules) },
    { name: t('Then'), text: afterwardsLine(rules) },
    { name: t('If changed'), text: CHANGED_LABELS[rules.whenChanged] },
  ]
}

function hoursLine({ hours }: Pick<WatchRules, 'hours'>): string {
  return hours.length === 0 ? t('At any time') : formatList(hours.map(hoursText), 'clauses')
}

function orderText({ order, priority }: Pick<WatchRules, 'order' | 'priority'>): string {
  const label = ORDER_LABELS[order]
  if (priority === 0) return label
  return priority > 0 ? t('{order}, before others', { order: label }) : t('{order}, after others', { order: label })
}

function afterwardsLine({ afterwards, sidecars }: Pick<WatchRules, 'afterwards' | 'sidecars'>): string {
  switch (afterwards.do) {
    case 'keep':
      return t('Kept where it is')
    case 'move': {
      const { folder } = afterwards
      return sidecars ? t('Moved to {folder}, with what belongs to it', { folder }) : t('Moved to {folder}', { folder })
    }
    case 'trash':
      return sidecars ? t('Moved to the Trash, with what belongs to it') : t('Moved to the Trash')
  }
}

/** When the last scan was and the next one is, and the drive. */
export function scanLines(watched: WatchView, now: number): readonly RuleLine[] {
  const { lastScanAt, volume } = watched
  return [
    { name: t('Last'), text: lastScanAt === null ? t('Not yet') : formatMoment(lastScanAt, now) },
    { name: t('Next'), text: nextScanText(watched, now) },
    ...(volume.label === '' ? [] : [{ name: t('Drive'), text: driveText(volume) }]),
  ]
}

function driveText({ label, kind }: WatchView['volume']): string {
  const drive = driveLabel(label)
  switch (kind) {
    case 'local':
      return drive
    case 'removable':
      return t('{drive}, can be unplugged', { drive })
    case 'network':
      return t('{drive}, on the network', { drive })
  }
}

function nextScanText(watched: WatchView, now: number): string {
  const { state, nextScanAt, polled } = watched
  if (state === 'scanning') return messageOfWatch(watched).title
  if (state === 'paused') return t('As soon as it is resumed')
  if (state === 'offline') return t('As soon as it is back')
  if (state !== 'watching') return t('As soon as it can be sent from it again')
  const time = nextScanAt === null ? t('Soon') : formatMoment(nextScanAt, now)
  return polled ? t('{time}; until then changes are not noticed', { time }) : t('{time}; changes are noticed at once', { time })
}

/** What a scan does, as a sentence. */
export function scanSummary({ rules }: Pick<WatchView, 'rules'>): string {
  const summary = t('A scan looks at every file: what is new is sent, what is known is not sent again.')
  return rules.afterwards.do === 'keep' ? summary : `${summary} ${t('What is sent and still here is moved.')}`
}
