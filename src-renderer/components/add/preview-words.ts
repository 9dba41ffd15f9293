/** @file What stands against clips that are about to be added, in words. Pure. */
import type { AddPreview, PreviewConflict, PreviewedAccount, PreviewedClip } from '@contract/add-preview.ts'
import { helpOf, titleOf } from '@contract/errors.ts'
import { counted, formatBytes, formatDuration, formatMoment } from '@contract/format.ts'
import { describeMedia } from '@contract/media.ts'
import { lastNameIn } from '@contract/paths.ts'
import type { Glyph } from '../ui/glyphs.ts'

/** What is known of the accounts that are chosen. */
export interface ChosenAccounts {
  readonly nameOf: (accountId: string) => string
  /** Whether what was sent there before is sent again. */
  readonly isAgain: (accountId: string) => boolean
  readonly now: number
}

export interface ClipLine {
  /** `null` for plain facts. */
  readonly glyph: Glyph | null
  readonly text: string
}

/** The second line of a clip: what stands against it, else what the file says of itself. */
export function clipLine(clip: PreviewedClip, accounts: ChosenAccounts): ClipLine {
  if (clip.failure) return { glyph: 'needs', text: titleOf(clip.failure) }
  if (clip.growing) return { glyph: 'waiting', text: 'Still being written; sent when finished' }
  const [first] = clip.conflicts
  if (first) return { glyph: GLYPHS[first.kind], text: clip.conflicts.map((one) => conflictText(one, accounts)).join('. ') }
  if (clip.hasNamesake) return { glyph: 'asks', text: 'Another clip has the same name; both are sent' }
  const facts = clip.media ? describeMedia(clip.media) : ''
  return { glyph: null, text: facts || formatBytes(clip.sizeBytes) }
}

const GLYPHS: Readonly<Record<PreviewConflict['kind'], Glyph>> = {
  queued: 'queued',
  sent: 'done',
  unsure: 'asks',
  refused: 'off',
}

function conflictText(conflict: PreviewConflict, { nameOf, isAgain, now }: ChosenAccounts): string {
  const name = nameOf(conflict.accountId)
  if (conflict.kind === 'queued') return `In the queue for ${name} already`
  if (conflict.kind === 'unsure') return `Looks like a clip that ${name} has; its content decides`
  if (conflict.kind === 'refused') return `${titleOf(conflict.failure)}; not sent to ${name}`
  const sent = `Sent to ${name} ${formatMoment(conflict.sentAt, now)}`
  return isAgain(conflict.accountId) ? `${sent}; sent again` : sent
}

/** What an account does not take, what its host has no room for, and what follows; empty where nothing is to be said. */
export function accountLines(
  account: PreviewedAccount,
  { clips, complete }: Pick<AddPreview, 'clips' | 'complete'>,
  now: number,
): readonly string[] {
  const { refusals, counts, lacks } = account
  const lines: string[] = []
  const [first] = refusals
  if (first) {
    const names = refusals.map(({ path }) => lastNameIn(path)).join(', ')
    const others = counts.refused > refusals.length ? ` and ${(counts.refused - refusals.length).toLocaleString('en')} more` : ''
    const follows = complete && counts.refused === clips ? 'Nothing is sent here.' : 'Left out here.'
    lines.push(`${titleOf(first.failure)}: ${names}${others}. ${helpOf(first.failure)} ${follows}`)
  }
  if (lacks) {
    const told = formatMoment(lacks.at, now)
    const [room, need] =
      lacks.unit === 'bytes'
        ? [formatBytes(lacks.free), formatBytes(account.bytes)]
        : [counted(Math.floor(lacks.free), 'minute'), counted(Math.ceil(account.durationSeconds / 60), 'minute')]
    lines.push(
      `Its host had room for ${room} (${told}); these are ${complete ? '' : 'at least '}${need}. What does not fit waits for you.`,
    )
  }
  return lines
}

/** `9 uploads, 159 GB.` Where not all clips were found, it is what there is at least. */
export function sumsText({ accounts, complete, clips }: Pick<AddPreview, 'accounts' | 'complete' | 'clips'>): string {
  const uploads = accounts.reduce((sum, account) => sum + account.uploads, 0)
  const bytes = accounts.reduce((sum, account) => sum + account.bytes, 0)
  if (uploads === 0) return complete ? 'Nothing to send.' : `Nothing to send among the first ${counted(clips, 'clip')}.`
  return `${complete ? '' : 'At least '}${counted(uploads, 'upload')}, ${formatBytes(bytes)}.`
}

/** When all of it is sent; empty where nothing was measured. */
export function timeText(
  { seconds, complete }: Pick<AddPreview, 'seconds' | 'complete'>,
  queueSeconds: number | null,
  now: number,
): string {
  if (seconds === null || seconds <= 0) return ''
  const end = formatMoment(now + ((queueSeconds ?? 0) + seconds) * 1_000, now)
  const duration = formatDuration(seconds)
  return complete ? `About ${duration} more, done about ${end}.` : `At least ${duration} more, done about ${end} at the earliest.`
}

/** No clip would be added or go on. Clips that there was no time to find may be. */
export function isNothingToSend({ accounts, complete }: Pick<AddPreview, 'accounts' | 'complete'>): boolean {
  return complete && accounts.every(({ uploads, counts }) => uploads === 0 && counts.queued === 0)
}

/** What the button does. */
export function sendLabel(
  { going, accounts, complete }: Pick<AddPreview, 'going' | 'accounts' | 'complete'>,
  nameOf: (accountId: string) => string,
): string {
  const to = complete ? accounts.filter(({ uploads }) => uploads > 0) : accounts
  const queued = accounts.reduce((sum, { counts }) => sum + counts.queued, 0)
  const [only] = to
  if (!only) return queued > 0 ? `Go on with ${counted(queued, 'upload')}` : 'Nothing to send'
  const clips = complete ? counted(going, 'clip') : going > 0 ? `at least ${counted(going, 'clip')}` : 'the rest'
  return `Send ${clips} to ${to.length === 1 ? nameOf(only.accountId) : `${to.length} hosts`}`
}
