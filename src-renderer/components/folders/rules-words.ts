/** @file The rules of a watched folder and its scans in words, a line each. Pure. */
import { formatMoment } from '@contract/format.ts'
import { QUIET_SECONDS, type VolumeKind, type WatchRules, type WatchView } from '@contract/watch.ts'
import { describeRules, messageOfWatch } from '@contract/watch-messages.ts'
import { daysWords } from '../settings/week-words.ts'

export interface RuleLine {
  readonly name: string
  readonly words: string
}

const CHANGED_WORDS: Readonly<Record<WatchRules['whenChanged'], string>> = {
  ask: 'Ask',
  send: 'Send the new version',
  ignore: 'Leave it',
}
const ORDER_WORDS: Readonly<Record<WatchRules['order'], string>> = {
  oldest: 'Oldest first',
  newest: 'Newest first',
  name: 'By name',
}
const DRIVE_WORDS: Readonly<Record<VolumeKind, string>> = {
  local: '',
  removable: ', can be unplugged',
  network: ', on the network',
}

export function ruleLines({ rules, volume }: Pick<WatchView, 'rules' | 'volume'>): readonly RuleLine[] {
  const quiet = rules.quietSeconds ?? QUIET_SECONDS[volume.kind]
  return [
    { name: 'Files', words: describeRules({ ...rules, afterwards: { do: 'keep' } }) },
    { name: 'Ready when', words: `Unchanged for ${quiet} s and whole` },
    { name: 'Title', words: rules.titleTemplate ?? 'As the account says' },
    { name: 'Hours', words: hoursWords(rules) },
    { name: 'Order', words: `${ORDER_WORDS[rules.order]}${priorityWords(rules)}` },
    { name: 'Then', words: thenWords(rules) },
    { name: 'If changed', words: CHANGED_WORDS[rules.whenChanged] },
  ]
}

function hoursWords({ hours }: Pick<WatchRules, 'hours'>): string {
  if (hours.length === 0) return 'At any time'
  return hours.map(({ days, from, to }) => `${daysWords(days)} ${from === to ? 'all day' : `${from}–${to}`}`).join('; ')
}

function priorityWords({ priority }: Pick<WatchRules, 'priority'>): string {
  if (priority === 0) return ''
  return priority > 0 ? ', before others' : ', after others'
}

function thenWords({ afterwards, sidecars }: Pick<WatchRules, 'afterwards' | 'sidecars'>): string {
  if (afterwards.do === 'keep') return 'Kept where it is'
  const place = afterwards.do === 'trash' ? 'the Trash' : afterwards.folder
  return `Moved to ${place}${sidecars ? ', with what belongs to it' : ''}`
}

/** What the last scan was, what the next one does and when, and the drive. */
export function scanLines(watched: WatchView, now: number): readonly RuleLine[] {
  const { lastScanAt, volume } = watched
  return [
    { name: 'Last', words: lastScanAt === null ? 'Not yet' : formatMoment(lastScanAt, now) },
    { name: 'Next', words: nextWords(watched, now) },
    ...(volume.label === '' ? [] : [{ name: 'Drive', words: `${volume.label}${DRIVE_WORDS[volume.kind]}` }]),
  ]
}

function nextWords(watched: WatchView, now: number): string {
  const { state, nextScanAt, polled } = watched
  if (state === 'scanning') return messageOfWatch(watched).title
  if (state === 'paused') return 'As soon as it is resumed'
  if (state === 'offline') return 'As soon as it is back'
  if (state !== 'watching') return 'As soon as it can be sent from it again'
  const time = nextScanAt === null ? 'Soon' : formatMoment(nextScanAt, now)
  return polled ? `${time}; until then changes are not noticed` : `${time}; changes are noticed at once`
}

/** What a scan does, for people who wonder what becomes of a file. */
export function scanDoes({ rules }: Pick<WatchView, 'rules'>): string {
  const moved = rules.afterwards.do === 'keep' ? '' : ' What is sent and still here is moved.'
  return `A scan looks at every file: what is new is sent, what is known is not sent again.${moved}`
}
