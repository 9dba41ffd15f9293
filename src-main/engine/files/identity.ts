/** @file The identity of a file by its stat, which shows whether it is still the same version. */

/**
 * A file as one stat returned it. Within one mount two identities that differ in any part are two versions: a re-export can keep the
 * size or the date, and a write keeps the inode. See `same-file.ts` for comparisons across mounts.
 */
export interface FileIdentity {
  readonly sizeBytes: number
  /** Modification time in nanoseconds since 1970; decimal text, because it passes what a JSON number can hold. */
  readonly mtimeNs: string
  /** Inode or Windows file id, decimal text. */
  readonly inode: string
  /** Device or volume serial number, decimal text. */
  readonly device: string
}

/** Whether nothing changed between two stats within one mount. */
export function sameIdentity(one: FileIdentity, other: FileIdentity): boolean {
  return (
    one.sizeBytes === other.sizeBytes && one.mtimeNs === other.mtimeNs && one.inode === other.inode && one.device === other.device
  )
}
