/** @file Reelay in this process, in a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openInProcess } from '../support/in-process.ts'

export async function openReelay() {
  const dataDir = await mkdtemp(join(tmpdir(), 'reelay-bench-'))
  const { reelay, ask } = await openInProcess(dataDir, { scope: 'all', overrides: { concurrency: 10 } })
  return {
    reelay,
    dataDir,
    ask,
    async close(): Promise<void> {
      await reelay.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
