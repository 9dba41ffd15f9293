/**
 * @file The check before the retry of an upload whose file differed from the offload: the whole file is read before anything at its
 * host is deleted or sent. A new copy may have the size, the date and even the inode of the old one, so only its content can decide.
 */
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import type { ListedFormat } from '../../../contract/proof/hashes.ts'
import type { KnownFile } from '../../files/same-file.ts'
import { compareWithLists, expectationOf, formatsFor, mismatchOf, notAsOffloaded } from '../../offload/expectation.ts'
import type { FileHashes } from '../../offload/verdict.ts'
import type { Upload } from '../upload.ts'
import type { ActiveTransfer } from './active-transfers.ts'
import { fileAmendment, type Reopening } from './reopening.ts'
import { type RunnerDeps, startOverUnlessChanged } from './runner-deps.ts'

export function createOffloadRecheck(deps: RunnerDeps & { readonly reopening: Pick<Reopening, 'locate'> }) {
  const { clock, files, hashLists, records, reopening, transfers } = deps

  return {
    /**
     * Whether the attempt may continue: the content is still the same, and a list has its hash by now, or there was no mismatch. Where
     * the content has changed, returns false after the upload has started over with it.
     *
     * @throws FailureError `file.notAsOffloaded` for a file that is still the same; `file.*` for one that cannot be found or read
     */
    async mayContinue(upload: Upload, attempt: ActiveTransfer): Promise<boolean> {
      const { signal } = attempt.controller
      const mismatch = mismatchOf(upload)
      if (mismatch === null) return true
      const file = await reopening.locate(upload)
      // The new copy is not there yet: nothing is deleted, because the host may have the only version.
      if (file.identity.sizeBytes === 0) throw new FailureError(failure('file.empty', { path: file.path }))
      const expectation = expectationOf(upload, await hashLists.find(file.path, file.identity.sizeBytes, signal))
      const hashes = await hashesOf(file, formatsFor(expectation), signal, (bytes) =>
        transfers.reading(upload.id, attempt, bytes),
      ).finally(() => transfers.reading(upload.id, attempt, null))
      // A person may have paused or cancelled meanwhile. From here on all is synchronous.
      signal.throwIfAborted()
      // So that the file is recognised when it is added again.
      records.amend(upload.id, fileAmendment(upload, file))
      if (hashes[mismatch.format] !== mismatch.found) {
        const waiting = { reason: 'backoff', until: clock.now(), failure: notAsOffloaded(file.path, mismatch) } as const
        startOverUnlessChanged(deps, upload, waiting, { identity: file.identity })
        return false
      }
      const { offload, problem } = compareWithLists(file.path, expectation, hashes)
      if (problem === null) return true
      records.amend(upload.id, { offload })
      throw new FailureError(problem)
    },
  }

  /** Reads the file anew, without the hashes of earlier readings: another content may have had this very identity. */
  async function hashesOf(
    { path, identity }: KnownFile,
    formats: readonly ListedFormat[],
    signal: AbortSignal,
    onRead: (bytes: number) => void,
  ): Promise<FileHashes> {
    const source = await files.open(path, identity, null, formats, 'ignore')
    try {
      await source.digest(signal, onRead)
      await source.check()
      return source.hashes()
    } finally {
      await source.close()
    }
  }
}
