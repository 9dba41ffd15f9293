import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.ts'
import { damage, expectRefusal, harness, inDataFolder, STARTS, sent, useDamageHarness } from '../support/damage-harness.ts'
import { writeMedia } from '../support/media.ts'
import { must } from '../support/watch-cli-harness.ts'

useDamageHarness()

describe('what follows when a person goes on without', () => {
  const goOn = async (file: string): Promise<void> => {
    await damage(file, '[]')
    await must(harness.cli('repair', '--go-on'))
  }

  it('the journal: the folder asks, sends what is new, and what a person says', async () => {
    await goOn('journal.db')
    for (let start = 0; start < 2; start += 1) expect((await harness.run('--once').result).code).toBe(3)
    expect(await harness.files('--state', 'asking')).toMatchObject([
      { path: 'day1/two.mxf', reason: 'unsure' },
      { path: 'one.mxf', reason: 'unsure' },
    ])
    expect(harness.creations).toHaveLength(sent)
    await writeMedia(join(harness.clips, 'new.mxf'), 10_000)
    expect((await harness.run('--once').result).code).toBe(3)
    expect(harness.creations.slice(sent)).toMatchObject([{ name: 'new.mxf' }])
    await must(harness.cli('watch', 'decline', harness.clips, '--reason', 'unsure'))
    expect((await harness.run('--once').result).code).toBe(0)
    expect(harness.creations).toHaveLength(sent + 1)
    await rm(join(harness.clips, 'new.mxf'))
    harness.forget(1)
  })

  it('the accounts: the folder needs one, and sends nothing twice when it has one', async () => {
    await goOn('accounts.json')
    await harness.run('--once').result
    expect(await harness.view()).toMatchObject({ state: 'needs-account' })
    await must(harness.cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${harness.server.endpoint}`))
    await must(harness.cli('watch', 'update', harness.clips, '--account', 'Studio'))
    expect((await harness.run('--once').result).code).toBe(0)
    expect(harness.creations).toHaveLength(sent)
  })

  it('the watched folders: what was sent is known when the folder is added again', async () => {
    await goOn('watches.json')
    expect((await must(harness.cli('watch', 'list'))).lines).toEqual([])
    await harness.add()
    expect((await harness.run('--once').result).code).toBe(0)
    expect(harness.creations).toHaveLength(sent)
  })

  it('the secrets: the account has none, and asks for them where the host needs them', async () => {
    const env = { BUNNY_KEY: 'abcdefab-1234-5678-9012abcdefab-1234-5678' }
    const bunny = ['account', 'add', 'bunny', 'Bunny', '--set', 'libraryId=1', '--set', `apiBase=${harness.server.endpoint}`]
    await must(runCli([...bunny, '--secret', 'apiKey=env:BUNNY_KEY'], { dataDir: harness.dataDir, env }))
    await goOn('secrets.json')
    expect((await must(harness.cli('account', 'list'))).lines).toMatchObject([{ storedSecrets: [] }, { storedSecrets: [] }])
    await writeFile(harness.in('match.mp4'), 'not much of a match')
    const { code, lines } = await harness.cli('upload', harness.in('match.mp4'), '--account', 'Bunny')
    expect(code).toBe(3)
    expect(lines).toContainEqual(expect.objectContaining({ failure: expect.objectContaining({ code: 'account.signIn' }) }))
  })
})

describe('a journal that is another than the one that was there', () => {
  it.each(['deleted', 'of another station', 'from before the folder was scanned'])('%s: the folder asks', async (how) => {
    if (how === 'deleted') await rm(inDataFolder('journal.db'))
    else if (how === 'of another station') {
      const other = harness.in('other')
      await must(runCli(['queue', 'list'], { dataDir: other }))
      await cp(join(other, 'journal.db'), inDataFolder('journal.db'))
      await rm(other, { recursive: true })
    } else {
      const journal = new DatabaseSync(inDataFolder('journal.db'))
      journal.exec('UPDATE watched_folders SET round = round - 1; DELETE FROM watched; DELETE FROM receipts; DELETE FROM uploads')
      journal.close()
    }
    expect((await harness.run('--once').result).code).toBe(3)
    expect(await harness.files('--state', 'asking', '--reason', 'unsure')).toHaveLength(2)
    expect(harness.creations).toHaveLength(sent)
  })

  it.each([
    ['another database', "CREATE TABLE cats (name TEXT); INSERT INTO cats VALUES ('Mieze')"],
    ['another database of the same version', 'CREATE TABLE uploads (id TEXT); PRAGMA user_version = 6'],
    ['an empty database', 'PRAGMA user_version = 0'],
  ])('%s is refused, unchanged', async (_what, sql) => {
    await rm(inDataFolder('journal.db'))
    const other = new DatabaseSync(inDataFolder('journal.db'))
    other.exec(`CREATE TABLE passing (a); DROP TABLE passing; ${sql}`)
    other.close()
    const before = await readFile(inDataFolder('journal.db'))
    for (const start of STARTS) await expectRefusal(start, inDataFolder('journal.db.damaged-1'))
    expect(await readFile(inDataFolder('journal.db.damaged-1'))).toEqual(before)
  })

  it('is put back from the copy before an update, with what was unfinished paused and the folder asking', async () => {
    const copy = inDataFolder('journal.db.before-version-6')
    const journal = new DatabaseSync(inDataFolder('journal.db'))
    journal.prepare('VACUUM INTO ?').run(copy)
    journal.close()
    const older = new DatabaseSync(copy)
    older.exec("UPDATE uploads SET state = 'queued', state_group = 'waiting' WHERE name = 'one.mxf'; DELETE FROM receipts")
    older.exec(
      "UPDATE watched SET state = 'queued', receipt_id = NULL WHERE name = 'one.mxf'; DELETE FROM watched WHERE name = 'two.mxf'",
    )
    older.exec('UPDATE watched_folders SET round = 0')
    older.close()
    const before = await readFile(copy)
    await damage('journal.db', 'zeroed')
    expect((await harness.cli('repair')).lines).toMatchObject([{ file: 'journal.db', whole: { kind: 'older', path: copy } }])
    await must(harness.cli('repair', '--restore'))
    expect(await readFile(copy)).toEqual(before)
    await harness.run('--once').result
    expect(harness.creations).toHaveLength(sent)
    expect(await harness.files('--state', 'asking')).toMatchObject([{ path: 'day1/two.mxf', reason: 'unsure' }])
    expect((await must(harness.cli('queue', 'list'))).lines).toContainEqual(
      expect.objectContaining({ path: join(harness.clips, 'one.mxf'), state: 'paused' }),
    )
  })

  it.each(['without its log', 'with a log that cannot be read'])('%s is refused', async (how) => {
    if (how === 'without its log') await rm(inDataFolder('journal.db'))
    await writeFile(
      inDataFolder('journal.db-wal'),
      how === 'without its log' ? Buffer.from('377f0682', 'hex') : Buffer.alloc(4_096),
    )
    for (const start of STARTS) await expectRefusal(start, inDataFolder('journal.db.damaged-1'))
    await must(harness.cli('repair', '--go-on'))
    expect((await harness.run('--once').result).code).toBe(3)
    expect(harness.creations).toHaveLength(sent)
  })
})
