/** @file The speed of one upload as a plot. Waits are drawn compressed, so that the time of sending has the room. Pure. */
import type { ActivityWait, ThroughputPoint, UploadActivity } from '@contract/history/activity.ts'
import { formatList, t } from '@contract/i18n/i18n.ts'
import { formatDuration, formatMoment, formatSpeed } from '@contract/text/format.ts'
import { type Plot, type PlotStop, waitText } from './plot.ts'

/** Number of parts that the time of sending is divided into. */
const PARTS = 60
/** The widest that a wait and a forecast are drawn, as a share of the time of sending. */
const WAIT_SHARE = 0.1
const FORECAST_SHARE = 0.75
/** While bytes move, points are closer together than this; without a newer one the upload stalls. */
const FRESH_MS = 5_000
/** Waits that are named below the plot. */
const MAX_NAMED = 3

export interface UploadNow {
  readonly now: number
  /** It is being sent at this moment. */
  readonly isSending: boolean
  /** The upload has ended, so no wait is open any more. */
  readonly isOver: boolean
  readonly bytesPerSecond: number | null
  readonly secondsLeft: number | null
}

/** A wait as it is drawn, with its real duration. */
interface DrawnWait {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly lastedMs: number
}

interface UploadPlot extends Plot {
  readonly waits: readonly DrawnWait[]
}

interface Piece {
  readonly from: number
  readonly to: number
  readonly wait: ActivityWait | null
}

/** `null` where there is nothing to plot. */
export function uploadPlot({ points, confirmedBytes, waits }: UploadActivity, upload: UploadNow): UploadPlot | null {
  const [first] = points
  const last = points.at(-1)
  if (!first || !last || last.bytes === first.bytes) return null
  const open = upload.isOver ? undefined : waits.find(({ to }) => to === null)
  const isStalled = upload.isSending && upload.now - last.at > FRESH_MS
  const end = Math.max(last.at, open ? open.from + 1 : 0, isStalled ? upload.now : 0)
  const pieces = piecesOf(first.at, end, waits, upload.isOver ? last.at : upload.now)
  const sendingMs = pieces.reduce((sum, { from, to, wait }) => sum + (wait ? 0 : to - from), 0)
  if (sendingMs <= 0) return null
  const [xs, ys, areas]: [number[], (number | null)[], (number | null)[]] = [[], [], []]
  const addPoint = (at: number, speed: number | null, confirmed: number | null): void => {
    xs.push(at)
    ys.push(speed)
    areas.push(confirmed)
  }
  const drawnWaits: DrawnWait[] = []
  const ticks: Plot['ticks'][number][] = [{ x: 0, text: formatMoment(first.at, upload.now) }]
  const stops: PlotStop[] = []
  let x = 0
  for (const { from, to, wait } of pieces) {
    if (wait) {
      const text = waitText(wait.cause, to - from)
      const drawn = Math.min(to - from, sendingMs * WAIT_SHARE)
      drawnWaits.push({ from: x, to: x + drawn, text, lastedMs: to - from })
      ticks.push({ x: x + drawn / 2, text: formatDuration((to - from) / 1_000), tone: 'wait' })
      stops.push({
        x: x + drawn / 2,
        value: null,
        text: t('{time}: {what}', { time: formatMoment(from, upload.now), what: text }),
      })
      addPoint(x + drawn / 2, null, null)
      x += drawn
      continue
    }
    const parts = Math.max(1, Math.round((PARTS * (to - from)) / sendingMs))
    const length = (to - from) / parts
    for (let part = 0; part < parts; part += 1) {
      const begun = from + part * length
      const [before, after] = [bytesAt(points, begun), bytesAt(points, begun + length)]
      const speed = ((after - before) * 1_000) / length
      const confirmed = (Math.max(0, Math.min(after, confirmedBytes) - before) * 1_000) / length
      const middle = x + (part + 0.5) * length
      // The line reaches both ends of a stretch between waits.
      if (part === 0) addPoint(x, speed, confirmed)
      addPoint(middle, speed, confirmed)
      if (part === parts - 1) addPoint(x + to - from, speed, confirmed)
      stops.push({
        x: middle,
        value: speed,
        text: t('{time}: {what}', {
          time: formatMoment(begun + length / 2, upload.now),
          what: formatSpeed(Math.round(speed)),
        }),
      })
    }
    x += to - from
  }
  const average = ((last.bytes - first.bytes) * 1_000) / sendingMs
  const forecast = forecastOf(x, sendingMs, upload)
  if (forecast) ticks.push({ x, text: t('now'), tone: 'now' })
  ticks.push(endTick(forecast?.to ?? x, end, upload, forecast !== null))
  const isInFlight = last.bytes > confirmedBytes
  const plot = { xs, ys, areas, isInFlight, waits: drawnWaits, average, forecast, ticks, stops, end: forecast?.to ?? x }
  return { ...plot, summary: summaryOf(plot, upload) }
}

/** The total of the waits and the longest of them, as the caption of the plot; empty where there is none to speak of. */
export function hatchedText({ waits }: Pick<UploadPlot, 'waits'>): string {
  const total = waits.reduce((sum, { lastedMs }) => sum + lastedMs, 0)
  if (total < 1_000) return ''
  const longest = waits.toSorted((one, other) => other.lastedMs - one.lastedMs).map(({ text }) => text)
  const named = [...new Set(longest)].slice(0, MAX_NAMED)
  return t('Hatched: {duration} without sending ({waits}).', {
    duration: formatDuration(total / 1_000),
    waits: formatList(named, 'clauses'),
  })
}

function endTick(x: number, end: number, { now, secondsLeft }: UploadNow, isForecast: boolean): Plot['ticks'][number] {
  const time = formatMoment(isForecast ? now + (secondsLeft ?? 0) * 1_000 : end, now)
  return { x, text: isForecast ? t('about {time}', { time }) : time }
}

function forecastOf(x: number, sendingMs: number, { isSending, bytesPerSecond, secondsLeft }: UploadNow): Plot['forecast'] {
  if (!isSending || bytesPerSecond === null || secondsLeft === null || secondsLeft <= 0) return null
  return { from: x, to: x + Math.min(secondsLeft * 1_000, sendingMs * FORECAST_SHARE), value: bytesPerSecond }
}

/** The time from `begin` to `end` as stretches of sending and waits, in order. */
function piecesOf(begin: number, end: number, waits: readonly ActivityWait[], now: number): readonly Piece[] {
  const pieces: Piece[] = []
  let at = begin
  for (const wait of waits) {
    const from = Math.max(at, wait.from)
    const to = wait.to ?? now
    if (to <= from || (from >= end && wait.to !== null)) continue
    if (from > at) pieces.push({ from: at, to: from, wait: null })
    pieces.push({ from, to, wait })
    at = to
  }
  if (end > at) pieces.push({ from: at, to: end, wait: null })
  return pieces
}

/** The bytes sent by a time; linear between two points. */
function bytesAt(points: readonly ThroughputPoint[], at: number): number {
  const index = points.findIndex((point) => point.at >= at)
  const after = points[index]
  const before = points[index - 1]
  if (!after) return points.at(-1)?.bytes ?? 0
  if (!before || after.at === before.at) return after.bytes
  return before.bytes + ((after.bytes - before.bytes) * (at - before.at)) / (after.at - before.at)
}

function summaryOf({ ys, average, waits, forecast }: Omit<Plot, 'summary'>, upload: UploadNow): string {
  const speeds = {
    average: formatSpeed(Math.round(average ?? 0)),
    most: formatSpeed(Math.round(Math.max(...ys.map((value) => value ?? 0)))),
  }
  const { now, bytesPerSecond, secondsLeft } = upload
  return [
    forecast && bytesPerSecond !== null
      ? t('{now} now, {average} on average, {most} at most.', { now: formatSpeed(bytesPerSecond), ...speeds })
      : t('{average} on average, {most} at most.', speeds),
    ...(waits.length === 0
      ? []
      : [
          t('It waited: {waits}.', {
            waits: formatList(
              waits.map(({ text }) => text),
              'clauses',
            ),
          }),
        ]),
    ...(forecast ? [t('Done about {time}.', { time: formatMoment(now + (secondsLeft ?? 0) * 1_000, now) })] : []),
  ].join(' ')
}
