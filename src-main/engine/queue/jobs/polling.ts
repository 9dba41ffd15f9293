/** @file Decides when a video is polled, and what the answer of the host means for its upload. Pure. */
import { type Failure, failure, paramOf, titlePhrase } from '../../../contract/errors/errors.ts'
import { type DisplayText, englishOf, phrase } from '../../../contract/i18n/phrase.ts'
import { confirmedBy, differencesFrom, type ProvenFile, type Reported } from '../../../contract/proof/proof.ts'
import type { Processing, Unanswered } from '../../../contract/video.ts'
import type { VideoRef, VideoStatus } from '../../providers/video.ts'
import { waitMs } from '../attempt/retry.ts'
import type { UploadEvent } from '../transition.ts'
import type { Upload } from '../upload.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Soon, because short clips are ready soon. */
export const FIRST_POLL_MS = SECOND

/** A playable video is polled for this long: some hosts add more renditions. */
const MAX_POLLING_MS = 24 * HOUR

/** The poll interval by the age of the finished upload. */
const STEPS: readonly { readonly untilAgeMs: number; readonly everyMs: number }[] = [
  { untilAgeMs: 5 * SECOND, everyMs: SECOND },
  { untilAgeMs: 20 * SECOND, everyMs: 3 * SECOND },
  { untilAgeMs: 10 * MINUTE, everyMs: 15 * SECOND },
  { untilAgeMs: HOUR, everyMs: MINUTE },
  { untilAgeMs: Number.POSITIVE_INFINITY, everyMs: 5 * MINUTE },
]

/** Milliseconds until the next poll, with up to 20 % jitter. */
export function pollDelayMs(ageMs: number, random: number): number {
  // The age is negative where the clock was set back: without `abs` such an upload would be polled every second.
  const step = STEPS.find(({ untilAgeMs }) => Math.abs(ageMs) < untilAgeMs)
  return Math.round((step?.everyMs ?? 5 * MINUTE) * (1 + 0.2 * random))
}

export function unknownProcessing(now: number, unanswered: Unanswered | null = null): Processing {
  return { ...NO_DETAILS, state: 'unknown', checkedAt: now, unanswered }
}

const NO_DETAILS = { percent: null, words: '', parts: [], warning: null, proof: [] } as const

/** The processing of a video after another poll without a usable answer: what was known before stays. */
function unansweredProcessing({ state, processing: before }: Upload, problem: Failure, context: PollContext): Processing {
  const { now, host } = context
  const cause = causeOf(problem, host)
  // Each kind of failure is counted by itself: hours without a network do not count for an answer that cannot be read.
  const earlier = before?.unanswered ?? null
  const same = earlier?.failure.code === cause.code ? earlier : null
  const all = earlier?.whole ?? earlier
  const unanswered = {
    since: same?.since ?? now,
    at: now,
    tries: (same?.tries ?? 0) + 1,
    failure: cause,
    whole: { since: all?.since ?? now, tries: (all?.tries ?? 0) + 1 },
  }
  const known = before ?? { ...NO_DETAILS, state: 'pending' }
  // After the retry of a failed video its state is pending until the provider answers.
  return { ...known, state: state === 'processing' ? 'pending' : known.state, checkedAt: now, unanswered }
}

/** Why there is no usable answer: `video.unanswered`, or `video.unreadable`, which no waiting changes. */
function causeOf(problem: Failure, host: string): Failure {
  const { status } = problem.params
  const asked = problem.params['asked'] === undefined ? host : paramOf(problem, 'asked')
  const reason = problem.params['reason'] === undefined ? null : paramOf(problem, 'reason')
  const { detail } = problem
  if (problem.code === 'server.answer') return failure('video.unreadable', { host, asked, reason: reason ?? '' }, { detail })
  const answer = reason ?? (status === undefined ? titlePhrase(problem) : phrase('answer {status}', { status }))
  return failure('video.unanswered', { host, reason: answer }, { detail })
}

/** A video that stays “pending” is polled, hourly at last, for this many times `unknownAfterMs`. */
const PENDING_TIMES = 7

/** A row whose answers cannot be read for this long settles. */
const UNREADABLE_MS = HOUR

/**
 * Whether the host was really polled without an answer all that time. After days of sleep it was not, and the first poll after it may
 * fail because the network is not back yet. So the number of polls counts too: they are at most minutes apart.
 */
function hasLasted(unanswered: Unanswered, { now, unknownAfterMs }: PollContext): boolean {
  const { since, tries } = unanswered.whole ?? unanswered
  return now - since > unknownAfterMs && tries * (HOUR / 2) >= unknownAfterMs
}

/** What follows a poll without a usable answer: the processing, the next poll, and a failure where the row stops for a person. */
export function afterNoAnswer(
  upload: Upload,
  problem: Failure,
  context: PollContext,
): Pick<Extract<UploadEvent, { type: 'checked' }>, 'processing' | 'pollAt' | 'failure'> {
  const { now, unknownAfterMs, host } = context
  const processing = unansweredProcessing(upload, problem, context)
  const { unanswered } = processing
  const ageMs = now - (upload.sentAt ?? now)
  const isOver = ageMs > unknownAfterMs
  const isUnreadable = unanswered?.failure.code === 'video.unreadable' && now - unanswered.since >= UNREADABLE_MS
  // A single poll decides nothing, however long ago the file was sent.
  const isSilent = isOver && unanswered !== null && hasLasted(unanswered, context)
  if (upload.state === 'processing' && (isSilent || isUnreadable)) {
    // A copy without any answer may not exist, so it is not done.
    if (upload.kind === 'import') {
      const reason = unanswered ? paramOf(unanswered.failure, 'reason') : ''
      const stops = isUnreadable && unanswered ? unanswered.failure : failure('import.failed', { host, reason })
      return { processing, pollAt: null, failure: stops }
    }
    return { processing: unknownProcessing(now, unanswered), pollAt: isOver ? null : now + HOUR, failure: null }
  }
  if (upload.state === 'done' && processing.state === 'unknown')
    return { processing, pollAt: isOver ? null : now + HOUR, failure: null }
  // The video is playable; further renditions are not waited for for ever.
  if (upload.state === 'done' && ageMs > MAX_POLLING_MS) return { processing, pollAt: null, failure: null }
  const pauseMs = waitMs('backoff', { consecutiveFailures: unanswered?.whole?.tries ?? 0, random: context.random })
  return { processing, pollAt: now + Math.max(pollDelayMs(ageMs, context.random), pauseMs), failure: null }
}

/**
 * Whether a status may be applied. Right after an upload some servers of a host may not know the video yet, so `gone` counts only the
 * second time in a row; the first time is handled as no answer.
 */
export function isConfirmed({ processing }: Upload, { state }: VideoStatus, host: string): boolean {
  return state !== 'gone' || processing?.unanswered?.failure.params['reason'] === englishOf(titlePhrase(videoGone(host)))
}

export const videoGone = (host: string): Failure => failure('video.gone', { host })

/** The reference to the video of an upload for calls of its provider. */
export function videoRefOf(upload: Upload, sentAt = upload.sentAt ?? upload.addedAt): VideoRef {
  return { remoteId: upload.remoteId ?? '', remote: upload.remote, sentAt, title: upload.title ?? upload.name }
}

export interface PollContext {
  readonly now: number
  readonly random: number
  /** Name of the provider, for messages. */
  readonly host: string
  readonly unknownAfterMs: number
}

/** A status that the host answered and that could be read. */
type ReadableStatus = VideoStatus & { readonly state: Exclude<VideoStatus['state'], 'unreadable' | 'unasked'> }

export function isReadable(status: VideoStatus): status is ReadableStatus {
  return status.state !== 'unreadable' && status.state !== 'unasked'
}

/** The failure when the answer of a host does not contain the video. */
export const omittedByHost = (host: string): Failure =>
  failure('video.unanswered', { host, reason: phrase('nothing about this video') })

/**
 * The status to apply when `Provider.finish` failed: a playable video stays pending, with the reason as a warning, until `finish` was
 * retried for `unknownAfterMs`.
 */
export function pendingUntilFinished(
  { sentAt }: Pick<Upload, 'sentAt'>,
  status: ReadableStatus,
  problem: Failure | undefined,
  { now, unknownAfterMs }: PollContext,
): ReadableStatus {
  if (!problem || (status.state !== 'playable' && status.state !== 'complete')) return status
  const why = problem.detail ?? titlePhrase(problem)
  const left = phrase('what is left to do at the host is refused: {why}', { why })
  const isOver = now - (sentAt ?? now) > unknownAfterMs
  return {
    ...status,
    state: isOver ? status.state : 'pending',
    reason: status.reason === null ? left : phrase('{before}; {next}', { before: left, next: status.reason }),
  }
}

/** The event that a status leads to. `file`: the receipt to compare it with. */
export function afterAnswer(
  upload: Upload,
  status: ReadableStatus,
  context: PollContext,
  file: ProvenFile | null,
): Extract<UploadEvent, { type: 'checked' }> {
  const { now } = context
  const reported = reportedIn(status)
  const ageMs = now - (upload.sentAt ?? now)
  // The video exists, since the host answers; the computer may have slept meanwhile. So polling goes on, less often.
  const isSlow = status.state === 'pending' && ageMs > context.unknownAfterMs
  const isGivenUp = status.state === 'pending' && ageMs > PENDING_TIMES * context.unknownAfterMs
  const isUnknown = isGivenUp || (isSlow && upload.kind !== 'import')
  const processing: Processing = {
    state: isUnknown ? 'unknown' : status.state === 'gone' ? 'failed' : status.state,
    percent: status.percent,
    words: status.words,
    parts: status.parts,
    warning: warningOf(upload, status, file && reported ? differencesFrom(file, reported) : []),
    checkedAt: now,
    unanswered: null,
    proof: file && reported ? confirmedBy(file, reported) : [],
  }
  const unfinished = status.state === 'pending' || (status.state === 'playable' && ageMs < MAX_POLLING_MS)
  return {
    type: 'checked',
    processing,
    links: status.links,
    remote: upload.remote,
    pollAt: unfinished && !isGivenUp ? now + (isSlow ? HOUR : pollDelayMs(ageMs, context.random)) : null,
    failure: failureOf(upload, status, isGivenUp, context.host),
  }
}

function failureOf(upload: Upload, status: VideoStatus, isGivenUp: boolean, host: string): Failure | null {
  // A copy that stays pending is not done.
  if (isGivenUp && upload.kind === 'import')
    return failure('import.failed', { host, reason: phrase('nothing about it for a long time') })
  if (status.state === 'gone') return videoGone(host)
  if (status.state !== 'failed') return null
  const reason = status.reason ?? phrase('nothing more')
  return failure(upload.kind === 'import' ? 'import.failed' : 'video.failed', { host, reason })
}

/** The warning of a row: differences from the sent file, and the reason of the host. Also a failure, where the row is done and stays so. */
function warningOf(upload: Upload, { reason, state }: VideoStatus, differences: readonly DisplayText[]): DisplayText | null {
  const own = state === 'failed' && upload.state !== 'done' ? null : reason
  const all = [...differences, ...(own === null ? [] : [own])]
  return all.length === 0 ? null : all.reduce((before, next) => phrase('{before}; {next}', { before, next }))
}

/** The figures of the file at the host; `null` before it is playable, because they may still change. */
export function reportedIn({ state, sizeBytes, durationSeconds, wholeSeconds, sha256 }: VideoStatus): Reported | null {
  if (state !== 'playable' && state !== 'complete') return null
  const reported = { sizeBytes, durationSeconds: durationSeconds ?? null, sha256: sha256 ?? null }
  if (Object.values(reported).every((value) => value === null)) return null
  return { ...reported, wholeSeconds: wholeSeconds ?? false }
}
