/** @file The end of an attempt whose bytes are all confirmed: checks the file, and stores receipt and state. */
import { type Failure, FailureError, failureFrom } from '../../../contract/errors/errors.ts'
import type { Proof } from '../../../contract/proof/proof.ts'
import type { FileSource } from '../../files/open-files.ts'
import { timeoutsFrom } from '../../network/timeouts.ts'
import { compareWithLists, type Expectation } from '../../offload/expectation.ts'
import type { Provider } from '../../providers/provider.ts'
import { FIRST_POLL_MS, unknownProcessing, videoRefOf } from '../jobs/polling.ts'
import type { AfterSending } from '../transition.ts'
import type { Upload } from '../upload.ts'
import type { ActiveTransfer } from './active-transfers.ts'
import { GRACE_MS, withGrace } from './grace.ts'
import { uploadReceipt } from './receipts.ts'
import { applyUnlessChanged, changedUpload, type RunnerDeps } from './runner-deps.ts'

/** The file that was sent, and the hashes that lists have of it. */
interface FinishedFile {
  readonly source: FileSource
  readonly expectation: Expectation
}

export function createAttemptFinish(deps: RunnerDeps) {
  const { records, transfers, clock, settings, log } = deps

  return { finish }

  /**
   * @param isChecked whether the server has verified a checksum of every byte
   * @throws FailureError `file.*`; `file.notAsOffloaded` before anything is reported to the host, with the comparison in the row
   */
  async function finish(
    id: string,
    attempt: ActiveTransfer,
    { source, expectation }: FinishedFile,
    provider: Provider,
    isChecked: boolean,
  ): Promise<void> {
    const { path } = changedUpload(records.apply(id, { type: 'sent' }))
    const sha256 = await source.digest(attempt.controller.signal)
    const media = await deps.facts.of(records.require(id))
    await source.check()
    const { offload, problem } = compareWithLists(path, expectation, source.hashes())
    attempt.controller.signal.throwIfAborted()
    // Also `null`, which replaces the comparison of an earlier attempt.
    if (offload !== null || records.require(id).offload !== null) records.amend(id, { offload })
    if (problem) throw new FailureError(problem)
    const upload = records.require(id)
    const proof: readonly Proof[] = [
      'accepted',
      ...(isChecked ? (['checksum confirmed'] as const) : []),
      ...(offload?.result === 'matches' ? (['matches the hash made at offload'] as const) : []),
    ]
    const ending = await finishAtHost(upload, attempt, provider)
    const accountName = deps.accounts.find(upload.accountId)?.name ?? ''
    const receipt = uploadReceipt(upload, provider, accountName, clock.now(), { sha256, media, proof })
    // Refused where a person has paused or cancelled while the rest of a large file was read.
    if (!records.finish(id, receipt, nextFor(upload, provider)).ok) return
    transfers.forget(id)
    if (ending.remote) records.amend(id, { remote: { ...upload.remote, ...ending.remote } })
    if (ending.failure) applyUnlessChanged(deps, id, { type: 'fail', failure: ending.failure })
    deps.onSent()
  }

  /** Runs `Provider.finish`. `video.notAttached` is a failure for a person; any other failure is logged, and the poller retries. */
  async function finishAtHost(
    upload: Upload,
    attempt: ActiveTransfer,
    provider: Provider,
  ): Promise<{ readonly remote?: Upload['remote']; readonly failure?: Failure }> {
    const profile = deps.accounts.find(upload.accountId)
    if (!provider.finish || !profile || upload.remoteId === null) return {}
    const grace = withGrace(attempt.controller.signal, clock)
    const signal = AbortSignal.any([grace.signal, AbortSignal.timeout(GRACE_MS * 4)])
    const context = { timeouts: timeoutsFrom(settings), signal }
    try {
      const video = { ...videoRefOf(upload, clock.now()), options: upload.options }
      return { remote: await provider.finish(deps.accounts.withSecrets(profile), video, context) }
    } catch (caught) {
      const problem = failureFrom(caught)
      log.info(`upload ${upload.id} is sent; what is left to do at the host failed: ${problem.code}`)
      return problem.code === 'video.notAttached' ? { failure: problem } : {}
    } finally {
      grace.end()
    }
  }

  function nextFor(upload: Upload, provider: Provider): AfterSending {
    if (provider.status === null) return { kind: 'done' }
    if (upload.remoteId === null) return { kind: 'unknown', processing: unknownProcessing(clock.now()) }
    return { kind: 'processing', pollAt: clock.now() + FIRST_POLL_MS }
  }
}
