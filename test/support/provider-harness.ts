/** @file Calls a provider as the engine does, over real HTTP, and stores its notes: for tests against simulators. */
import { createHttp } from '../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../src-main/adapters/network/rate-limit.ts'
import { createTusTransfer } from '../../src-main/adapters/tus/tus-transfer.ts'
import { type Failure, FailureError } from '../../src-main/contract/errors/errors.ts'
import type { RemoteUpload, TransferOutcome } from '../../src-main/engine/ports/transfer.ts'
import type { PrepareContext, Provider, ProviderAccount, ProviderContext } from '../../src-main/engine/providers/provider.ts'
import type { VideoRef } from '../../src-main/engine/providers/video.ts'
import type { RemoteNote, Upload } from '../../src-main/engine/queue/upload.ts'
import { guardProvider, guardTransfer } from '../../src-main/engine/secrets/guard.ts'
import { createKnownSecrets } from '../../src-main/engine/secrets/known-secrets.ts'
import { anUpload, sourceOf } from './fakes.ts'

/** No test waits for one of them: they only end what a busy machine would never end. */
const timeouts = { connectMs: 60_000, stallMs: 60_000, answerMs: 60_000 }

export const testHttp = createHttp({
  limit: createRateLimit({ general: () => null, ofAccount: () => null }),
  userAgent: 'Reelay/test',
})
/** Secrets that were sent or read in the tests of this file. */
const known = createKnownSecrets()
export const testTransfer = guardTransfer(createTusTransfer({ http: testHttp, now: Date.now }), known)

/** A provider as the engine sees it. */
export function guarded(provider: Provider): Provider {
  return guardProvider(provider, known)
}

export function providerContext(): ProviderContext {
  return { timeouts, signal: new AbortController().signal }
}

/** The file of a call, by default. */
const SHORT_CLIP = { durationSeconds: 10, expected: { seconds: 1, measured: true } } as const

/** Ignores notes, and finds no id taken, by default. */
export function prepareContext(more: Partial<PrepareContext> = {}): PrepareContext {
  return { ...providerContext(), ...SHORT_CLIP, note: () => {}, isTaken: () => false, refused: null, ...more }
}

/** The failure of a call. @throws Error when the call succeeds */
export async function refusalOf(call: Promise<unknown>): Promise<Failure> {
  const caught = await call.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(caught instanceof FailureError)) throw new Error(`not refused: ${String(caught)}`)
  return caught.failure
}

/** The failure of a transfer. @throws Error when it has not failed */
export function failureIn(outcome: TransferOutcome): Failure {
  if (outcome.kind !== 'failed') throw new Error(`not failed but ${outcome.kind}`)
  return outcome.failure
}

/** An account as its provider gets it, after the checks and the login of saving it. */
export async function providerAccount(
  provider: Provider,
  settings: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): Promise<ProviderAccount> {
  const checked = provider.checkAccount(settings, secrets, [])
  const stored = provider.exchange ? await provider.exchange(checked, secrets, providerContext()) : secrets
  return { id: 'account', name: 'Studio', settings: checked, secret: async (field) => stored[field] ?? null }
}

export interface ProviderRun {
  readonly outcome: TransferOutcome
  /** The upload with everything that was noted and stored. */
  readonly upload: Upload
  readonly notes: readonly RemoteNote[]
}

/** One attempt: prepare and send, with the notes applied as the journal does. */
export async function sendByProvider(
  provider: Provider,
  account: ProviderAccount,
  content: Buffer,
  start: Partial<Upload> = {},
  more: {
    readonly signal?: AbortSignal
    readonly taken?: readonly string[]
    readonly refused?: Failure
    readonly file?: Partial<Pick<PrepareContext, 'durationSeconds' | 'expected'>>
  } = {},
): Promise<ProviderRun> {
  const base = anUpload(start)
  let upload: Upload = { ...base, identity: { ...base.identity, sizeBytes: content.length } }
  const notes: RemoteNote[] = []
  const context: PrepareContext = {
    timeouts,
    signal: more.signal ?? new AbortController().signal,
    refused: more.refused ?? null,
    ...SHORT_CLIP,
    ...more.file,
    isTaken: (remoteId) => more.taken?.includes(remoteId) ?? false,
    note(note) {
      notes.push(note)
      upload = applyNote(upload, note)
    },
  }
  const target = await provider.prepare(account, upload, context)
  const outcome = await testTransfer.send({
    source: sourceOf(content),
    sender: { uploadId: upload.id, accountId: upload.accountId },
    target,
    uploadUrl: upload.uploadUrl,
    acceptedBytes: upload.acceptedBytes,
    unconfirmedBytes: 0,
    signal: context.signal,
    onCreated({ uploadUrl, remoteId, expiresAt }: RemoteUpload) {
      upload = { ...upload, uploadUrl, remoteId: remoteId ?? upload.remoteId, expiresAt }
    },
    onSending: ({ offset }) => {
      upload = { ...upload, acceptedBytes: offset }
    },
    onAccepted: (offset) => {
      upload = { ...upload, acceptedBytes: offset }
    },
    onInFlight: () => {},
  })
  return { outcome, upload, notes }
}

/** The same rule as in the journal: a note adds to what was noted, `made: null` forgets it. */
export function applyNote(upload: Upload, note: RemoteNote): Upload {
  return {
    ...upload,
    remoteId: note.remoteId ?? (note.made === null ? null : upload.remoteId),
    uploadUrl: note.uploadUrl ?? upload.uploadUrl,
    remote: note.made === null ? {} : { ...upload.remote, ...note.made },
  }
}

export function refOf(upload: Upload): VideoRef {
  return { remoteId: upload.remoteId ?? '', remote: upload.remote, sentAt: Date.now(), title: upload.title ?? upload.name }
}
