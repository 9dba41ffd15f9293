/** @file Watched folders, their files and batches for people in a terminal. */
import { messageOf } from '../../contract/errors/errors.ts'
import {
  describeRules,
  messageOfFile,
  messageOfWatch,
  WATCH_FILE_STATE_LABELS,
  WATCH_REASON_MESSAGES,
} from '../../contract/messages/watch-messages.ts'
import { counted, formatBytes, formatMoment } from '../../contract/text/format.ts'
import {
  type BatchView,
  WATCH_FILE_STATES,
  type WatchFileView,
  type WatchPreview,
  type WatchReason,
  type WatchState,
  type WatchView,
} from '../../contract/watch.ts'
import type { Line } from './messages.ts'

/** States of a folder without a problem. */
const WELL: ReadonlySet<WatchState> = new Set(['watching', 'scanning', 'paused'])

/** The lines of a folder in the list. */
export function watchText(watch: WatchView, now: number): string[] {
  const { title, help } = messageOfWatch(watch)
  const next = watch.nextScanAt === null ? '' : `; next look at ${formatMoment(watch.nextScanAt, now)}`
  const about = watch.failure ? messageOf(watch.failure) : WELL.has(watch.state) ? '' : help
  return [
    `${watch.id}  ${watch.path}  ${title}${next}`,
    `    ${[countsText(watch.counts), ...movesText(watch.moves)].join(', ')}`,
    `    ${describeRules(watch.rules, watch.accountName)}`,
    ...(about === '' ? [] : [`    ${about}`]),
    ...(watch.unreported ? [`    ${messageOf(watch.unreported)}`] : []),
  ]
}

/** `12 sent, 3 waiting`, without zeros. */
export function countsText(counts: WatchView['counts']): string {
  const parts = WATCH_FILE_STATES.toReversed()
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state].toLocaleString('en')} ${WATCH_FILE_STATE_LABELS[state].toLowerCase()}`)
  return parts.length === 0 ? 'no files yet' : parts.join(', ')
}

function movesText({ pending, failed }: WatchView['moves']): string[] {
  return [
    ...(pending > 0 ? [`${pending.toLocaleString('en')} of them to be moved`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} of them could not be moved`] : []),
  ]
}

/**
 * The line of a running service for a new state of a folder: none for ordinary scans, and none twice.
 */
export function createWatchReporter(): (watch: WatchView) => Line | null {
  const reported = new Map<string, string>()
  return (watch) => {
    if (watch.state === 'scanning') return null
    const line = stateLineOf(watch)
    const before = reported.get(watch.id)
    reported.set(watch.id, line.text)
    const isUsual = watch.state === 'watching' && watch.counts.asking === 0 && watch.moves.failed === 0 && !watch.unreported
    return before === line.text || (before === undefined && isUsual) ? null : line
  }
}

function stateLineOf(watch: WatchView): Line {
  const { title, help } = messageOfWatch(watch)
  const asks = watch.counts.asking
  if (watch.state === 'watching' && asks > 0) {
    const command = `reelay watch files ${watch.id} --state asking`
    return { text: `${watch.path}: ${counted(asks, 'file')} to decide about; list them with: ${command}`, problem: false }
  }
  if (watch.state === 'watching' && watch.moves.failed > 0) {
    const command = `reelay watch files ${watch.id} --reason not-moved`
    return {
      text: `${watch.path}: ${counted(watch.moves.failed, 'file')} could not be moved; see why with: ${command}`,
      problem: true,
    }
  }
  if (watch.state === 'watching' && watch.unreported) {
    return { text: `${watch.path}: ${messageOf(watch.unreported)}`, problem: false }
  }
  return { text: `${watch.path}: ${title}. ${help}`, problem: !WELL.has(watch.state) }
}

export function batchText(batch: BatchView): Line {
  const stopped = batch.stopped === 0 ? '' : `; ${counted(batch.stopped, 'file')} stopped`
  const sent =
    batch.sent === batch.files ? `all ${counted(batch.files, 'file')} sent` : `${batch.sent} of ${batch.files} files sent`
  return { text: `${batch.name}: ${sent} (${formatBytes(batch.acceptedBytes)})${stopped}`, problem: batch.stopped > 0 }
}

export function watchFileText(file: WatchFileView): string {
  const why = file.failure ? messageOf(file.failure) : messageOfFile(file)?.title
  const where =
    file.movedTo === null
      ? file.gone
        ? 'no longer there'
        : ''
      : `now ${file.movedTo === 'trash' ? 'in the Trash' : file.movedTo}`
  const notes = [why ?? '', where].filter((note) => note !== '')
  const state = WATCH_FILE_STATE_LABELS[file.state]
  return `${file.id}  ${state}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}  ${formatBytes(file.sizeBytes)}  ${file.path}`
}

/** `1,204 files (310 GB) would be sent`, what would be left out and why, and the first files. */
export function previewText(preview: WatchPreview, account: string | null): string[] {
  const { send, sentBefore, ignored, unread } = preview
  const to = account === null ? '' : ` to ${account}`
  const reasons = Object.entries(ignored) as [WatchReason, number][]
  return [
    `${preview.path}: ${counted(send.files, 'file')} (${formatBytes(send.bytes)}) would be sent${to}.`,
    ...(unread > 0 ? [`Of ${counted(unread, 'file')} it is not known yet whether duration, resolution and codec fit.`] : []),
    ...(sentBefore > 0 ? [`${counted(sentBefore, 'file')} sent before.`] : []),
    ...reasons.map(
      ([reason, files]) => `${counted(files, 'file')} left out: ${WATCH_REASON_MESSAGES[reason].title.toLowerCase()}.`,
    ),
    ...(preview.complete ? [] : ['The folder is very large; this is only a part of it.']),
    ...preview.sample.map(({ path, sizeBytes, verdict, reason }) => {
      const why = reason === null ? '' : ` (${WATCH_REASON_MESSAGES[reason].title.toLowerCase()})`
      return `    ${VERDICTS[verdict]}${why}  ${formatBytes(sizeBytes)}  ${path}`
    }),
    ...preview.problems.map(({ path, failure }) => `${path}: ${messageOf(failure)}`),
  ]
}

const VERDICTS = { send: 'send', sent: 'sent before', ignored: 'leave out' } as const
