/**
 * @file Reads and writes the list of damaged files, in the data folder itself: while a file is on it, Reelay does not start. It is written
 * before a damaged file is moved away, so that a missing file is always on the list.
 */
import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { DAMAGE_LIST, DATA_FILES } from '../../contract/damage.ts'
import { errorCode } from '../../contract/errors/error-code.ts'
import { displayTextSchema } from '../../contract/i18n/phrase-schema.ts'
import { exists, syncFile, syncFolder, writeDurably } from './durable.ts'

const entrySchema = z.object({
  file: z.enum(DATA_FILES),
  /** Its name in the data folder, without a path: the folder may be moved. */
  kept: z.string().regex(/^[\w.-]+$/),
  reason: displayTextSchema,
  foundAt: z.number(),
})
export type ListedDamage = z.infer<typeof entrySchema>

const listSchema = z.object({ version: z.literal(1), damaged: z.array(entrySchema).min(1) })

/** The entries of the list; `null` when it exists and cannot be parsed. */
export function readDamageList(dataDir: string): readonly ListedDamage[] | null {
  const path = join(dataDir, DAMAGE_LIST)
  if (!exists(path)) return []
  try {
    return listSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).damaged
  } catch (caught) {
    if (isRefusal(caught)) throw caught
    return null
  }
}

/** Replaces the list; an empty one is deleted. */
export function writeDamageList(dataDir: string, damaged: readonly ListedDamage[]): void {
  const path = join(dataDir, DAMAGE_LIST)
  if (damaged.length > 0) {
    writeDurably(path, `${JSON.stringify({ version: 1, damaged }, null, 2)}\n`)
  } else if (exists(path)) {
    rmSync(path)
    syncFolder(dataDir)
  }
}

/** Copies a list that cannot be parsed to another name. The original stays until it is replaced: a list always exists. */
export function keepDamageList(dataDir: string, kept: string): void {
  const target = join(dataDir, kept)
  copyFileSync(join(dataDir, DAMAGE_LIST), target)
  syncFile(target)
  syncFolder(dirname(target))
}

/** Whether the file cannot be read, which does not mean that the list is damaged. */
function isRefusal(caught: unknown): boolean {
  return ['EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE'].includes(errorCode(caught))
}
