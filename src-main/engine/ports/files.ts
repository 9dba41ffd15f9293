/** @file Reading files and folders. */
import type { FolderListing } from '../../contract/files.ts'
import type { ListedFormat } from '../../contract/proof/hashes.ts'
import type { FileIdentity } from '../files/identity.ts'
import type { FileSource, PrefixUse, WalkedPath } from '../files/open-files.ts'
import type { SentPrefix } from '../queue/upload.ts'

export interface Files {
  /** @throws FailureError `file.missing`, `file.unreadable`, `file.locked` or `file.notRegular`; `system.*` */
  identify(path: string): Promise<FileIdentity>
  /** The one path that leads there without links, spelled as the drive spells it. @throws FailureError `file.*` */
  realPath(path: string): Promise<string>
  /** The files behind a path in natural order: itself, or all below a folder. Never throws; problems are entries. */
  walk(path: string, signal?: AbortSignal): AsyncIterable<WalkedPath>
  /**
   * @param sent what an earlier attempt sent of it; if the file has other content there, reading ends with `file.changed`
   * @param formats to hash it in besides SHA-256
   * @param prefixUse see `PrefixUse`
   * @throws FailureError `file.*`
   */
  open(
    path: string,
    identity: FileIdentity,
    sent?: SentPrefix | null,
    formats?: readonly ListedFormat[],
    prefixUse?: PrefixUse,
  ): Promise<FileSource>
  list(path: string | undefined, signal: AbortSignal): Promise<Omit<FolderListing, 'drives'>>
  /** Bytes that this user may still write on the drive of a path. @throws FailureError `file.notAnswering`; errors of the system */
  freeBytes(path: string): Promise<number>
}
