/**
 * @file Every error Reelay can show: its code, what happens next, and its words. The scheduler, the command line, the
 * interface and the tests read this one table; nothing else decides what an error means or says.
 */

/**
 * What the engine does about a failure, and so what the person has to do.
 *
 * - `wait-network`: try again when the host can be reached; costs no attempt.
 * - `wait-backoff`: try again later, waiting longer each time.
 * - `wait-host`: the host asked for time; the whole account waits for it.
 * - `attention`: a person must act; progress is kept.
 * - `final`: trying again without changing something cannot help.
 * - `halt`: the journal cannot be written; every transfer stops until it can.
 * - `reject`: a call was refused; nothing was changed.
 */
export const DISPOSITIONS = ['wait-network', 'wait-backoff', 'wait-host', 'attention', 'final', 'halt', 'reject'] as const
export type Disposition = (typeof DISPOSITIONS)[number]

/** The one action offered first for a failure. */
export const REMEDIES = ['retry', 'start-over', 'edit-account', 'none'] as const
export type Remedy = (typeof REMEDIES)[number]

export interface ErrorEntry {
  readonly disposition: Disposition
  readonly remedy: Remedy
  /** What is wrong, for a row or one line of output. `{name}` is replaced by the failure's parameter of that name. */
  readonly title: string
  /** What to do about it; one or two sentences. */
  readonly help: string
}

export const ERROR_TABLE = {
  'network.offline': {
    disposition: 'wait-network',
    remedy: 'retry',
    title: 'No network',
    help: 'Connect this computer to a network.',
  },
  'network.unreachable': {
    disposition: 'wait-network',
    remedy: 'retry',
    title: 'Cannot reach {host}',
    help: 'Check the address and the network.',
  },
  'network.dns': {
    disposition: 'wait-network',
    remedy: 'retry',
    title: 'The name {host} was not found',
    help: 'Check the address and the network.',
  },
  'network.reset': {
    disposition: 'wait-network',
    remedy: 'retry',
    title: 'The connection to {host} was lost',
    help: 'Nothing is lost: an upload goes on where the host says it stopped.',
  },
  'network.stalled': {
    disposition: 'wait-network',
    remedy: 'retry',
    title: '{host} stopped responding',
    help: 'The connection was dropped. Nothing is lost: an upload goes on where the host says it stopped.',
  },
  'network.tls': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'The certificate of {host} cannot be trusted',
    help: 'Reason: {reason}. Nothing was sent. Check the address and the clock of this computer, or ask who runs the host.',
  },
  'network.redirect': {
    disposition: 'final',
    remedy: 'edit-account',
    title: '{host} sends uploads on to another address',
    help: 'It redirects to {target}. If you trust that address, use it as the endpoint.',
  },
  'server.busy': {
    disposition: 'wait-host',
    remedy: 'retry',
    title: '{host} is busy',
    help: 'The host asked for time.',
  },
  'server.error': {
    disposition: 'wait-backoff',
    remedy: 'retry',
    title: '{host} has a problem (answer {status})',
    help: 'If it stays like this, ask who runs the host.',
  },
  'server.rejected': {
    disposition: 'final',
    remedy: 'retry',
    title: '{host} refused the upload (answer {status})',
    help: 'The host’s own words are below. Trying again helps only if something was changed at the host.',
  },
  'server.notFound': {
    disposition: 'final',
    remedy: 'edit-account',
    title: 'There is no upload address at {url}',
    help: 'The host answered {status}. Check the endpoint; for most tus servers it ends in /files/.',
  },
  'server.notTus': {
    disposition: 'final',
    remedy: 'edit-account',
    title: '{host} does not answer like a tus server',
    help: 'Check the endpoint. The answer was: {reason}.',
  },
  'server.noCreation': {
    disposition: 'final',
    remedy: 'edit-account',
    title: '{host} does not accept new uploads',
    help: 'This tus server does not offer the creation extension that Reelay needs.',
  },
  'server.location': {
    disposition: 'final',
    remedy: 'edit-account',
    title: '{host} wants the file sent over an unprotected connection',
    help: 'It named {target}, although its own address is https. Nothing was sent. Ask who runs the host.',
  },
  'server.answer': {
    disposition: 'wait-backoff',
    remedy: 'retry',
    title: '{host} gave an answer that cannot be right',
    help: 'Reelay asks again how much has arrived before it sends more. The answer was: {reason}.',
  },
  'upload.locked': {
    disposition: 'wait-backoff',
    remedy: 'retry',
    title: '{host} still holds the last connection open',
    help: 'The host lets go after a while.',
  },
  'upload.conflict': {
    disposition: 'wait-backoff',
    remedy: 'retry',
    title: '{host} has a different position for this upload',
    help: 'Reelay asks for the position again and goes on from there.',
  },
  'upload.expired': {
    disposition: 'attention',
    remedy: 'start-over',
    title: 'The unfinished upload is gone at {host}',
    help: 'The host no longer has the part that was sent. Start over to send the file from the beginning.',
  },
  'upload.lengthMismatch': {
    disposition: 'attention',
    remedy: 'start-over',
    title: '{host} expects another file size',
    help: 'It expects {theirs} bytes, the file has {ours}. Nothing more was sent. Start over to send the file from the beginning.',
  },
  'upload.offsetBackwards': {
    disposition: 'attention',
    remedy: 'start-over',
    title: '{host} lost a part that it had accepted',
    help: 'It had confirmed {before} bytes and now has {now}. Retry to send the missing part again, or start over.',
  },
  'upload.offsetBeyond': {
    disposition: 'attention',
    remedy: 'start-over',
    title: '{host} claims to have more than was sent',
    help: 'It says {now} bytes arrived, which cannot be. Start over to send the file from the beginning.',
  },
  'upload.tooLarge': {
    disposition: 'final',
    remedy: 'none',
    title: 'Too large for {host}',
    help: 'The file has {size} bytes; the host takes at most {limit}.',
  },
  'account.signIn': {
    disposition: 'attention',
    remedy: 'edit-account',
    title: '{account} no longer accepts its sign-in',
    help: 'Enter the key or headers of this account again. Progress is kept and the upload goes on.',
  },
  'account.forbidden': {
    disposition: 'attention',
    remedy: 'edit-account',
    title: '{account} is not allowed to do this',
    help: 'The host answered {status}. Check the rights of this account. Progress is kept.',
  },
  'account.missing': {
    disposition: 'attention',
    remedy: 'none',
    title: 'The account of this upload was removed',
    help: 'Remove this upload and add the file again with another account.',
  },
  'account.secretUnreadable': {
    disposition: 'attention',
    remedy: 'edit-account',
    title: 'The stored sign-in of {account} cannot be read',
    help: 'It was stored on another computer or with another key. Enter it again.',
  },
  'account.unknown': {
    disposition: 'reject',
    remedy: 'none',
    title: 'There is no account named “{name}”',
    help: 'List the accounts with: reelay account list',
  },
  'account.exists': {
    disposition: 'reject',
    remedy: 'none',
    title: 'There is already an account named “{name}”',
    help: 'Choose another name, or remove the old account first.',
  },
  'account.inUse': {
    disposition: 'reject',
    remedy: 'none',
    title: 'The account “{name}” still has unfinished uploads',
    help: 'It has {count}. Finish, cancel or remove them first.',
  },
  'account.invalid': {
    disposition: 'reject',
    remedy: 'none',
    title: 'These account settings cannot be used',
    help: '{reason}',
  },
  'account.noSecureStorage': {
    disposition: 'reject',
    remedy: 'none',
    title: 'Sign-in data cannot be stored safely on this computer',
    help: '{reason} Nothing was stored.',
  },
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
    help: '{path} is not the file that was added. Nothing of the new version was sent. Start over to send it.',
  },
  'file.empty': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'The file is empty',
    help: '{path} has 0 bytes and stayed that way. Retry when it has been written.',
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
