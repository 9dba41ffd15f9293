/**
 * @file Every fault of the harness and what it calls for: the codes an upload may stop with. No code means that the upload
 * goes on by itself, or after the same command when its process died.
 */
import type { ErrorCode } from '../../src-main/contract/errors.ts'

/** Which request an answer is given to: the creation, the question for the position, or bytes. */
export type Phase = 'create' | 'resume' | 'send'

export interface FaultEntry {
  readonly words: string
  /** Codes the upload may stop with; for answers, by the request they were given to. */
  readonly codes: readonly ErrorCode[] | Readonly<Record<Phase, readonly ErrorCode[]>>
  /** What Reelay does, for people. */
  readonly reelay: string
}

const GOES_ON: readonly ErrorCode[] = []

const sameFor = (codes: readonly ErrorCode[]): Record<Phase, readonly ErrorCode[]> => ({
  create: codes,
  resume: codes,
  send: codes,
})

const RESUMES = 'goes on where the server says it stopped'
const ASKS = 'stops, sends nothing of the new version, asks'

export const FAULTS = {
  kill: { words: 'SIGKILL', codes: GOES_ON, reelay: 'the same command goes on in the same upload' },
  freeze: { words: 'SIGSTOP … SIGCONT', codes: GOES_ON, reelay: RESUMES },
  cut: { words: 'connection cut', codes: GOES_ON, reelay: RESUMES },
  'half-open': { words: 'half-open connection', codes: GOES_ON, reelay: 'notices, drops the connection, goes on' },
  stall: { words: 'nothing passes for a while', codes: GOES_ON, reelay: RESUMES },
  throttle: { words: 'a very slow line for a while', codes: GOES_ON, reelay: 'waits for it' },
  delay: { words: '200 ms delay each way', codes: GOES_ON, reelay: 'nothing special' },
  '401': { words: 'answer 401', codes: sameFor(['account.signIn']), reelay: 'keeps the upload and its address, asks to sign in' },
  '403': { words: 'answer 403', codes: sameFor(['account.forbidden']), reelay: 'keeps the upload and its address, asks' },
  '404': {
    words: 'answer 404',
    codes: { create: ['server.notFound'], resume: ['upload.expired'], send: ['upload.expired', 'upload.unknownAtOnce'] },
    reelay: 'asks before it starts over, or starts over once if set so',
  },
  '408': { words: 'answer 408', codes: sameFor(GOES_ON), reelay: RESUMES },
  '409': {
    words: 'answer 409',
    codes: { create: ['server.rejected'], resume: GOES_ON, send: GOES_ON },
    reelay: 'asks for the position again, goes on',
  },
  '410': {
    words: 'answer 410',
    codes: { create: ['server.notFound'], resume: ['upload.expired'], send: ['upload.expired', 'upload.unknownAtOnce'] },
    reelay: 'asks before it starts over, or starts over once if set so',
  },
  '413': { words: 'answer 413', codes: sameFor(['upload.tooLarge']), reelay: 'stops and says so' },
  '423': { words: 'answer 423', codes: sameFor(GOES_ON), reelay: 'asks again until the lock is gone' },
  '425': { words: 'answer 425', codes: sameFor(GOES_ON), reelay: RESUMES },
  '429': {
    words: 'answer 429 with Retry-After',
    codes: sameFor(GOES_ON),
    reelay: 'leaves the host alone for that long, goes on',
  },
  '500': { words: 'answer 500', codes: sameFor(GOES_ON), reelay: RESUMES },
  '502': { words: 'answer 502', codes: sameFor(GOES_ON), reelay: RESUMES },
  '503': { words: 'answer 503', codes: sameFor(GOES_ON), reelay: RESUMES },
  'truncated-answer': { words: 'truncated answers', codes: GOES_ON, reelay: RESUMES },
  'wrong-length': { words: 'wrong Upload-Length', codes: ['upload.lengthMismatch'], reelay: 'sends nothing more, asks' },
  'offset-beyond': { words: 'offset beyond the end', codes: ['upload.offsetBeyond'], reelay: 'sends nothing more, asks' },
  'offset-behind': {
    words: 'offset behind the confirmed one',
    codes: ['upload.offsetBackwards'],
    reelay: 'asks when a confirmed part is lost',
  },
  'repeated-patch': { words: 'PATCH repeated on the way', codes: GOES_ON, reelay: RESUMES },
  'file-grown': { words: 'file grown', codes: ['file.changed'], reelay: ASKS },
  'file-truncated': { words: 'file truncated', codes: ['file.changed'], reelay: ASKS },
  'file-replaced': { words: 'file replaced, same size', codes: ['file.changed'], reelay: ASKS },
  'file-rewritten': { words: 'file rewritten in place', codes: ['file.changed'], reelay: ASKS },
  'file-deleted': { words: 'file deleted', codes: ['file.missing', 'file.changed'], reelay: 'stops, asks' },
  'file-unreadable': {
    words: 'file made unreadable',
    codes: ['file.unreadable'],
    reelay: 'stops, asks; goes on when it can be read',
  },
  unplugged: { words: 'volume unplugged and returned', codes: ['file.missing'], reelay: 'stops, asks; goes on when it is back' },
  'disk-full': {
    words: 'disk of the journal full',
    codes: ['store.full'],
    reelay: 'stops everything, goes on when there is room',
  },
  clock: { words: 'clock moved by two days', codes: GOES_ON, reelay: 'nothing special' },
  'server-restarted': { words: 'server restarted', codes: GOES_ON, reelay: RESUMES },
  'server-forgot': {
    words: 'server restarted without its data',
    codes: ['upload.expired'],
    reelay: 'asks before it starts over, or starts over once if set so',
  },
  // Further ones are added at the end: a seed that is kept was drawn from as many as there were then.
  'closed-after-answer': {
    words: 'connection closed 5–60 ms after each answer',
    codes: GOES_ON,
    reelay: 'asks again at once, on a fresh connection',
  },
  'body-after-head': {
    words: 'a body after the answers to HEAD, or after 204',
    codes: GOES_ON,
    reelay: 'reads nothing behind the head, goes on upon a fresh connection',
  },
  'page-for-method': {
    words: 'a web page in answer to one method, for a while',
    codes: GOES_ON,
    reelay: 'says that the host answers, but not to this upload; goes on',
  },
  remounted: {
    words: 'drive plugged in again, with other numbers',
    codes: ['file.missing'],
    reelay: 'knows the file by what outlives a mount, goes on in the same upload',
  },
  'other-path': {
    words: 'the same file by another path',
    codes: GOES_ON,
    reelay: 'sends it once, goes on in the same upload',
  },
  'log-full': {
    words: 'log full, or its reader gone',
    codes: GOES_ON,
    reelay: 'goes on without a log; ends in order without a reader',
  },
  'answer-without-end': {
    words: 'answer that promises a close, and no close',
    codes: GOES_ON,
    reelay: 'takes the head for the answer, goes on',
  },
  'offset-repeated': { words: 'offset of before repeated', codes: GOES_ON, reelay: 'does not believe it, asks for the position' },
  'wrong-byte': {
    words: 'wrong byte on disk between offload and sending',
    codes: ['file.notAsOffloaded'],
    reelay: 'does not report it as sent, asks; sends the new copy, and deletes the wrong one',
  },
} as const satisfies Record<string, FaultEntry>

export type FaultName = keyof typeof FAULTS

export const FAULT_NAMES = Object.keys(FAULTS) as [FaultName, ...FaultName[]]

export function codesFor({ name, phase }: { readonly name: FaultName; readonly phase: Phase }): readonly ErrorCode[] {
  const { codes }: FaultEntry = FAULTS[name]
  return 'create' in codes ? codes[phase] : codes
}
