/** @file An open file that is sent: reads by position, checks that it is still the same file, and hashes of its content. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { ListedFormat } from '../../contract/proof/hashes.ts'
import { type FileIdentity, sameIdentity } from '../../engine/files/identity.ts'
import type { FileSource, PrefixUse } from '../../engine/files/open-files.ts'
import type { FileHashes } from '../../engine/offload/verdict.ts'
import type { SentPrefix } from '../../engine/queue/upload.ts'
import { open } from '../drives/files.ts'
import { createDigest } from './digest.ts'
import { fileFailure, identify, identityOf } from './identity.ts'
import { forgetPrefix, keepPrefix, takePrefix } from './prefixes.ts'

/**
 * Opens a file that must still be the one that was identified.
 *
 * @param sent the beginning that an earlier attempt sent; a file that begins with other bytes is `file.changed`
 * @param formats to hash it in besides SHA-256
 * @param prefixUse see `PrefixUse`
 * @throws FailureError `file.missing`, `file.unreadable` or `file.changed`
 */
export async function openSource(
  path: string,
  identity: FileIdentity,
  sent: SentPrefix | null = null,
  formats: readonly ListedFormat[] = [],
  prefixUse: PrefixUse = 'reuse',
): Promise<FileSource> {
  const handle = await open(path, 'r').catch((caught: unknown) => {
    throw new FailureError(fileFailure(caught, path), caught)
  })

  if (prefixUse === 'ignore') forgetPrefix(path, identity)
  const prefix = await takePrefix(path, identity, formats).catch(async (caught: unknown) => {
    await handle.close()
    throw caught
  })
  let isHashed = false
  let hashes: FileHashes = {}

  async function read(target: Uint8Array, position: number): Promise<number> {
    const { bytesRead } = await handle.read(target, 0, target.byteLength, position).catch((caught: unknown) => {
      throw new FailureError(fileFailure(caught, path), caught)
    })
    if (bytesRead > 0) return bytesRead
    await source.check()
    throw new FailureError(failure('file.unreadable', { path, reason: phrase('it ends before its size') }))
  }

  const changed = (): FailureError => new FailureError(failure('file.changed', { path }))
  const digest = createDigest(prefix, identity.sizeBytes, read, undefined, sent && { ...sent, mismatchError: changed })

  const source: FileSource = {
    sizeBytes: identity.sizeBytes,

    async read(target, position) {
      const count = await read(target, position)
      digest.feed(target.subarray(0, count), position)
      return count
    },

    async digest(signal, onHashed) {
      const hex = await digest.finish(signal, onHashed)
      hashes = Object.fromEntries(prefix.others.map((other) => [other.format, other.digest()]))
      isHashed = true
      return hex
    },

    hashes: () => hashes,

    verify: digest.verify,

    prefix: () => (isHashed || prefix.bytes === 0 ? null : { bytes: prefix.bytes, sha256: prefix.hash.copy().digest('hex') }),

    /** Both must match: the path may lead to another file by now, and the open file may have been written to. */
    async check() {
      const [atPath, opened] = await Promise.all([identify(path), handle.statExactly()])
      if (!sameIdentity(atPath, identity) || !sameIdentity(identityOf(opened, path), identity)) {
        throw changed()
      }
    },

    async close() {
      await digest.stop()
      if (prefixUse === 'reuse' && !isHashed && !digest.isMismatch) keepPrefix(path, identity, prefix)
      await handle.close()
    },
  }

  try {
    await source.check()
    return source
  } catch (caught) {
    await source.close()
    throw caught
  }
}
