/**
 * @file Recognises the data folder, whose files are never sent and never listed, because keys, tokens and the journal are in it. It is
 * identified by device and inode, not by path, so that links, other mount points and other spellings are covered.
 */
import type { BigIntStats } from 'node:fs'
import { dirname } from 'node:path'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { orDefault } from '../../engine/exhaustion.ts'
import { stat } from '../drives/files.ts'
import { type FolderStats, isSameFolder, realPath } from './real-path.ts'

export interface OwnFolder {
  /** Whether this is the data folder itself. */
  is(folder: FolderStats): Promise<boolean>
  /** Whether a path without links is the data folder or lies in it. */
  holds(real: string): Promise<boolean>
  /** @throws FailureError `file.ownData` when a path leads into the data folder */
  refuse(path: string): Promise<void>
}

/** A data folder that does not exist or cannot be read contains nothing. */
export function createOwnFolder(dataDir: string): OwnFolder {
  let known: Promise<BigIntStats | null> | null = null

  async function own(): Promise<BigIntStats | null> {
    known ??= statsOf(dataDir)
    const stats = await known
    if (stats === null) known = null
    return stats
  }

  async function is(folder: FolderStats): Promise<boolean> {
    const stats = await own()
    return stats !== null && isSameFolder(folder, { path: dataDir, stats })
  }

  async function holds(real: string): Promise<boolean> {
    for (let path = real; ; path = dirname(path)) {
      const stats = await statsOf(path)
      if (stats && (await is({ path, stats }))) return true
      if (dirname(path) === path) return false
    }
  }

  return {
    is,
    holds,
    async refuse(path) {
      if (await holds(await realPath(path))) throw ownData(path)
    },
  }
}

/** For processes without a data folder. */
export const NO_OWN_FOLDER: OwnFolder = { is: async () => false, holds: async () => false, refuse: async () => {} }

export function ownData(path: string): FailureError {
  return new FailureError(failure('file.ownData', { path }))
}

function statsOf(path: string): Promise<BigIntStats | null> {
  return stat(path, { bigint: true }).catch(orDefault(null))
}
