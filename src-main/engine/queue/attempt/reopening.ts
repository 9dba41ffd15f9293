/** @file Finds the file of an upload at the start of an attempt, wherever its drive is mounted, and checks that it is still the same. */
import { basename } from 'node:path'
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import { orDefault, throwIfExhausted } from '../../exhaustion.ts'
import type { FileLocations } from '../../files/file-locations.ts'
import { type FileIdentity, sameIdentity } from '../../files/identity.ts'
import { isOnAnotherVolume, type KnownFile, type LocatedFile, likeness } from '../../files/same-file.ts'
import type { Files } from '../../ports/files.ts'
import type { Records } from '../records.ts'
import type { Amendment, Upload } from '../upload.ts'

export type Reopened =
  | {
      readonly kind: 'file'
      readonly identity: FileIdentity
      /** Its first bytes have to be compared with the prefix that was sent. */
      readonly needsVerification: boolean
      /** How many bytes can be proven to be those that were sent; the host must not have more. */
      readonly provenBytes: number
    }
  /** It was written to before anything was sent. */
  | { readonly kind: 'changed'; readonly identity: FileIdentity }

export type Reopening = ReturnType<typeof createReopening>

export function createReopening({ files, locations, records }: { files: Files; locations: FileLocations; records: Records }) {
  /** The file where it is now; `null` when it is unchanged at its path. @throws FailureError `file.*` */
  async function find(upload: Upload): Promise<LocatedFile | null> {
    let here: LocatedFile | FailureError
    try {
      if (sameIdentity(await files.identify(upload.path), upload.identity)) return null
      here = await locations.locate(upload.path)
      if (isLike(upload, here)) return here
    } catch (caught) {
      throwIfExhausted(caught)
      if (!(caught instanceof FailureError)) throw caught
      here = caught
    }
    const elsewhere = await locations.findAgain(upload)
    if (elsewhere) return elsewhere
    if (here instanceof FailureError) throw here
    return here
  }

  return {
    /** @throws FailureError `file.*` */
    async reopen(upload: Upload): Promise<Reopened> {
      const file = await find(upload)
      if (file === null) return unchanged(upload.identity)
      const { identity, path, location } = file
      const match = likeness(upload, file)
      const isCreated = upload.uploadUrl !== null
      if (match === 'same' || (match === 'likely' && !(isCreated && upload.sentPrefix))) {
        records.amend(upload.id, fileAmendment(upload, file))
        return unchanged(identity)
      }
      const prefix = isCreated && match !== 'different' ? upload.sentPrefix : null
      // Another drive is mounted there, with a file of its own.
      if (prefix === null && isOnAnotherVolume(upload, file)) throw new FailureError(failure('file.missing', { path }))
      if (!isCreated) return { kind: 'changed', identity }
      if (prefix === null) throw new FailureError(failure('file.changed', { path }))
      if (path !== upload.path) records.amend(upload.id, { path, name: basename(path), location })
      const provenBytes = match === 'likely' ? Number.POSITIVE_INFINITY : prefix.bytes
      return { kind: 'file', identity, needsVerification: true, provenBytes }
    },

    /** The file whose content has to be compared with what was sent. @throws FailureError `file.*` */
    async locate(upload: Upload): Promise<KnownFile> {
      const file = await find(upload)
      if (file === null) return upload
      if (isOnAnotherVolume(upload, file)) throw new FailureError(failure('file.missing', { path: file.path }))
      return file
    },

    /** Whether a file whose identity has changed since it was opened is the same, because its drive was unplugged and reconnected. */
    async wasReconnected(upload: Upload): Promise<boolean> {
      const file = await locations.locate(upload.path).catch(orDefault(null))
      return file !== null && !sameIdentity(file.identity, upload.identity) && likeness(upload, file) === 'same'
    },
  }
}

/** The fields of an upload that change when its file was found elsewhere or with another identity. */
export function fileAmendment(upload: Upload, { path, location, identity }: KnownFile): Amendment {
  return { identity, location, ...(path === upload.path ? {} : { path, name: basename(path) }) }
}

function unchanged(identity: FileIdentity): Reopened {
  return { kind: 'file', identity, needsVerification: false, provenBytes: Number.POSITIVE_INFINITY }
}

function isLike(upload: Upload, file: LocatedFile): boolean {
  return ['same', 'likely'].includes(likeness(upload, file))
}
