/** @file The messages about watched folders: a title for each state and reason, and a sentence with the cause and the remedy. */
import { helpOf, titleOf } from '../errors/errors.ts'
import { formatList, lazyTexts, t, tn } from '../i18n/i18n.ts'
import { formatClock } from '../proof/proof.ts'
import { formatBytes } from '../text/format.ts'
import {
  type Afterwards,
  UNFINISHED_AS,
  type WatchFileState,
  type WatchFileView,
  type WatchReason,
  type WatchRules,
  type WatchState,
  type WatchView,
} from '../watch.ts'

interface Message {
  /** Short, for a list. */
  readonly title: string
  /** The cause and the remedy, as a sentence. */
  readonly help: string
}

export const WATCH_STATE_MESSAGES: Readonly<Record<WatchState, Message>> = lazyTexts({
  watching: () => ({ title: t('Watching'), help: t('Finished files are sent as they come.') }),
  scanning: () => ({ title: t('Scanning'), help: t('The whole folder is being looked at; what is new is sent.') }),
  paused: () => ({ title: t('Paused'), help: t('Nothing new is sent until it is resumed; what came meanwhile is found then.') }),
  offline: () => ({
    title: t('Offline'),
    help: t('It is not there at the moment. Nothing is taken for deleted; it goes on when it is back.'),
  }),
  unreadable: () => ({
    title: t('Cannot be read'),
    help: t('Reelay may not read the folder. Give it permission; it is tried again by itself.'),
  }),
  'needs-account': () => ({
    title: t('Needs an account'),
    help: t('Its account is gone or refused. Choose another one, or sign in again.'),
  }),
  'needs-rules': () => ({
    title: t('Needs other rules'),
    help: t('One of its patterns cannot be used. Nothing is sent until it is changed.'),
  }),
})

export const WATCH_FILE_STATE_LABELS: Readonly<Record<WatchFileState, string>> = lazyTexts({
  asking: () => t('Asks you'),
  waiting: () => t('Waiting'),
  queued: () => t('In the queue'),
  sent: () => t('Sent'),
  ignored: () => t('Left out'),
})

export const WATCH_REASON_MESSAGES: Readonly<Record<WatchReason, Message>> = lazyTexts({
  growing: () => ({ title: t('Still being written'), help: t('It changed a moment ago. It is sent once it stays the same.') }),
  'no-index': () => ({
    title: t('Not finished'),
    help: t('It has no index yet, so nothing could play it. It is sent once whatever writes it has finished.'),
  }),
  'cut-short': () => ({
    title: t('Cut short'),
    help: t('It ends before its content does. Copy it again from where it came; it is sent once it is whole.'),
  }),
  locked: () => ({ title: t('Locked'), help: t('Another program holds it. It is sent once that program lets go of it.') }),
  empty: () => ({ title: t('Empty'), help: t('Nothing is in it yet. It is sent once something is, and stays the same.') }),
  hours: () => ({
    title: t('Waits for its hours'),
    help: t('It is finished. It is sent in the hours that the rules of its folder name.'),
  }),
  refused: () => ({
    title: t('Refused by the account'),
    help: t('The host does not take this file. Change the rules or the account, or leave the file out.'),
  }),
  existing: () => ({
    title: t('There before'),
    help: t('It was in the folder before it was watched. Send it, or leave it out.'),
  }),
  changed: () => ({
    title: t('Changed after it was sent'),
    help: t('It is not what was sent. Send the new version, or leave it; what was sent stays at the host.'),
  }),
  unsure: () => ({
    title: t('May have been sent before'),
    help: t(
      'What was sent from this folder is not known any more: the journal was lost, or an older one was put back. Send it, or leave it out.',
    ),
  }),
  'not-text': () => ({
    title: t('Its name is not text'),
    help: t(
      'Its name has bytes that are not UTF-8, so that no host could be told it. Rename it, and it is sent; or leave it out.',
    ),
  }),
  'to-move': () => ({ title: t('To be moved'), help: t('It is sent and verified, and is moved in a moment.') }),
  'not-moved': () => ({
    title: t('Could not be moved'),
    help: t('It is sent and verified, and is still where it was. It is tried again with the next look at the folder.'),
  }),
  'ignore-list': () => ({
    title: t('On the ignore list'),
    help: t('Its name, or that of a folder above it, is on the ignore list, which is in the settings.'),
  }),
  excluded: () => ({
    title: t('Excluded by a rule'),
    help: t('A pattern of the folder’s rules leaves it out. Change the rules to send it.'),
  }),
  'not-included': () => ({
    title: t('Not among what is included'),
    help: t('No pattern of the folder’s rules names it. Change the rules to send it.'),
  }),
  extension: () => ({
    title: t('Another kind of file'),
    help: t('Its ending is not among those that are sent. Add it to the rules to send it.'),
  }),
  'too-small': () => ({ title: t('Too small'), help: t('It is below the smallest size of the rules.') }),
  'too-large': () => ({ title: t('Too large'), help: t('It is over the largest size of the rules, or of what the host takes.') }),
  'too-short': () => ({ title: t('Too short'), help: t('It is shorter than the shortest clip of the rules.') }),
  'low-resolution': () => ({ title: t('Resolution too low'), help: t('Its picture has fewer lines than the rules want.') }),
  codec: () => ({
    title: t('Another codec'),
    help: t('Its codec is not among those that are sent. Add it to the rules to send it.'),
  }),
  link: () => ({ title: t('A link'), help: t('Links are not followed. Watch the folder that it leads to.') }),
  'same-file': () => ({
    title: t('The same as another'),
    help: t('A file with the very same content is sent or in the queue already.'),
  }),
  declined: () => ({ title: t('You left it out'), help: t('It stays unsent until you send it.') }),
  removed: () => ({
    title: t('Taken out of the queue'),
    help: t('Its upload was cancelled or removed. It stays unsent until you send it.'),
  }),
})

/** The reason `existing` has another meaning in the state `ignored` than in the state `asking`. */
const leftAsExisting = (): Message => ({
  title: t('There before'),
  help: t('It was in the folder before it was watched, and only new files are sent. Send it if you want it too.'),
})

/** Titles of what stays unfinished. */
const UNFINISHED_TITLES: Readonly<Record<(typeof UNFINISHED_AS)[number], string>> = lazyTexts({
  'no-index': () => t('Not finished for over an hour'),
  'cut-short': () => t('Cut short for over an hour'),
  locked: () => t('Locked for over an hour'),
})

function askedAbout(reason: WatchReason): Message | null {
  const unfinished = UNFINISHED_AS.find((one) => one === reason)
  if (!unfinished) return null
  const help = t(
    'It has been so for over an hour. Send it as it is, leave it out, or copy it again; once it is whole it is sent by itself.',
  )
  return { title: UNFINISHED_TITLES[unfinished], help }
}

/** The message for the reason of a file; `null` where it has none. */
export function messageOfFile({ state, reason }: Pick<WatchFileView, 'state' | 'reason'>): Message | null {
  if (reason === null) return null
  if (state === 'ignored' && reason === 'existing') return leftAsExisting()
  return (state === 'asking' ? askedAbout(reason) : null) ?? WATCH_REASON_MESSAGES[reason]
}

/** The message for the state of a folder, with its drive, its problem, or the progress of its scan. */
export function messageOfWatch(watch: Pick<WatchView, 'state' | 'failure' | 'seen' | 'volume'>): Message {
  const message = WATCH_STATE_MESSAGES[watch.state]
  const help = watch.failure ? helpOf(watch.failure) : message.help
  switch (watch.state) {
    case 'scanning':
      return watch.seen === null
        ? message
        : { ...message, title: tn(watch.seen, 'Scanning, {n} file so far', 'Scanning, {n} files so far') }
    case 'offline':
      return { title: offlineTitle(watch), help }
    case 'unreadable':
    case 'needs-account':
    case 'needs-rules':
      return { title: watch.failure ? titleOf(watch.failure) : message.title, help }
    default:
      return message
  }
}

function offlineTitle({ failure, volume }: Pick<WatchView, 'failure' | 'volume'>): string {
  if (failure?.code === 'watch.gone') return t('Offline: the folder is not there')
  return volume.label === ''
    ? WATCH_STATE_MESSAGES.offline.title
    : t('Offline: {volume} is not connected', { volume: volume.label })
}

/** `MP4 and MOV files, also in subfolders, to Cloudflare; then moved to /Sent`. Each rule wraps the text of those before it. */
export function describeRules(rules: Omit<WatchRules, 'accountId'>, accountName: string | null = null): string {
  const files = withPatterns(withPictures(withSizes(kinds(rules.extensions), rules), rules), rules)
  const where = rules.subfolders ? t('{files}, also in subfolders', { files }) : t('{files}, not in subfolders', { files })
  const whole = accountName === null ? where : t('{files}, to {account}', { files: where, account: accountName })
  return withAfterwards(whole, rules.afterwards, rules.sidecars)
}

function kinds(extensions: WatchRules['extensions']): string {
  if (extensions === 'provider') return t('Files that the host takes')
  if (extensions.length === 0) return t('All files')
  return t('{kinds} files', { kinds: listed(extensions.map((extension) => extension.toUpperCase())) })
}

function withSizes(files: string, { minBytes, maxBytes }: Pick<WatchRules, 'minBytes' | 'maxBytes'>): string {
  const from = minBytes > 1 ? t('{files} from {size}', { files, size: formatBytes(minBytes) }) : files
  return maxBytes === null ? from : t('{files} up to {size}', { files: from, size: formatBytes(maxBytes) })
}

/** `… in ProRes or H.264 of 0:10 and 1080 lines at least` */
function withPictures(files: string, rules: Pick<WatchRules, 'minSeconds' | 'minLines' | 'codecs'>): string {
  const { minSeconds, minLines, codecs } = rules
  const least = [
    ...(minSeconds > 0 ? [formatClock(minSeconds)] : []),
    ...(minLines > 0 ? [tn(minLines, '{n} line', '{n} lines', { n: minLines })] : []),
  ]
  const kind = codecs.length === 0 ? files : t('{files} in {codecs}', { files, codecs: listed(codecs, 'disjunction') })
  return least.length === 0 ? kind : t('{files} of {least} at least', { files: kind, least: listed(least) })
}

function withPatterns(files: string, { include, exclude }: Pick<WatchRules, 'include' | 'exclude'>): string {
  const only =
    include.length === 0 ? files : t('{files} that match {patterns}', { files, patterns: listed(include, 'disjunction') })
  if (exclude.length === 0) return only
  return t('{files} but not {patterns}', { files: only, patterns: listed(exclude, 'disjunction') })
}

function withAfterwards(files: string, afterwards: Afterwards, sidecars: boolean): string {
  switch (afterwards.do) {
    case 'keep':
      return files
    case 'move': {
      const { folder } = afterwards
      return sidecars
        ? t('{files}; then moved to {folder} with what belongs to them', { files, folder })
        : t('{files}; then moved to {folder}', { files, folder })
    }
    case 'trash':
      return sidecars
        ? t('{files}; then moved to the Trash with what belongs to them', { files })
        : t('{files}; then moved to the Trash', { files })
  }
}

/** `['a', 'b', 'c']` → `a, b and c`; more than four are counted. */
function listed(names: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  const more = names.length - 3
  return formatList(more > 1 ? [...names.slice(0, 3), tn(more, '{n} more', '{n} more')] : names, type)
}
