/**
 * @file What was not the file that was offloaded, when it is tried again: the file is read before anything at its host is deleted or
 * sent. A new copy may have the size, the date and even the inode of the old one, so only its content tells.
 */
import { FailureError } from '../../contract/errors.ts'
import { throwIfExhausted } from '../exhaustion.ts'
import type { FileIdentity } from '../files/identity.ts'
import { type Mismatch, mismatchOf, notAsOffloaded } from '../offload/judging.ts'
import { type FileHashes, neededFormats, verdictOf } from '../offload/verdict.ts'
import { applyUnlessChanged, type RunnerDeps } from './runner-deps.ts'
import type { Upload } from './upload.ts'

export function createRereading(deps: RunnerDeps) {
  const { clock, files, hashLists } = deps

  return {
    /**
     * Whether the upload goes on as it is. Otherwise it begins anew with the new copy, and what the host has of the old one is deleted.
     *
     * @throws FailureError `file.notAsOffloaded` for a file that is still the same; `file.*` for one that cannot be read
     */
    async goesOn(upload: Upload, signal: AbortSignal): Promise<boolean> {
      const mismatch = mismatchOf(upload)
      if (mismatch === null) return true
      const identity = await identityOf(upload.path)
      // Where it is now, if anywhere, is found as for every upload; nothing is sent of it, as the host has all.
      if (identity === null) return true
      const listed = await hashLists.find(upload.path, identity.sizeBytes, signal)
      const hashes = await hashesOf(upload.path, identity, [...neededFormats(listed), mismatch.format], signal)
      if (hashes[mismatch.format] !== mismatch.found) {
        beginAnew(upload, mismatch, identity)
        return false
      }
      // Lists may have been corrected meanwhile.
      const offload = verdictOf(upload.path, listed, hashes)
      if (offload?.result !== 'differs') return true
      throw new FailureError(notAsOffloaded(upload.path, offload, 'it was read again and is still the same file'))
    },
  }

  async function hashesOf(
    path: string,
    identity: FileIdentity,
    formats: ReturnType<typeof neededFormats>,
    signal: AbortSignal,
  ): Promise<FileHashes> {
    const source = await files.open(path, identity, null, [...new Set(formats)])
    try {
      await source.digest(signal)
      await source.check()
      signal.throwIfAborted()
      return source.hashes()
    } finally {
      await source.close()
    }
  }

  async function identityOf(path: string): Promise<FileIdentity | null> {
    try {
      return await files.identify(path)
    } catch (caught) {
      throwIfExhausted(caught)
      if (!(caught instanceof FailureError)) throw caught
      return null
    }
  }

  function beginAnew(upload: Upload, mismatch: Mismatch, identity: FileIdentity): void {
    // A process that dies in between finds it due.
    const waiting = { reason: 'backoff', until: clock.now(), failure: notAsOffloaded(upload.path, mismatch) } as const
    applyUnlessChanged(deps, upload.id, { type: 'wait', waiting, free: true })
    deps.abandon(upload)
    applyUnlessChanged(deps, upload.id, { type: 'startOver', identity })
  }
}
