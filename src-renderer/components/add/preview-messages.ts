/** @file The messages of a preview of adding: conflicts of clips, totals, time, and the label of the button. Pure. */
import { helpOf, titleOf } from '@contract/errors/errors.ts'
import { formatList, formatNumber, t, tn } from '@contract/i18n/i18n.ts'
import { describeMedia } from '@contract/media.ts'
import { formatClock } from '@contract/proof/proof.ts'
import type { AddPreview, PreviewConflict, PreviewedAccount, PreviewedClip } from '@contract/queue/add-preview.ts'
import { commonFolder } from '@contract/text/common-folder.ts'
import { formatBytes, formatDuration, formatMoment } from '@contract/text/format.ts'
import { lastNameIn } from '@contract/text/paths.ts'
import type { Glyph } from '../ui/glyphs.ts'

/** What the texts need besides the preview. */
export interface PreviewContext {
  readonly nameOf: (accountId: string) => string
  /** Whether clips that were sent there before are sent again. */
  readonly isAgain: (accountId: string) => boolean
  readonly now: number
}

interface ClipLine {
  /** `null` without a conflict. */
  readonly glyph: Glyph | null
  readonly text: string
}

/** The number of clips; a lower bound where the scan ran out of time. */
export function clipsText({ clips, complete }: Pick<AddPreview, 'clips' | 'complete'>): string {
  return complete ? tn(clips, '{n} clip', '{n} clips') : tn(clips, 'At least {n} clip', 'At least {n} clips')
}

/** `159 GB · 1:30, from /clips`: size, duration, and the common folder of the paths. */
export function factsText(
  { bytes, durationSeconds, complete }: Pick<AddPreview, 'bytes' | 'durationSeconds' | 'complete'>,
  paths: readonly string[],
): string {
  const folder = folderOf(paths)
  const size = formatBytes(bytes)
  const facts = durationSeconds === null ? size : `${size} · ${formatClock(durationSeconds)}`
  if (folder === '') return complete ? facts : t('At least {facts}', { facts })
  return complete ? t('{facts}, from {folder}', { facts, folder }) : t('At least {facts}, from {folder}', { facts, folder })
}

/** The common folder of paths, with the separator of their system. */
function folderOf(paths: readonly string[]): string {
  const separator = paths[0]?.includes('/') ? '/' : '\\'
  return commonFolder(
    paths.map((path) => path.split(separator).slice(0, -1).join(separator)),
    separator,
  )
}

/** The second line of a clip: its failure or conflicts, otherwise its media facts. */
export function clipLine(clip: PreviewedClip, context: PreviewContext): ClipLine {
  if (clip.failure) return { glyph: 'needs', text: titleOf(clip.failure) }
  if (clip.growing) return { glyph: 'waiting', text: t('Still being written; sent when finished') }
  const [first] = clip.conflicts
  if (first) {
    const texts = clip.conflicts.map((conflict) => conflictText(conflict, context))
    return { glyph: GLYPHS[first.kind], text: texts.reduce((before, next) => t('{before}. {next}', { before, next })) }
  }
  if (clip.hasNamesake) return { glyph: 'asks', text: t('Another clip has the same name; both are sent') }
  const facts = clip.media ? describeMedia(clip.media) : ''
  return { glyph: null, text: facts || formatBytes(clip.sizeBytes) }
}

const GLYPHS: Readonly<Record<PreviewConflict['kind'], Glyph>> = {
  queued: 'queued',
  sent: 'done',
  unsure: 'asks',
  refused: 'off',
}

function conflictText(conflict: PreviewConflict, { nameOf, isAgain, now }: PreviewContext): string {
  const account = nameOf(conflict.accountId)
  if (conflict.kind === 'queued') return t('In the queue for {account} already', { account })
  if (conflict.kind === 'unsure') return t('Looks like a clip that {account} has; its content decides', { account })
  if (conflict.kind === 'refused') return t('{why}; not sent to {account}', { why: titleOf(conflict.failure), account })
  const moment = formatMoment(conflict.sentAt, now)
  return isAgain(conflict.accountId)
    ? t('Sent to {account} {moment}; sent again', { account, moment })
    : t('Sent to {account} {moment}', { account, moment })
}

/** The clips that an account refuses, and what its host has no room for, each with the consequence; empty without either. */
export function accountLines(
  account: PreviewedAccount,
  { clips, complete }: Pick<AddPreview, 'clips' | 'complete'>,
  now: number,
): readonly string[] {
  const { refusals, counts, lacks } = account
  const lines: string[] = []
  const [first] = refusals
  if (first) {
    const listed = refusals.map(({ path }) => lastNameIn(path))
    const others = counts.refused - listed.length
    const names = others > 0 ? formatList([...listed, tn(others, '{n} more', '{n} more')]) : formatList(listed, 'unit')
    const texts = { why: titleOf(first.failure), names, help: helpOf(first.failure) }
    lines.push(
      complete && counts.refused === clips
        ? t('{why}: {names}. {help} Nothing is sent here.', texts)
        : t('{why}: {names}. {help} Left out here.', texts),
    )
  }
  if (lacks) {
    const [room, need] =
      lacks.unit === 'bytes'
        ? [formatBytes(lacks.free), formatBytes(account.bytes)]
        : [minutes(Math.floor(lacks.free)), minutes(Math.ceil(account.durationSeconds / 60))]
    const texts = { room, need, moment: formatMoment(lacks.at, now) }
    lines.push(
      complete
        ? t('Its host had room for {room} ({moment}); these are {need}. What does not fit waits for you.', texts)
        : t('Its host had room for {room} ({moment}); these are at least {need}. What does not fit waits for you.', texts),
    )
  }
  return lines
}

const minutes = (count: number): string => tn(count, '{n} minute', '{n} minutes')

/** `9 uploads, 159 GB.`; a lower bound where the scan ran out of time. */
export function totalsText({ accounts, complete, clips }: Pick<AddPreview, 'accounts' | 'complete' | 'clips'>): string {
  const uploads = accounts.reduce((sum, account) => sum + account.uploads, 0)
  const bytes = accounts.reduce((sum, account) => sum + account.bytes, 0)
  if (uploads === 0) {
    if (complete) return t('Nothing to send.')
    return tn(clips, 'Nothing to send among the first {n} clip.', 'Nothing to send among the first {n} clips.')
  }
  const size = formatBytes(bytes)
  return complete
    ? tn(uploads, '{n} upload, {size}.', '{n} uploads, {size}.', { size })
    : tn(uploads, 'At least {n} upload, {size}.', 'At least {n} uploads, {size}.', { size })
}

/** How long sending takes and when it ends; empty while no speed was measured. @param queueSeconds for the queue before it */
export function timeText(
  { seconds, complete }: Pick<AddPreview, 'seconds' | 'complete'>,
  queueSeconds: number | null,
  now: number,
): string {
  if (seconds === null || seconds <= 0) return ''
  const end = formatMoment(now + ((queueSeconds ?? 0) + seconds) * 1_000, now)
  const texts = { duration: formatDuration(seconds), moment: end }
  return complete
    ? t('About {duration} more, done about {moment}.', texts)
    : t('At least {duration} more, done about {moment} at the earliest.', texts)
}

/** No clip would be added or continued. `false` for an incomplete scan: clips that were not found may be added. */
export function isNothingToSend({ accounts, complete }: Pick<AddPreview, 'accounts' | 'complete'>): boolean {
  return complete && accounts.every(({ uploads, counts }) => uploads === 0 && counts.queued === 0)
}

/** The label of the button that sends. */
export function sendLabel(
  { going, accounts, complete }: Pick<AddPreview, 'going' | 'accounts' | 'complete'>,
  nameOf: (accountId: string) => string,
): string {
  const to = complete ? accounts.filter(({ uploads }) => uploads > 0) : accounts
  const queued = accounts.reduce((sum, { counts }) => sum + counts.queued, 0)
  const [only] = to
  if (!only) {
    return queued > 0 ? tn(queued, 'Go on with {n} upload', 'Go on with {n} uploads') : t('Nothing to send')
  }
  return to.length === 1 ? labelTo(nameOf(only.accountId), going, complete) : labelToSeveral(to.length, going, complete)
}

function labelTo(account: string, going: number, complete: boolean): string {
  if (complete) return tn(going, 'Send {n} clip to {account}', 'Send {n} clips to {account}', { account })
  if (going === 0) return t('Send the rest to {account}', { account })
  return tn(going, 'Send at least {n} clip to {account}', 'Send at least {n} clips to {account}', { account })
}

function labelToSeveral(accounts: number, going: number, complete: boolean): string {
  const hosts = formatNumber(accounts)
  if (complete) return tn(going, 'Send {n} clip to {hosts} hosts', 'Send {n} clips to {hosts} hosts', { hosts })
  if (going === 0) return t('Send the rest to {hosts} hosts', { hosts })
  return tn(going, 'Send at least {n} clip to {hosts} hosts', 'Send at least {n} clips to {hosts} hosts', { hosts })
}
