/**
 * @file Every error Reelay can show: its code, what happens next, and its words. The scheduler, the command line, the
 * interface and the tests read this one table; nothing else decides what an error means or says.
 */
import type { ErrorEntry } from './error-entry.ts'
import { HOST_ERRORS } from './error-table-hosts.ts'

export const ERROR_TABLE = {
  ...HOST_ERRORS,
  'file.missing': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'The file is not there',
    help: '{path} was not found. Put it back or connect its drive, then retry.',
  },
  'file.unreadable': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'The file cannot be read',
    help: '{path}: {reason}. Check its permissions or its drive, then retry.',
  },
  'file.changed': {
    disposition: 'attention',
    remedy: 'start-over',
    title: 'Changed on disk since it was added',
    help: '{path} is not the file that was added. Nothing of the new version was sent. Send it from the beginning now, or once nothing writes to it any more.',
  },
  'file.empty': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'The file is empty',
    help: '{path} has 0 bytes and stayed that way. Retry when it has been written.',
  },
  'file.kind': {
    disposition: 'final',
    remedy: 'none',
    title: '{host} does not take this kind of file',
    help: '{name} is {kind}. It takes: {known}.',
  },
  'file.tooLong': {
    disposition: 'final',
    remedy: 'none',
    title: 'Too long for {host}',
    help: 'The video lasts {seconds} s; at most {limit} s are allowed ({reason}).',
  },
  'file.growing': {
    disposition: 'wait-backoff',
    remedy: 'retry',
    title: 'Still being written',
    help: '{path} was changed moments ago. It is sent when it stays unchanged for a while.',
  },
  'file.notRegular': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Not a file',
    help: '{path} is a {kind}; only files and folders can be sent.',
  },
  'file.linkLoop': {
    disposition: 'reject',
    remedy: 'none',
    title: 'A link that leads nowhere new',
    help: '{path} was left out: it points to itself or to something in the same folder, which is sent from its own place.',
  },
  'file.folderUnreadable': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The folder cannot be read',
    help: '{path}: {reason}. Nothing inside it was added.',
  },
  'file.emptyFolder': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Nothing to send in this folder',
    help: '{path} holds no files.',
  },
  'file.away': {
    disposition: 'wait-volume',
    remedy: 'retry',
    title: 'Waiting for {volume}',
    help: '{path} is on {volume}, which is not connected. It goes on by itself when the drive is back.',
  },
  'watch.missing': {
    disposition: 'reject',
    remedy: 'none',
    title: 'There is no such folder',
    help: '{path} was not found, or is not a folder. Check the name.',
  },
  'watch.unreadable': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The folder cannot be read',
    help: '{path}: {reason}. Give Reelay permission to read it; it is tried again by itself.',
  },
  'watch.nested': {
    disposition: 'reject',
    remedy: 'none',
    title: 'It would be watched twice',
    help: '{path} and {other}, which is watched already, are in each other. Files would be sent twice; watch one of the two.',
  },
  'watch.moveTarget': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Files cannot be moved there',
    help: '{path} is, or is inside of, a watched folder: what is moved there would be found again. Choose a folder elsewhere.',
  },
  'watch.dataFolder': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Not a folder to watch',
    help: '{path} is where Reelay keeps its own files, or holds that folder. Choose another folder.',
  },
  'watch.unknown': {
    disposition: 'reject',
    remedy: 'none',
    title: 'There is no such watched folder',
    help: '“{id}” is not the id or the path of a watched folder. They are listed by: reelay watch list',
  },
  'watch.offline': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Not connected',
    help: '{path} on {volume} is not there at the moment. Nothing is taken for deleted; watching goes on when it is back.',
  },
  'watch.gone': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The folder is not there',
    help: '{path} was moved, renamed or deleted. What was sent stays known; watching goes on when the folder is back.',
  },
  'watch.noAccount': {
    disposition: 'reject',
    remedy: 'edit-account',
    title: 'Its account is gone',
    help: 'The account that {path} sends to was removed. Choose another one for the folder.',
  },
  'watch.notMoved': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Sent, but not moved',
    help: '{path} is sent and verified, and is still where it was: {reason}. It is tried again with the next look at the folder.',
  },
  'store.readOnly': {
    disposition: 'halt',
    remedy: 'none',
    title: 'The data folder cannot be written',
    help: '{path}: {reason}. Give Reelay write access to it, or choose another with --data-dir.',
  },
  'store.full': {
    disposition: 'halt',
    remedy: 'none',
    title: 'The disk with the data folder is full',
    help: '{path} cannot be written. Free some space; uploads are stopped and nothing is lost.',
  },
  'store.damaged': {
    disposition: 'halt',
    remedy: 'none',
    title: 'The journal is damaged',
    help: '{path} is not a readable journal ({reason}). It was kept, unchanged, as {kept}. Start again to begin with an empty queue; files that were already sent will not be recognised.',
  },
  'store.newer': {
    disposition: 'halt',
    remedy: 'none',
    title: 'The journal belongs to a newer Reelay',
    help: '{path} has version {theirs}; this Reelay knows up to {ours}. Update Reelay. Nothing was changed.',
  },
  'store.failed': {
    disposition: 'halt',
    remedy: 'none',
    title: 'The journal cannot be used',
    help: '{path}: {reason}.',
  },
  'settings.damaged': {
    disposition: 'halt',
    remedy: 'none',
    title: 'A settings file is damaged',
    help: '{path} cannot be read ({reason}). It was kept, unchanged, as {kept}. Start again to begin with defaults.',
  },
  'settings.newer': {
    disposition: 'halt',
    remedy: 'none',
    title: 'A settings file belongs to a newer Reelay',
    help: '{path} has version {theirs}; this Reelay knows up to {ours}. Update Reelay. Nothing was changed.',
  },
  'queue.outsideHours': {
    disposition: 'wait-backoff',
    remedy: 'none',
    title: 'Outside the sending hours',
    help: 'The schedule in the settings sends nothing at this time. It goes on by itself, from where it stopped.',
  },
  'queue.unknown': {
    disposition: 'reject',
    remedy: 'none',
    title: 'There is no such upload',
    help: 'No upload has the id {id}. List them with: reelay queue list',
  },
  'queue.refused': {
    disposition: 'reject',
    remedy: 'none',
    title: 'That is not possible now',
    help: 'An upload that is {state} cannot be told to {event}.',
  },
  'input.invalid': {
    disposition: 'reject',
    remedy: 'none',
    title: 'That cannot be used',
    help: '{reason}',
  },
  'host.unsupported': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Not available here',
    help: '{reason}',
  },
  'host.untrusted': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Refused',
    help: 'The call did not come from Reelay’s own page or command line.',
  },
  'host.gone': {
    disposition: 'reject',
    remedy: 'retry',
    title: 'The connection to Reelay was lost',
    help: 'It reconnects by itself; uploads are not affected.',
  },
  'internal.bug': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'Something went wrong inside Reelay',
    help: '{reason}. The log has the details.',
  },
} as const satisfies Record<string, ErrorEntry>
