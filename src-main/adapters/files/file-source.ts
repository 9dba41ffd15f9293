/** @file One open file that is sent: one descriptor, reads by position, and a check that it is still the same file. */
import { open } from 'node:fs/promises'
import { FailureError, failure } from '../../contract/errors.ts'
import type { FileSource } from '../../engine/ports.ts'
import { type FileIdentity, sameIdentity } from '../../engine/queue/upload.ts'
import { fileFailure, identify, identityOf } from './identity.ts'

/**
 * Opens a file that must still be the one that was identified.
 *
 * @throws FailureError `file.missing`, `file.unreadable` or `file.changed`
 */
export async function openSource(path: string, identity: FileIdentity): Promise<FileSource> {
  const handle = await open(path, 'r').catch((caught: unknown) => {
    throw new FailureError(fileFailure(caught, path), caught)
  })

  const source: FileSource = {
    sizeBytes: identity.sizeBytes,

    async read(target, position) {
      try {
        return (await handle.read(target, 0, target.byteLength, position)).bytesRead
      } catch (caught) {
        throw new FailureError(fileFailure(caught, path), caught)
      }
    },

    /** Both must match: the path may lead to another file by now, and the open file may have been written to. */
    async check() {
      const [atPath, opened] = await Promise.all([identify(path), handle.stat({ bigint: true })])
      if (!sameIdentity(atPath, identity) || !sameIdentity(identityOf(opened, path), identity)) {
        throw new FailureError(failure('file.changed', { path }))
      }
    },

    close: () => handle.close(),
  }

  try {
    await source.check()
    return source
  } catch (caught) {
    await handle.close()
    throw caught
  }
}
