import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.ts'
import {
  damage,
  expectRefusal,
  harness,
  inDataFolder,
  keptDamagedFiles,
  restoreDataFolder,
  sent,
  useDamageHarness,
  whole,
} from '../support/damage-harness.ts'
import { makeOldJournal } from '../support/old-journal.ts'

const DIE_AT = fileURLToPath(new URL('../support/die-at.mjs', import.meta.url))

useDamageHarness()

// Dozens of starts, one after the other.
describe('kill -9', { timeout: 600_000 }, () => {
  /** Whatever it leads to, it ends. */
  const start = () => harness.cli('queue', 'list')

  /** Runs a command again and again, killed one step later each time, until it ends by itself. */
  async function atEveryStep(args: readonly string[], prepare: () => Promise<void>, after: (why: string) => Promise<void>) {
    for (let step = 1; ; step += 1) {
      await restoreDataFolder()
      await prepare()
      const env = { NODE_OPTIONS: `--import=${DIE_AT}`, DIE_AT: String(step), DIE_IN: harness.dataDir }
      const { code } = await runCli(args, { dataDir: harness.dataDir, env })
      await after(`killed before change ${step}`)
      if (code !== null) return step
    }
  }

  it('at any step of the move loses neither the damaged journal nor the refusal', async () => {
    let damaged: Buffer = Buffer.alloc(0)
    const steps = await atEveryStep(
      ['queue', 'list'],
      async () => {
        damaged = await damage('journal.db', 'garbage')
        await writeFile(inDataFolder('journal.db-wal'), 'its newest entries')
      },
      async (why) => {
        await expectRefusal(start, 'journal.db.damaged-1', why)
        expect(await keptDamagedFiles(), why).toEqual(['journal.db.damaged-1', 'journal.db.damaged-1-wal'])
        expect(await readFile(inDataFolder('journal.db.damaged-1')), why).toEqual(damaged)
        expect(await readFile(inDataFolder('journal.db.damaged-1-wal'), 'utf8'), why).toBe('its newest entries')
      },
    )
    expect(steps).toBeGreaterThan(4)
    expect(harness.creations).toHaveLength(sent)
  })

  it.each(['first start', 'first start after an update'])(
    'at any step of the %s leaves nothing that looks damaged',
    async (which) => {
      const steps = await atEveryStep(
        ['queue', 'list'],
        async () => {
          if (which === 'first start') {
            await rm(harness.dataDir, { recursive: true })
            return
          }
          await rm(inDataFolder('journal.db'))
          makeOldJournal(inDataFolder('journal.db'))
        },
        async (why) => {
          expect(await harness.cli('queue', 'list'), why).toMatchObject({ code: 0 })
          expect(await keptDamagedFiles(), why).toEqual([])
        },
      )
      expect(steps).toBeGreaterThan(2)
    },
  )

  it('at any step of putting a file back leaves it to be decided, or done', async () => {
    const steps = await atEveryStep(
      ['repair', '--restore'],
      async () => {
        await damage('journal.db', 'zeroed')
        await expectRefusal(start, 'journal.db.damaged-1')
        await cp(join(whole, 'journal.db'), inDataFolder('journal.db.damaged-1'))
      },
      async (why) => {
        expect((await harness.cli('repair', '--restore')).code, why).toBe(0)
        expect((await harness.run('--once').result).code, why).toBe(0)
      },
    )
    expect(steps).toBeGreaterThan(2)
    expect(harness.creations).toHaveLength(sent)
  })
})
