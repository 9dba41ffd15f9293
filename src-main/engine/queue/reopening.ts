/**
 * @file The file of an upload at the beginning of an attempt: whether it still is the one that was added, wherever its drive is
 * mounted now.
 */
import { basename } from 'node:path'
import { FailureError, failure } from '../../contract/errors.ts'
import { throwIfExhausted } from '../exhaustion.ts'
import { type FileLocations, nothing } from '../files/file-locations.ts'
import { type FileIdentity, sameIdentity } from '../files/identity.ts'
import { isOnAnotherVolume, type KnownFile, type LocatedFile, likeness } from '../files/same-file.ts'
import type { Files } from '../ports/files.ts'
import type { Records } from './records.ts'
import type { Amendment, Upload } from './upload.ts'

export type Reopened =
  | {
      readonly kind: 'file'
      readonly identity: FileIdentity
      /** Its beginning has to be held against what was sent. */
      readonly needsVerification: boolean
      /** So many bytes can be proven to be those that were sent; the host may not have more of them. */
      readonly provenBytes: number
    }
  /** Written to before anything was sent. */
  | { readonly kind: 'changed'; readonly identity: FileIdentity }

export type Reopening = ReturnType<typeof createReopening>

export function createReopening({ files, locations, records }: { files: Files; locations: FileLocations; records: Records }) {
  /** `null` when it is exactly as it was. @throws FailureError `file.*` */
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
      if (file === null) return asFile(upload.identity)
      const { identity, path, location } = file
      const how = likeness(upload, file)
      const isBegun = upload.uploadUrl !== null
      if (how === 'same' || (how === 'likely' && !(isBegun && upload.sentPrefix))) {
        records.amend(upload.id, fileAmendment(upload, file))
        return asFile(identity)
      }
      // Another drive is mounted there, with a file of its own.
      const sent = isBegun && how !== 'different' ? upload.sentPrefix : null
      if (sent === null && isOnAnotherVolume(upload, file)) throw new FailureError(failure('file.missing', { path }))
      if (!isBegun) return { kind: 'changed', identity }
      if (sent === null) throw new FailureError(failure('file.changed', { path }))
      if (path !== upload.path) records.amend(upload.id, { path, name: basename(path), location })
      const provenBytes = how === 'likely' ? Number.POSITIVE_INFINITY : sent.bytes
      return { kind: 'file', identity, needsVerification: true, provenBytes }
    },

    /** The file whose content says whether it is the one that was sent. @throws FailureError `file.*` */
    async locate(upload: Upload): Promise<KnownFile> {
      const file = await find(upload)
      if (file === null) return upload
      if (isOnAnotherVolume(upload, file)) throw new FailureError(failure('file.missing', { path: file.path }))
      return file
    },

    /** Whether a file that is not as it was opened is the same after all: its drive was taken away and came back. */
    async wasReconnected(upload: Upload): Promise<boolean> {
      const file = await locations.locate(upload.path).catch(nothing)
      return file !== null && !sameIdentity(file.identity, upload.identity) && likeness(upload, file) === 'same'
    },
  }
}

/** What a row says of where its file is, and which one it is. */
export function fileAmendment(upload: Upload, { path, location, identity }: KnownFile): Amendment {
  return { identity, location, ...(path === upload.path ? {} : { path, name: basename(path) }) }
}

function asFile(identity: FileIdentity): Reopened {
  return { kind: 'file', identity, needsVerification: false, provenBytes: Number.POSITIVE_INFINITY }
}

function isLike(upload: Upload, file: LocatedFile): boolean {
  return ['same', 'likely'].includes(likeness(upload, file))
}
