/** @file What the journal knows of a file: an upload of it that is not finished, or a receipt. */
import type { Receipt } from '../../contract/upload.ts'
import { isAtSamePath, isSameElsewhere, type KnownReceipt, type LocatedFile, likeness } from '../files/same-file.ts'
import type { Journal } from '../ports/journal.ts'
import type { Upload } from './upload.ts'

/** Whether a file has the content of a receipt; `undefined` where it was not read. */
export type Proofs = ReadonlyMap<string, boolean>

const NO_PROOFS: Proofs = new Map()

export type KnownFiles = ReturnType<typeof createKnownFiles>

export function createKnownFiles(journal: Pick<Journal, 'uploads' | 'receipts'>) {
  /** Receipts that are the file’s if its content is theirs. Empty when one is for sure. */
  function doubtful(file: LocatedFile, accountId: string): readonly Receipt[] {
    const alike = journal.receipts.alike(file, accountId)
    if (alike.some((known) => isProven(known, file, NO_PROOFS))) return []
    return alike.map(({ receipt }) => receipt).filter(({ sha256 }) => sha256 !== null)
  }

  return {
    /**
     * The unfinished upload of a file. What was added from its location goes on, whatever the file is now: the
     * attempt checks it. What was sent already and has changed since is another file.
     */
    open(file: LocatedFile, accountId: string): Upload | null {
      const rows = journal.uploads.openUploadsLike(file, accountId)
      const isIt = (row: Upload): boolean => {
        if (!isAtSamePath(row, file)) return isSameElsewhere(row, file)
        return row.sentAt === null || likeness(row, file) === 'same'
      }
      return rows.find((row) => isAtSamePath(row, file) && isIt(row)) ?? rows.find(isIt) ?? null
    },

    /** The receipt of a file. Where dates say too little, its content decides, and without that the file was not sent. */
    receipt(file: LocatedFile, accountId: string, proofs: Proofs = NO_PROOFS): Receipt | null {
      return journal.receipts.alike(file, accountId).find((known) => isProven(known, file, proofs))?.receipt ?? null
    },

    doubtful,

    /** Which doubtful receipts match the content of a file; none where it was not read. */
    proofs(file: LocatedFile, accountId: string, sha256: string | null): Proofs {
      if (sha256 === null) return NO_PROOFS
      return new Map(doubtful(file, accountId).map((receipt) => [receipt.id, receipt.sha256 === sha256]))
    },
  }
}

function isProven(known: KnownReceipt, file: LocatedFile, proofs: Proofs): boolean {
  const { id, sha256 } = known.receipt
  const how = isAtSamePath(known, file) ? likeness(known, file) : isSameElsewhere(known, file) ? 'same' : 'unlikely'
  if (how === 'same') return true
  return sha256 === null ? how === 'likely' : proofs.get(id) === true
}
