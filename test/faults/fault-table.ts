/**
 * @file Every fault and the codes with which an upload may stop under it. Without a code, the upload continues by itself,
 * or with the same command when its process died.
 */
import type { ErrorCode } from '../../src-main/contract/errors/errors.ts'

/** The kind of request: creation (POST), offset (HEAD) or bytes (PATCH). */
export type Phase = 'create' | 'resume' | 'send'

export interface FaultEntry {
  readonly title: string
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
  kill: { title: 'SIGKILL', codes: GOES_ON, reelay: 'the same command goes on in the same upload' },
  freeze: { title: 'SIGSTOP … SIGCONT', codes: GOES_ON, reelay: RESUMES },
  cut: { title: 'connection cut', codes: GOES_ON, reelay: RESUMES },
  'half-open': { title: 'half-open connection', codes: GOES_ON, reelay: 'notices, drops the connection, goes on' },
  stall: { title: 'nothing passes for a while', codes: GOES_ON, reelay: RESUMES },
  throttle: { title: 'a very slow line for a while', codes: GOES_ON, reelay: 'waits for it' },
  delay: { title: '200 ms delay each way', codes: GOES_ON, reelay: 'nothing special' },
  '401': { title: 'answer 401', codes: sameFor(['account.signIn']), reelay: 'keeps the upload and its address, asks to sign in' },
  '403': { title: 'answer 403', codes: sameFor(['account.forbidden']), reelay: 'keeps the upload and its address, asks' },
  '404': {
    title: 'answer 404',
    codes: { create: ['server.notFound'], resume: ['upload.expired'], send: ['upload.expired', 'upload.unknownAtOnce'] },
    reelay: 'asks before it starts over, or starts over once if set so',
  },
  '408': { title: 'answer 408', codes: sameFor(GOES_ON), reelay: RESUMES },
  '409': {
    title: 'answer 409',
    codes: { create: ['server.rejected'], resume: GOES_ON, send: GOES_ON },
    reelay: 'asks for the position again, goes on',
  },
  '410': {
    title: 'answer 410',
    codes: { create: ['server.notFound'], resume: ['upload.expired'], send: ['upload.expired', 'upload.unknownAtOnce'] },
    reelay: 'asks before it starts over, or starts over once if set so',
  },
  '413': { title: 'answer 413', codes: sameFor(['upload.tooLarge']), reelay: 'stops and says so' },
  '423': { title: 'answer 423', codes: sameFor(GOES_ON), reelay: 'asks again until the lock is gone' },
  '425': { title: 'answer 425', codes: sameFor(GOES_ON), reelay: RESUMES },
  '429': {
    title: 'answer 429 with Retry-After',
    codes: sameFor(GOES_ON),
    reelay: 'leaves the host alone for that long, goes on',
  },
  '500': { title: 'answer 500', codes: sameFor(GOES_ON), reelay: RESUMES },
  '502': { title: 'answer 502', codes: sameFor(GOES_ON), reelay: RESUMES },
  '503': { title: 'answer 503', codes: sameFor(GOES_ON), reelay: RESUMES },
  'truncated-answer': { title: 'truncated answers', codes: GOES_ON, reelay: RESUMES },
  'wrong-length': { title: 'wrong Upload-Length', codes: ['upload.lengthMismatch'], reelay: 'sends nothing more, asks' },
  'offset-beyond': { title: 'offset beyond the end', codes: ['upload.offsetBeyond'], reelay: 'sends nothing more, asks' },
  'offset-behind': {
    title: 'offset behind the confirmed one',
    codes: ['upload.offsetBackwards'],
    reelay: 'asks when a confirmed part is lost',
  },
  'repeated-patch': { title: 'PATCH repeated on the way', codes: GOES_ON, reelay: RESUMES },
  'file-grown': { title: 'file grown', codes: ['file.changed'], reelay: ASKS },
  'file-truncated': { title: 'file truncated', codes: ['file.changed'], reelay: ASKS },
  'file-replaced': { title: 'file replaced, same size', codes: ['file.changed'], reelay: ASKS },
  'file-rewritten': { title: 'file rewritten in place', codes: ['file.changed'], reelay: ASKS },
  'file-deleted': { title: 'file deleted', codes: ['file.missing', 'file.changed'], reelay: 'stops, asks' },
  'file-unreadable': {
    title: 'file made unreadable',
    codes: ['file.unreadable'],
    reelay: 'stops, asks; goes on when it can be read',
  },
  unplugged: { title: 'volume unplugged and returned', codes: ['file.missing'], reelay: 'stops, asks; goes on when it is back' },
  'disk-full': {
    title: 'disk of the journal full',
    codes: ['store.full'],
    reelay: 'stops everything, goes on when there is room',
  },
  clock: { title: 'clock moved by two days', codes: GOES_ON, reelay: 'nothing special' },
  'server-restarted': { title: 'server restarted', codes: GOES_ON, reelay: RESUMES },
  'server-forgot': {
    title: 'server restarted without its data',
    codes: ['upload.expired'],
    reelay: 'asks before it starts over, or starts over once if set so',
  },
  // Further ones are added at the end: a seed that is kept was drawn from as many as there were then.
  'closed-after-answer': {
    title: 'connection closed 5–60 ms after each answer',
    codes: GOES_ON,
    reelay: 'asks again at once, on a fresh connection',
  },
  'body-after-head': {
    title: 'a body after the answers to HEAD, or after 204',
    codes: GOES_ON,
    reelay: 'reads nothing behind the head, goes on upon a fresh connection',
  },
  'page-for-method': {
    title: 'a web page in answer to one method, for a while',
    codes: GOES_ON,
    reelay: 'says that the host answers, but not to this upload; goes on',
  },
  remounted: {
    title: 'drive plugged in again, with other numbers',
    codes: ['file.missing'],
    reelay: 'knows the file by what outlives a mount, goes on in the same upload',
  },
  'other-path': {
    title: 'the same file by another path',
    codes: GOES_ON,
    reelay: 'sends it once, goes on in the same upload',
  },
  'log-full': {
    title: 'log full, or its reader gone',
    codes: GOES_ON,
    reelay: 'goes on without a log; ends in order without a reader',
  },
  'answer-without-end': {
    title: 'answer that promises a close, and no close',
    codes: GOES_ON,
    reelay: 'takes the head for the answer, goes on',
  },
  'offset-repeated': { title: 'offset of before repeated', codes: GOES_ON, reelay: 'does not believe it, asks for the position' },
  'wrong-byte': {
    title: 'wrong byte on disk between offload and sending',
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
