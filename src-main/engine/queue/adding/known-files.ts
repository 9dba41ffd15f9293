/** @file Finds the unfinished upload or the receipt of a file in the journal. */
import type { Receipt } from '../../../contract/queue/upload.ts'
import { isAtSamePath, isSameElsewhere, type KnownReceipt, type LocatedFile, likeness } from '../../files/same-file.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Upload } from '../upload.ts'

/** By receipt id, whether the content of a file is that of the receipt; without an entry where the file was not read. */
export type Proofs = ReadonlyMap<string, boolean>

const NO_PROOFS: Proofs = new Map()

export type KnownFiles = ReturnType<typeof createKnownFiles>

export function createKnownFiles(journal: Pick<Journal, 'uploads' | 'receipts'>) {
  /** Receipts that only the content of the file can confirm. Empty when one is certain without that. */
  function uncertainReceipts(file: LocatedFile, accountId: string): readonly Receipt[] {
    const alike = journal.receipts.alike(file, accountId)
    if (alike.some((known) => isProven(known, file, NO_PROOFS))) return []
    return alike.map(({ receipt }) => receipt).filter(({ sha256 }) => sha256 !== null)
  }

  return {
    /**
     * The unfinished upload of a file. An upload with the path of the file is continued whatever the file is now, because the attempt
     * checks it; but a file that was sent and has changed since is a new one.
     */
    openUpload(file: LocatedFile, accountId: string): Upload | null {
      const rows = journal.uploads.openUploadsLike(file, accountId)
      const isSame = (row: Upload): boolean => {
        if (!isAtSamePath(row, file)) return isSameElsewhere(row, file)
        return row.sentAt === null || likeness(row, file) === 'same'
      }
      return rows.find((row) => isAtSamePath(row, file) && isSame(row)) ?? rows.find(isSame) ?? null
    },

    /** The receipt of a file. Where size and date do not decide, `proofs` do; without a proof the file counts as not sent. */
    receipt(file: LocatedFile, accountId: string, proofs: Proofs = NO_PROOFS): Receipt | null {
      return journal.receipts.alike(file, accountId).find((known) => isProven(known, file, proofs))?.receipt ?? null
    },

    uncertainReceipts,

    /** Compares the content of a file with its uncertain receipts. `sha256` in hex; `null` where the file was not read. */
    proofs(file: LocatedFile, accountId: string, sha256: string | null): Proofs {
      if (sha256 === null) return NO_PROOFS
      return new Map(uncertainReceipts(file, accountId).map((receipt) => [receipt.id, receipt.sha256 === sha256]))
    },
  }
}

function isProven(known: KnownReceipt, file: LocatedFile, proofs: Proofs): boolean {
  const { id, sha256 } = known.receipt
  const match = isAtSamePath(known, file) ? likeness(known, file) : isSameElsewhere(known, file) ? 'same' : 'unlikely'
  if (match === 'same') return true
  return sha256 === null ? match === 'likely' : proofs.get(id) === true
}
