/** @file What is compared of a file to tell whether it is still the same one. */

/**
 * What a file was when it was looked at. Within one mount two looks that differ in any part are two different files: a size or
 * a date alone can be kept by a re-export, an inode alone survives being written to. See `same-file.ts` for longer times.
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

/** Nothing changed from one look to the next, within one mount. */
export function sameIdentity(one: FileIdentity, other: FileIdentity): boolean {
  return (
    one.sizeBytes === other.sizeBytes && one.mtimeNs === other.mtimeNs && one.inode === other.inode && one.device === other.device
  )
}
