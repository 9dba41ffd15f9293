/** A start that has to wait because another program has a file of the data folder. */
import { readdirSync, readlinkSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { startCli } from '../support/cli.ts'
import { heldAttempts } from '../support/held-attempts.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

/** How often a process has a file open. */
function timesOpen(pid: number | undefined, file: string): number {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`) === file
    } catch {
      return false
    }
  }).length
}

it('a start that is tried again while another program holds the journal leaves nothing open of the tries before', async (context) => {
  context.skip(process.platform !== 'linux', 'which files are open is read from /proc')
  await using folder = await tempFolder()
  const dataDir = folder.in('data')
  await mkdir(dataDir)
  // An account of an earlier version, whose key moves to secure storage at the start: that writes to the journal.
  const settings = { endpoint: 'http://127.0.0.1:9/files?token=a7f3c1e9d2b4860f' }
  const account = { id: 'disk', provider: 'tus', name: 'Disk', settings, defaults: { options: {}, titleTemplate: null } }
  const data = { defaultId: 'disk', accounts: [{ ...account, adHoc: false }] }
  await writeFile(folder.in('data', 'accounts.json'), JSON.stringify({ version: 2, data }), { mode: 0o600 })
  const path = folder.in('data', 'journal.db')
  openJournal(path).close()

  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')
  const attempts = heldAttempts(folder.in('attempts'))
  await using host = startCli(['serve'], { dataDir, env: attempts.env })
  let most = 0
  await until('two tries were in vain', async () => {
    most = Math.max(most, timesOpen(host.child.pid, folder.in('data', 'logs', 'reelay.log')))
    return (await attempts.made()) >= 2
  })
  expect(host.lines.filter(({ type }) => type === 'serving')).toEqual([])
  other.exec('ROLLBACK')
  other.close()
  await host.waitFor(({ type }) => type === 'serving')
  expect(most).toBe(1)
  expect(timesOpen(host.child.pid, folder.in('data', 'logs', 'reelay.log'))).toBe(1)
  expect(timesOpen(host.child.pid, path)).toBe(1)
})
