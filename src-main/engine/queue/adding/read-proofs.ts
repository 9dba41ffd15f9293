/** @file Reads from disk what is needed to recognise files, before the transaction that enqueues them. */
import { FailureError } from '../../../contract/errors/errors.ts'
import { orDefault, throwIfExhausted } from '../../exhaustion.ts'
import { hashAndClose } from '../../files/open-files.ts'
import type { LocatedFile } from '../../files/same-file.ts'
import type { Files } from '../../ports/files.ts'
import type { KnownFiles, Proofs } from './known-files.ts'

export interface ReadProofs {
  readonly proofs: Proofs
  /** Ids of unfinished uploads whose file was moved: their stored path does not lead to it any more. */
  readonly moved: ReadonlySet<string>
}

export function createProofReader({ files, knownFiles }: { files: Files; knownFiles: KnownFiles }) {
  async function sha256(file: LocatedFile, signal: AbortSignal): Promise<string | null> {
    try {
      return await hashAndClose(await files.open(file.path, file.identity), signal)
    } catch (caught) {
      throwIfExhausted(caught)
      // A file that cannot be read, or is just being written, proves nothing. Its attempt reports why.
      if (caught instanceof FailureError) return null
      throw caught
    }
  }

  async function leadsTo(path: string, { identity }: LocatedFile): Promise<boolean> {
    const now = await files.identify(path).catch(orDefault(null))
    return now !== null && now.inode === identity.inode && now.device === identity.device
  }

  return async function readProofs(
    found: readonly LocatedFile[],
    { accountId, again, signal }: { accountId: string; again: boolean; signal: AbortSignal },
  ): Promise<ReadProofs> {
    const proofs = new Map<string, boolean>()
    const moved = new Set<string>()
    for (const file of found) {
      const open = knownFiles.openUpload(file, accountId)
      if (open) {
        if (open.path !== file.path && !(await leadsTo(open.path, file))) moved.add(open.id)
        continue
      }
      if (again || knownFiles.uncertainReceipts(file, accountId).length === 0) continue
      for (const [id, isSame] of knownFiles.proofs(file, accountId, await sha256(file, signal))) proofs.set(id, isSame)
    }
    return { proofs, moved }
  }
}
