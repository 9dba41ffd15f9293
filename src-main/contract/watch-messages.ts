/** @file The messages about watched folders: a title for each state and reason, and a sentence with the cause and the remedy. */
import { helpOf, titleOf } from './errors.ts'
import { counted, formatBytes } from './format.ts'
import { formatClock } from './proof.ts'
import {
  type Afterwards,
  UNFINISHED_AS,
  type WatchFileState,
  type WatchFileView,
  type WatchReason,
  type WatchRules,
  type WatchState,
  type WatchView,
} from './watch.ts'

export interface Message {
  /** Short, for a list. */
  readonly title: string
  /** The cause and the remedy, as a sentence. */
  readonly help: string
}

export const WATCH_STATE_MESSAGES: Readonly<Record<WatchState, Message>> = {
  watching: { title: 'Watching', help: 'Finished files are sent as they come.' },
  scanning: { title: 'Scanning', help: 'The whole folder is being looked at; what is new is sent.' },
  paused: { title: 'Paused', help: 'Nothing new is sent until it is resumed; what came meanwhile is found then.' },
  offline: { title: 'Offline', help: 'It is not there at the moment. Nothing is taken for deleted; it goes on when it is back.' },
  unreadable: {
    title: 'Cannot be read',
    help: 'Reelay may not read the folder. Give it permission; it is tried again by itself.',
  },
  'needs-account': { title: 'Needs an account', help: 'Its account is gone or refused. Choose another one, or sign in again.' },
  'needs-rules': { title: 'Needs other rules', help: 'One of its patterns cannot be used. Nothing is sent until it is changed.' },
}

export const WATCH_FILE_STATE_WORDS: Readonly<Record<WatchFileState, string>> = {
  asking: 'Asks you',
  waiting: 'Waiting',
  queued: 'In the queue',
  sent: 'Sent',
  ignored: 'Left out',
}

export const WATCH_REASON_MESSAGES: Readonly<Record<WatchReason, Message>> = {
  growing: { title: 'Still being written', help: 'It changed a moment ago. It is sent once it stays the same.' },
  'no-index': {
    title: 'Not finished',
    help: 'It has no index yet, so nothing could play it. It is sent once whatever writes it has finished.',
  },
  'cut-short': {
    title: 'Cut short',
    help: 'It ends before its content does. Copy it again from where it came; it is sent once it is whole.',
  },
  locked: { title: 'Locked', help: 'Another program holds it. It is sent once that program lets go of it.' },
  empty: { title: 'Empty', help: 'Nothing is in it yet. It is sent once something is, and stays the same.' },
  hours: { title: 'Waits for its hours', help: 'It is finished. It is sent in the hours that the rules of its folder name.' },
  refused: {
    title: 'Refused by the account',
    help: 'The host does not take this file. Change the rules or the account, or leave the file out.',
  },
  existing: { title: 'There before', help: 'It was in the folder before it was watched. Send it, or leave it out.' },
  changed: {
    title: 'Changed after it was sent',
    help: 'It is not what was sent. Send the new version, or leave it; what was sent stays at the host.',
  },
  unsure: {
    title: 'May have been sent before',
    help: 'What was sent from this folder is not known any more: the journal was lost, or an older one was put back. Send it, or leave it out.',
  },
  'not-text': {
    title: 'Its name is not text',
    help: 'Its name has bytes that are not UTF-8, so that no host could be told it. Rename it, and it is sent; or leave it out.',
  },
  'to-move': { title: 'To be moved', help: 'It is sent and verified, and is moved in a moment.' },
  'not-moved': {
    title: 'Could not be moved',
    help: 'It is sent and verified, and is still where it was. It is tried again with the next look at the folder.',
  },
  'ignore-list': {
    title: 'On the ignore list',
    help: 'Its name, or that of a folder above it, is on the ignore list, which is in the settings.',
  },
  excluded: { title: 'Excluded by a rule', help: 'A pattern of the folder’s rules leaves it out. Change the rules to send it.' },
  'not-included': {
    title: 'Not among what is included',
    help: 'No pattern of the folder’s rules names it. Change the rules to send it.',
  },
  extension: {
    title: 'Another kind of file',
    help: 'Its ending is not among those that are sent. Add it to the rules to send it.',
  },
  'too-small': { title: 'Too small', help: 'It is below the smallest size of the rules.' },
  'too-large': { title: 'Too large', help: 'It is over the largest size of the rules, or of what the host takes.' },
  'too-short': { title: 'Too short', help: 'It is shorter than the shortest clip of the rules.' },
  'low-resolution': { title: 'Resolution too low', help: 'Its picture has fewer lines than the rules want.' },
  codec: {
    title: 'Another codec',
    help: 'Its codec is not among those that are sent. Add it to the rules to send it.',
  },
  link: { title: 'A link', help: 'Links are not followed. Watch the folder that it leads to.' },
  'same-file': { title: 'The same as another', help: 'A file with the very same content is sent or in the queue already.' },
  declined: { title: 'You left it out', help: 'It stays unsent until you send it.' },
  removed: {
    title: 'Taken out of the queue',
    help: 'Its upload was cancelled or removed. It stays unsent until you send it.',
  },
}

/** The reason `existing` has another meaning in the state `ignored` than in the state `asking`. */
const LEFT_AS_EXISTING: Message = {
  title: 'There before',
  help: 'It was in the folder before it was watched, and only new files are sent. Send it if you want it too.',
}

const ASKED_ABOUT: ReadonlySet<WatchReason> = new Set(UNFINISHED_AS)

function askedAbout({ title }: Message): Message {
  const help =
    'It has been so for over an hour. Send it as it is, leave it out, or copy it again; once it is whole it is sent by itself.'
  return { title: `${title} for over an hour`, help }
}

/** The message for the reason of a file; `null` where it has none. */
export function messageOfFile({ state, reason }: Pick<WatchFileView, 'state' | 'reason'>): Message | null {
  if (reason === null) return null
  if (state === 'ignored' && reason === 'existing') return LEFT_AS_EXISTING
  const message = WATCH_REASON_MESSAGES[reason]
  return state === 'asking' && ASKED_ABOUT.has(reason) ? askedAbout(message) : message
}

/** The message for the state of a folder, with its drive, its problem, or the progress of its scan. */
export function messageOfWatch(watch: Pick<WatchView, 'state' | 'failure' | 'seen' | 'volume'>): Message {
  const message = WATCH_STATE_MESSAGES[watch.state]
  const help = watch.failure ? helpOf(watch.failure) : message.help
  switch (watch.state) {
    case 'scanning':
      return watch.seen === null ? message : { ...message, title: `${message.title}, ${counted(watch.seen, 'file')} so far` }
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
  if (failure?.code === 'watch.gone') return `Offline: ${titleOf(failure).toLowerCase()}`
  return volume.label === '' ? WATCH_STATE_MESSAGES.offline.title : `Offline: ${volume.label} is not connected`
}

/** `MP4 and MOV files, also in subfolders, to Cloudflare; then moved to /Sent`. */
export function describeRules(rules: Omit<WatchRules, 'accountId'>, accountName: string | null = null): string {
  const parts = [
    `${kinds(rules.extensions)}${sizes(rules)}${pictures(rules)}${patterns(rules)}`,
    rules.subfolders ? 'also in subfolders' : 'not in subfolders',
    ...(accountName === null ? [] : [`to ${accountName}`]),
  ]
  return `${parts.join(', ')}${after(rules.afterwards, rules.sidecars)}`
}

function kinds(extensions: WatchRules['extensions']): string {
  if (extensions === 'provider') return 'Files that the host takes'
  return extensions.length === 0 ? 'All files' : `${listed(extensions.map((extension) => extension.toUpperCase()))} files`
}

function sizes({ minBytes, maxBytes }: Pick<WatchRules, 'minBytes' | 'maxBytes'>): string {
  const least = minBytes > 1 ? ` from ${formatBytes(minBytes)}` : ''
  return maxBytes === null ? least : `${least} up to ${formatBytes(maxBytes)}`
}

/** ` in ProRes or H.264 of 0:10 and 1080 lines at least` */
function pictures({ minSeconds, minLines, codecs }: Pick<WatchRules, 'minSeconds' | 'minLines' | 'codecs'>): string {
  const least = [...(minSeconds > 0 ? [formatClock(minSeconds)] : []), ...(minLines > 0 ? [`${minLines} lines`] : [])]
  const kind = codecs.length === 0 ? '' : ` in ${listed(codecs, 'or')}`
  return least.length === 0 ? kind : `${kind} of ${listed(least)} at least`
}

function patterns({ include, exclude }: Pick<WatchRules, 'include' | 'exclude'>): string {
  const only = include.length === 0 ? '' : ` that match ${listed(include, 'or')}`
  return exclude.length === 0 ? only : `${only} but not ${listed(exclude, 'or')}`
}

function after(afterwards: Afterwards, sidecars: boolean): string {
  const along = sidecars ? ' with what belongs to them' : ''
  switch (afterwards.do) {
    case 'keep':
      return ''
    case 'move':
      return `; then moved to ${afterwards.folder}${along}`
    case 'trash':
      return `; then moved to the Trash${along}`
  }
}

/** `['a', 'b', 'c']` → `a, b and c`; more than four are counted. */
function listed(names: readonly string[], last: 'and' | 'or' = 'and'): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1)}`
}
