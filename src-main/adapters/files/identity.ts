/** @file Reads the identity of a file, and turns errors of the file system into failures. */
import type { BigIntStats } from 'node:fs'
import { errorCode } from '../../contract/errors/error-code.ts'
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { msg } from '../../contract/i18n/i18n.ts'
import { type DisplayText, type Phrase, phrase, phraseFrom } from '../../contract/i18n/phrase.ts'
import { exhaustionIn } from '../../engine/exhaustion.ts'
import type { FileIdentity } from '../../engine/files/identity.ts'
import { stat } from '../drives/files.ts'

/** @throws FailureError `file.missing`, `file.unreadable`, `file.locked` or `file.notRegular`; `system.*` */
export async function identify(path: string): Promise<FileIdentity> {
  return identityOf(await regularFile(path), path)
}

/** Follows links. Pipes, sockets and devices are refused before anything opens them, because opening can hang. */
async function regularFile(path: string): Promise<BigIntStats> {
  try {
    return await stat(path, { bigint: true })
  } catch (caught) {
    throw fileError(caught, path)
  }
}

/** @throws FailureError `file.notRegular` */
export function identityOf(stats: BigIntStats, path: string): FileIdentity {
  if (!stats.isFile()) throw new FailureError(failure('file.notRegular', { path, kind: kindOf(stats) }))
  return factsOf(stats)
}

export function factsOf(stats: BigIntStats): FileIdentity {
  return {
    sizeBytes: Number(stats.size),
    mtimeNs: String(stats.mtimeNs),
    inode: String(stats.ino),
    device: String(stats.dev),
  }
}

/** Windows has one error for files that are open elsewhere and files without permission. */
const DENIED = process.platform === 'win32' ? msg('permission denied, or another program has it open') : msg('permission denied')

const REASONS: Readonly<Record<string, string>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EIO: msg('the drive reports a read error'),
  EBUSY: msg('another program has it open'),
  ENAMETOOLONG: msg('the name is too long for this file system'),
  ENOTDIR: msg('it is not a folder'),
  ELOOP: msg('it is a link that leads nowhere'),
  ENXIO: msg('its device is gone'),
  ESTALE: msg('the network drive is gone'),
  EMFILE: msg('too many files are open on this machine'),
  ENFILE: msg('too many files are open on this machine'),
  ENOSPC: msg('the drive is full'),
  EDQUOT: msg('the space that you may use is full'),
  EROFS: msg('the drive cannot be written to'),
}

/** The failure behind an error of the file system. */
export function fileFailure(caught: unknown, path: string): Failure {
  const code = errorCode(caught)
  const exhaustion = exhaustionIn(caught)
  if (exhaustion) return exhaustion
  if (code === 'EBUSY') return failure('file.locked', { path })
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('file.missing', { path })
  if (code === 'ELOOP') return failure('file.linkLoop', { path })
  return failure('file.unreadable', { path, reason: reasonOf(caught) })
}

/** The same as an error to throw; a `FailureError` stays as it is. */
export function fileError(caught: unknown, path: string): FailureError {
  return caught instanceof FailureError ? caught : new FailureError(fileFailure(caught, path), caught)
}

/** The reason in an error of the file system, or the error’s own message. */
export function reasonOf(caught: unknown): DisplayText {
  const known = REASONS[errorCode(caught)]
  return known !== undefined ? phraseFrom(known) : caught instanceof Error ? caught.message : String(caught)
}

function kindOf(stats: BigIntStats): Phrase {
  if (stats.isDirectory()) return phrase('a folder')
  if (stats.isFIFO()) return phrase('a pipe')
  if (stats.isSocket()) return phrase('a socket')
  return phrase('a device')
}
