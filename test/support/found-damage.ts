/** @file What a check of a data folder finds. */
import { openRepair } from '../../src-main/compose.ts'
import type { DamagedFile } from '../../src-main/contract/damage.ts'
import type { TempFolder } from './temp-folder.ts'

export function damageIn({ path }: Pick<TempFolder, 'path'>): readonly DamagedFile[] {
  const repair = openRepair(path)
  try {
    return repair.list()
  } finally {
    repair.close()
  }
}
