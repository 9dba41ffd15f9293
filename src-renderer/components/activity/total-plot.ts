/** @file The speed of all uploads together as a plot: of the last ten minutes, or in slots of up to a month. Pure. */
import type { ActivityNow, ActivityPlot } from '@contract/history/activity.ts'
import { formatDate, formatList, t } from '@contract/i18n/i18n.ts'
import { dateOf } from '@contract/text/dates.ts'
import { formatBytes, formatMoment, formatSpeed } from '@contract/text/format.ts'
import { type Plot, type PlotStop, waitText } from './plot.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const SPAN_MS = 10 * MINUTE
/** While something is sent, samples are 5 s apart; in a longer gap nothing was. */
const SAMPLE_GAP_MS = 15_000

/** The measured speeds of the last ten minutes. */
export function nowPlot({ at, bytesPerSecond, samples }: ActivityNow): Plot {
  const from = at - SPAN_MS
  const all = [...samples.filter((sample) => sample.at >= from && sample.at < at), { at, bytesPerSecond }]
  const [xs, ys]: [number[], number[]] = [[], []]
  const addPoint = (time: number, value: number): void => {
    xs.push(time - from)
    ys.push(value)
  }
  let before = from
  for (const sample of all) {
    if (sample.at - before > SAMPLE_GAP_MS) {
      addPoint(before + 1, 0)
      addPoint(sample.at - 1, 0)
    }
    addPoint(sample.at, sample.bytesPerSecond)
    before = sample.at
  }
  const sending = samples.filter((sample) => sample.bytesPerSecond > 0)
  const average = sending.length === 0 ? null : sending.reduce((sum, sample) => sum + sample.bytesPerSecond, 0) / sending.length
  const stops = xs.map((x, index): PlotStop => {
    const value = ys[index] ?? 0
    return { x, value, text: t('{time}: {what}', { time: clockWithSeconds(from + x), what: formatSpeed(Math.round(value)) }) }
  })
  const ticks = [0, 0.5].map((part) => ({ x: SPAN_MS * part, text: formatMoment(from + SPAN_MS * part, at) }))
  return {
    xs,
    ys,
    areas: ys,
    isInFlight: false,
    end: SPAN_MS,
    waits: [],
    average,
    forecast: null,
    ticks: [...ticks, { x: SPAN_MS, text: t('now'), tone: 'now' }],
    stops,
    summary: summaryOf(average, Math.max(0, ...ys), []),
  }
}

/** The speeds of slots of equal length. In a slot without bytes there is no line if the queue waited, else the speed is 0. */
export function slotPlot({ from, to, slotMs, slots, waits }: ActivityPlot): Plot {
  const slotAt = new Map(slots.map((slot) => [slot.at, slot]))
  const inside = waits
    .map(({ from: begun, to: ended, cause }) => ({ from: Math.max(begun, from), to: Math.min(ended ?? to, to), cause }))
    .filter((wait) => wait.to > wait.from)
  const isWait = (begun: number, ended: number): boolean => inside.some((wait) => wait.from <= begun && wait.to >= ended)
  const [xs, ys, areas]: [number[], (number | null)[], (number | null)[]] = [[], [], []]
  const stops: PlotStop[] = []
  let sendingMs = 0
  for (let at = from; at < to; at += slotMs) {
    const ended = Math.min(at + slotMs, to)
    // The current slot may have just begun: a very short time would give an arbitrary speed.
    const length = Math.max(ended - at, Math.min(slotMs, MINUTE))
    const { bytes: confirmed, onWayBytes } = slotAt.get(at) ?? { bytes: 0, onWayBytes: 0 }
    const bytes = confirmed + onWayBytes
    const speed = (bytes * 1_000) / length
    const value = bytes === 0 && isWait(at, ended) ? null : speed
    if (bytes > 0) sendingMs += length
    xs.push((at + ended) / 2 - from)
    ys.push(value)
    areas.push(value === null ? null : (confirmed * 1_000) / length)
    if (value !== null)
      stops.push({
        x: (at + ended) / 2 - from,
        value,
        text: t('{time}: {what}', {
          time: formatMoment(at, to),
          what: formatList([formatSpeed(Math.round(speed)), formatBytes(bytes)], 'unit'),
        }),
      })
  }
  const drawn = inside.map((wait) => ({
    from: wait.from - from,
    to: wait.to - from,
    text: waitText(wait.cause, wait.to - wait.from),
  }))
  for (const wait of drawn)
    stops.push({
      x: (wait.from + wait.to) / 2,
      value: null,
      text: t('{time}: {what}', { time: formatMoment(wait.from + from, to), what: wait.text }),
    })
  stops.sort((one, other) => one.x - other.x)
  const sent = slots.reduce((sum, { bytes, onWayBytes }) => sum + bytes + onWayBytes, 0)
  const average = sendingMs === 0 ? null : (sent * 1_000) / sendingMs
  return {
    xs,
    ys,
    areas,
    isInFlight: slots.some(({ onWayBytes }) => onWayBytes > 0),
    end: to - from,
    waits: drawn,
    average,
    forecast: null,
    ticks: ticksOf(from, to),
    stops,
    summary: summaryOf(average, Math.max(0, ...ys.map((value) => value ?? 0)), drawn),
  }
}

/** Every six hours of a day, every day of a week, every week of a month. */
function ticksOf(from: number, to: number): Plot['ticks'] {
  const span = to - from
  const isDay = span <= DAY + HOUR
  const every = isDay ? 6 : span <= 8 * DAY ? 24 : 7 * 24
  const ticks: Plot['ticks'][number][] = []
  const date = new Date(to)
  date.setHours(isDay ? Math.floor(date.getHours() / 6) * 6 : 0, 0, 0, 0)
  for (; date.getTime() >= from; date.setHours(date.getHours() - every)) {
    const at = date.getTime()
    // Not so near to “now” that the two labels overlap.
    if (to - at > span * 0.04) ticks.unshift({ x: at - from, text: isDay ? formatMoment(at, at) : dayText(at, span) })
  }
  return [...ticks, { x: span, text: t('now'), tone: 'now' }]
}

function dayText(at: number, span: number): string {
  const options = span <= 8 * DAY ? ({ weekday: 'short' } as const) : ({ day: 'numeric', month: 'short' } as const)
  const date = dateOf(at)
  return date === null ? '' : formatDate(date, options)
}

function clockWithSeconds(at: number): string {
  const date = dateOf(at)
  return date === null ? '' : formatDate(date, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

function summaryOf(average: number | null, max: number, waits: Plot['waits']): string {
  if (average === null) return t('Nothing was sent in this time.')
  const speeds = t('{average} on average while something was sent, {most} at most.', {
    average: formatSpeed(Math.round(average)),
    most: formatSpeed(Math.round(max)),
  })
  if (waits.length === 0) return speeds
  return `${speeds} ${t('It waited: {waits}.', {
    waits: formatList(
      waits.slice(-5).map(({ text }) => text),
      'clauses',
    ),
  })}`
}
