/** @file Runs one attempt of an upload, from the check of the file to the stored receipt. Ends in a state, never in an exception. */
import { type Failure, FailureError, failure, failureFrom } from '../../../contract/errors/errors.ts'
import type { MediaFacts } from '../../../contract/media.ts'
import type { AccountProfile } from '../../accounts/account-profile.ts'
import type { FileSource } from '../../files/open-files.ts'
import { expectationOf, formatsFor } from '../../offload/expectation.ts'
import type { Provider } from '../../providers/provider.ts'
import type { UploadEvent } from '../transition.ts'
import type { Upload } from '../upload.ts'
import type { ActiveTransfer } from './active-transfers.ts'
import { createAttemptFailure } from './attempt-failure.ts'
import { createAttemptFinish } from './attempt-finish.ts'
import { createAttemptTransfer } from './attempt-transfer.ts'
import { createOffloadRecheck } from './offload-recheck.ts'
import { createReopening, type Reopened } from './reopening.ts'
import { applyUnlessChanged, changedUpload, type RunnerDeps } from './runner-deps.ts'
import { untilStable } from './until-stable.ts'

export function createRunner(deps: RunnerDeps) {
  const { records, clock, settings, log } = deps
  const reopening = createReopening(deps)
  const { send } = createAttemptTransfer(deps)
  const { finish } = createAttemptFinish(deps)
  const offloadRecheck = createOffloadRecheck({ ...deps, reopening })
  const { explained, concludeUnlessHalted } = createAttemptFailure({ ...deps, reopening })

  /** Runs until the upload is in a state other than `preparing`, `uploading` and `verifying`, or the attempt is aborted. */
  return async function run(id: string, attempt: ActiveTransfer): Promise<void> {
    const { signal } = attempt.controller
    let source: FileSource | null = null
    let isUnderWay = false
    try {
      if (!(await offloadRecheck.mayContinue(records.require(id), attempt))) return
      const file = await checkFile(id)
      if (file.kind === 'event') {
        if (file.event.type === 'fail') throw new FailureError(file.event.failure)
        applyUnlessChanged(deps, id, file.event)
        return
      }
      const upload = records.require(id)
      const account = deps.accounts.find(upload.accountId)
      if (!account) throw new FailureError(failure('account.missing'))
      const provider = deps.providers.get(account.provider)
      const media = upload.uploadUrl === null ? await deps.facts.of(upload) : null
      const unfit = media && unfitFile(upload, media, provider, account)
      if (unfit) throw new FailureError(unfit)
      const listed = await deps.hashLists.find(upload.path, file.identity.sizeBytes, signal)
      const expectation = expectationOf(upload, listed)
      source = await deps.files.open(upload.path, file.identity, upload.sentPrefix, formatsFor(expectation))
      if (file.needsVerification) {
        await source.verify(signal)
        records.amend(id, { identity: file.identity })
      }
      isUnderWay = true
      const toSend = { source, provenBytes: file.provenBytes, durationSeconds: media?.durationSeconds ?? null }
      const outcome = await send(id, attempt, toSend, provider, account)
      if (outcome.kind === 'failed') throw new FailureError(outcome.failure)
      const finished = { source, expectation }
      if (outcome.kind === 'complete') await finish(id, attempt, finished, provider, outcome.isChecked === true)
    } catch (caught) {
      if (signal.aborted || records.halted) return
      const problem = await explained(id, failureFrom(caught), isUnderWay)
      if (signal.aborted || records.halted) return
      if (problem.code === 'internal.bug') log.error(`upload ${id} ended unexpectedly`, caught)
      concludeUnlessHalted(id, problem)
    } finally {
      await source?.close()
    }
  }

  /** Checks the rules of the provider before anything is created at the host. */
  function unfitFile(upload: Upload, media: MediaFacts, provider: Provider, account: AccountProfile): Failure | null {
    if (upload.remoteId !== null) return null
    provider.checkOptions(upload.options, clock.now())
    return provider.checkFile({ name: upload.name, sizeBytes: upload.identity.sizeBytes, media }, account, upload.options)
  }

  /** The file to send, or the event to apply instead. */
  async function checkFile(
    id: string,
  ): Promise<Extract<Reopened, { kind: 'file' }> | { readonly kind: 'event'; readonly event: UploadEvent }> {
    const file = await reopening.reopen(records.require(id))
    const upload = records.require(id)
    if (file.kind === 'changed') {
      changedUpload(records.apply(id, { type: 'look', identity: file.identity }))
      return { kind: 'event', event: growing(upload) }
    }
    if (file.identity.sizeBytes > 0) return file
    const event: UploadEvent =
      upload.consecutiveFailures === 0 ? growing(upload) : { type: 'fail', failure: failure('file.empty', { path: upload.path }) }
    return { kind: 'event', event }
  }

  function growing({ path }: Upload): UploadEvent {
    return { type: 'wait', waiting: untilStable(path, settings.get(), clock.now()) }
  }
}
