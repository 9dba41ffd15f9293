/** @file The rules of a watched folder as form values, and their conversion from and to rules. Pure. */
import type { ErrorCode } from '@contract/errors/errors.ts'
import { inEnglish, lazyTexts, t } from '@contract/i18n/i18n.ts'
import { phraseFrom, textOf } from '@contract/i18n/phrase.ts'
import { phraseOf } from '@contract/i18n/schema-phrases.ts'
import { parseLines } from '@contract/media.ts'
import { formatClock } from '@contract/proof/proof.ts'
import type { Priority } from '@contract/queue/upload.ts'
import type { Hours } from '@contract/settings.ts'
import { formatBytes, parseBytes, parseClock } from '@contract/text/format.ts'
import { type Afterwards, DEFAULT_WATCH_RULES, type WatchRules, watchRulesSchema } from '@contract/watch.ts'

/** Form values: numbers, sizes and lists are text, as they are typed. */
export interface WatchDraft {
  accountId: string
  kinds: 'provider' | 'some' | 'all'
  endings: string
  subfolders: boolean
  include: string
  exclude: string
  minSize: string
  maxSize: string
  minDuration: string
  minLines: string
  codecs: string
  existing: WatchRules['existing']
  quiet: string
  whenChanged: WatchRules['whenChanged']
  afterwards: Afterwards['do']
  moveTo: string
  sidecars: boolean
  hours: Hours[]
  priority: Priority
  order: WatchRules['order']
  scan: string
}
export type DraftField = keyof WatchDraft | 'path'
export type DraftProblems = Readonly<Partial<Record<DraftField, string>>>

/** Title and options of the uploads belong to another form. */
type DraftRules = Omit<WatchRules, 'options' | 'titleTemplate'>

export function draftOf(rules: WatchRules): WatchDraft {
  const { extensions, afterwards } = rules
  return {
    accountId: rules.accountId,
    kinds: kindsOf(extensions),
    endings: extensions === 'provider' ? '' : extensions.join(', '),
    subfolders: rules.subfolders,
    include: rules.include.join('\n'),
    exclude: rules.exclude.join('\n'),
    minSize: rules.minBytes <= DEFAULT_WATCH_RULES.minBytes ? '' : formatExactly(rules.minBytes),
    maxSize: rules.maxBytes === null ? '' : formatExactly(rules.maxBytes),
    minDuration: rules.minSeconds === 0 ? '' : formatClock(rules.minSeconds, Number.isInteger(rules.minSeconds) ? 0 : 2),
    minLines: rules.minLines === 0 ? '' : String(rules.minLines),
    codecs: rules.codecs.join(', '),
    existing: rules.existing,
    quiet: rules.quietSeconds === null ? '' : String(rules.quietSeconds),
    whenChanged: rules.whenChanged,
    afterwards: afterwards.do,
    moveTo: afterwards.do === 'move' ? afterwards.folder : '',
    sidecars: rules.sidecars,
    hours: rules.hours.map((hours) => ({ ...hours, days: [...hours.days] })),
    priority: rules.priority,
    order: rules.order,
    scan: rules.scanMinutes === null ? '' : String(rules.scanMinutes),
  }
}

export function newDraft(accountId: string): WatchDraft {
  return draftOf({ ...DEFAULT_WATCH_RULES, accountId })
}

/** The rules, or a message for each invalid field. */
export function readDraft(draft: WatchDraft): { rules: DraftRules } | { problems: DraftProblems } {
  const problems: Partial<Record<DraftField, string>> = {}
  const minBytes = draft.minSize.trim() === '' ? DEFAULT_WATCH_RULES.minBytes : parseBytes(draft.minSize)
  const maxBytes = draft.maxSize.trim() === '' ? null : parseBytes(draft.maxSize)
  if (minBytes === null) problems.minSize = t('Enter a size such as 5 MB.')
  if (maxBytes === null && draft.maxSize.trim() !== '') problems.maxSize = t('Enter a size such as 30 GB.')
  if (maxBytes !== null && minBytes !== null && maxBytes < minBytes) problems.maxSize = t('This is below the smallest size.')
  const minSeconds = draft.minDuration.trim() === '' ? 0 : parseClock(draft.minDuration)
  const minLines = draft.minLines.trim() === '' ? 0 : parseLines(draft.minLines)
  if (minSeconds === null) problems.minDuration = t('Enter a length such as 10 or 1:30.')
  if (minLines === null) problems.minLines = t('Enter lines such as 1080, or HD or UHD.')
  if (draft.accountId === '') problems.accountId = t('Choose where files go.')
  if (draft.kinds === 'some' && split(draft.endings).length === 0) problems.endings = t('Enter endings such as mp4, mov.')
  if (draft.afterwards === 'move' && draft.moveTo.trim() === '') problems.moveTo = t('Choose the folder that files are moved to.')

  const parsed = watchRulesSchema.omit({ options: true, titleTemplate: true }).safeParse({
    accountId: draft.accountId || 'none',
    extensions: extensionsOf(draft),
    subfolders: draft.subfolders,
    include: lines(draft.include),
    exclude: lines(draft.exclude),
    minBytes: minBytes ?? 0,
    maxBytes: problems.maxSize ? null : maxBytes,
    minSeconds: minSeconds ?? 0,
    minLines: minLines ?? 0,
    codecs: namesIn(draft.codecs),
    existing: draft.existing,
    quietSeconds: numberOrNull(draft.quiet),
    whenChanged: draft.whenChanged,
    afterwards: afterwardsOf(draft),
    sidecars: draft.afterwards !== 'keep' && draft.sidecars,
    hours: draft.hours,
    priority: draft.priority,
    order: draft.order,
    scanMinutes: numberOrNull(draft.scan),
  })
  for (const issue of parsed.error?.issues ?? []) {
    const field = FIELDS[String(issue.path[0])]
    if (field) problems[field] ??= MESSAGES[field] ?? textOf(phraseOf(issue) ?? phraseFrom(issue.message))
  }
  return parsed.success && Object.keys(problems).length === 0 ? { rules: parsed.data } : { problems }
}

const FIELDS: Readonly<Record<string, DraftField>> = {
  extensions: 'endings',
  include: 'include',
  exclude: 'exclude',
  minBytes: 'minSize',
  maxBytes: 'maxSize',
  minSeconds: 'minDuration',
  minLines: 'minLines',
  codecs: 'codecs',
  quietSeconds: 'quiet',
  scanMinutes: 'scan',
  afterwards: 'moveTo',
  hours: 'hours',
}
const MESSAGES: DraftProblems = lazyTexts({
  quiet: () => t('Enter seconds from 1 to 86400.'),
  scan: () => t('Enter minutes from 1 to 10080.'),
  endings: () => t('Enter endings such as mp4, mov.'),
})

/** The field that a refusal of the host is about; `null` for none in particular. */
export function fieldOfRefusal(code: ErrorCode): DraftField | null {
  switch (code) {
    case 'watch.missing':
    case 'watch.unreadable':
    case 'watch.nested':
    case 'watch.dataFolder':
    case 'watch.offline':
    case 'watch.gone':
      return 'path'
    case 'watch.moveTarget':
      return 'moveTo'
    case 'watch.noAccount':
    case 'account.unknown':
      return 'accountId'
    default:
      return null
  }
}

/** Fields that are folded away until one of them is invalid. */
const FOLDED = [
  'include',
  'exclude',
  'minSize',
  'maxSize',
  'minDuration',
  'minLines',
  'codecs',
  'quiet',
  'whenChanged',
  'hours',
  'priority',
  'order',
  'scan',
] as const

export function isFolded(field: DraftField): boolean {
  return (FOLDED as readonly DraftField[]).includes(field)
}

/** Number of folded fields that differ from their default. */
export function changedFolded(draft: WatchDraft): number {
  const defaults = newDraft('')
  return FOLDED.filter((field) => JSON.stringify(draft[field]) !== JSON.stringify(defaults[field])).length
}

function kindsOf(extensions: WatchRules['extensions']): WatchDraft['kinds'] {
  if (extensions === 'provider') return 'provider'
  return extensions.length === 0 ? 'all' : 'some'
}

function extensionsOf({ kinds, endings }: WatchDraft): WatchRules['extensions'] {
  if (kinds === 'provider') return 'provider'
  return kinds === 'all' ? [] : split(endings)
}

function afterwardsOf({ afterwards, moveTo }: WatchDraft): Afterwards {
  // The check above reports an empty folder; the schema needs some text.
  return afterwards === 'move' ? { do: 'move', folder: moveTo.trim() || ' ' } : { do: afterwards }
}

/** Splits at commas of Latin, Arabic and Japanese keyboards, semicolons and line ends; names may contain spaces. */
function namesIn(text: string): string[] {
  return text
    .split(/[,;،、\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function split(text: string): string[] {
  return text.split(/[\s,;،、]+/).filter((part) => part !== '')
}

function lines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** `NaN` for a text that is no number, which the schema refuses. */
function numberOrNull(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

/** The size with a unit if that is exact, else in bytes; in English, which is what `parseBytes` reads. */
function formatExactly(bytes: number): string {
  const text = inEnglish(() => formatBytes(bytes))
  return parseBytes(text) === bytes ? text : String(bytes)
}
