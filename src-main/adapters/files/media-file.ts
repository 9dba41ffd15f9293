/** @file An open clip, read by position for a page that decodes its frame. It must still be the version that was added. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { type FileIdentity, sameIdentity } from '../../engine/files/identity.ts'
import type { MediaFile } from '../../engine/thumbnails/ports.ts'
import { open } from '../drives/files.ts'
import { fileError, identityOf } from './identity.ts'

/** @throws FailureError `file.changed` when it is another version; `file.*` */
export async function openMediaFile(path: string, identity: FileIdentity): Promise<MediaFile> {
  const named = <T>(work: Promise<T>): Promise<T> =>
    work.catch((caught: unknown) => {
      throw fileError(caught, path)
    })
  const file = await named(open(path, 'r'))

  async function check(): Promise<void> {
    const found = identityOf(await named(file.statExactly()), path)
    if (!sameIdentity(found, identity)) throw new FailureError(failure('file.changed', { path }))
  }

  try {
    await check()
  } catch (caught) {
    await file.close()
    throw caught
  }
  return {
    sizeBytes: identity.sizeBytes,
    async read(target, offset) {
      const { bytesRead } = await named(file.read(target, 0, target.byteLength, offset))
      if (bytesRead > 0) return bytesRead
      await check()
      throw new FailureError(failure('file.unreadable', { path, reason: phrase('it ends before its size') }))
    },
    close: file.close,
  }
}
