import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CliResult, runCli } from '../support/cli.ts'
import { DAMAGES } from '../support/damages.ts'
import { writeMedia } from '../support/media.ts'
import { makeOldJournal } from '../support/old-journal.ts'
import { must, openWatchBench, type WatchBench } from '../support/watch-host.ts'

const FILES = ['journal.db', 'accounts.json', 'watches.json', 'secrets.json', 'settings.json'] as const
const DIE_AT = fileURLToPath(new URL('../support/die-at.mjs', import.meta.url))

let bench: WatchBench
/** Whole files of a station that has sent two clips of a watched folder. */
let whole = ''
let sent = 0

beforeAll(async () => {
  bench = await openWatchBench({ env: { STATION_KEY: 'X-Key: s3cr3t' } })
  await writeMedia(join(bench.clips, 'one.mxf'), 20_000)
  await writeMedia(join(bench.clips, 'day1/two.mxf'), 20_000)
  await must(bench.cli('account', 'update', 'Studio', '--secret', 'headers=env:STATION_KEY'))
  await must(bench.cli('settings', 'set', 'concurrency=2'))
  await bench.add()
  expect((await bench.run('--once').result).code).toBe(0)
  sent = bench.creations.length
  expect(sent).toBe(2)
  whole = bench.in('whole')
  await cp(bench.dataDir, whole, { recursive: true })
})

afterAll(() => bench[Symbol.asyncDispose]())

beforeEach(async () => {
  await rm(bench.dataDir, { recursive: true })
  await cp(whole, bench.dataDir, { recursive: true })
})

/** Ways in which a station is started, by a person or by the system. */
const STARTS = [
  () => bench.cli('watch', 'run'),
  () => bench.cli('upload', join(bench.clips, 'one.mxf'), '--account', 'Studio'),
  () => bench.cli('serve'),
] as const

const inData = (name: string): string => join(bench.dataDir, name)

async function damage(file: string, how: keyof typeof DAMAGES): Promise<Buffer> {
  const damaged = DAMAGES[how]?.(await readFile(inData(file))) ?? Buffer.alloc(0)
  await writeFile(inData(file), damaged)
  return damaged
}

async function expectRefusal(start: () => Promise<CliResult>, kept: string, why = ''): Promise<void> {
  const { code, stdout, stderr } = await start()
  expect({ code, stdout }, `${why}\n${stderr}`).toEqual({ code: 2, stdout: '' })
  expect(stderr, why).toContain(kept)
  expect(stderr, why).toContain('reelay repair')
}

async function keptFiles(): Promise<string[]> {
  return (await readdir(bench.dataDir)).filter((name) => name.includes('.damaged-')).sort()
}

describe.each(FILES)('a damaged %s', (file) => {
  it('is kept as it was and refused, whatever the damage; nothing is sent', async () => {
    for (const [index, how] of Object.keys(DAMAGES).entries()) {
      const damaged = await damage(file, how)
      const kept = inData(`${file}.damaged-1`)
      await expectRefusal(STARTS[index % STARTS.length] ?? STARTS[0], kept, how)
      expect(await readFile(kept), how).toEqual(damaged)
      expect(await keptFiles(), how).toEqual([`${file}.damaged-1`])
      await rm(bench.dataDir, { recursive: true })
      await cp(whole, bench.dataDir, { recursive: true })
    }
    expect(bench.creations).toHaveLength(sent)
  })

  it('refuses every start, is explained, and gone on without only when a person says so', async () => {
    const damaged = await damage(file, 'garbage')
    const listed = await bench.cli('repair')
    expect(listed).toMatchObject({
      code: 3,
      lines: [{ type: 'damaged', file, whole: null, lost: expect.stringMatching(/lost/) }],
    })
    for (const start of STARTS) await expectRefusal(start, `${file}.damaged-1`)
    expect(await bench.cli('repair', '--restore')).toMatchObject({ code: 2, stdout: '' })
    await expectRefusal(STARTS[0], `${file}.damaged-1`)
    expect(await bench.cli('repair', '--go-on')).toMatchObject({ code: 0, lines: [{ type: 'gone-on', file }] })
    expect(await bench.cli('repair')).toMatchObject({ code: 0, lines: [] })
    await must(bench.cli('queue', 'list'))
    await must(bench.cli('queue', 'list'))
    expect(await readFile(inData(`${file}.damaged-1`))).toEqual(damaged)
    expect(bench.creations).toHaveLength(sent)
  })
})

describe.each(['journal.db', 'accounts.json'])('a mended %s', (file) => {
  it('is used again, where it is kept or in its place', async () => {
    for (const place of [`${file}.damaged-1`, file]) {
      await damage(file, 'cut off')
      await expectRefusal(STARTS[0], `${file}.damaged-1`)
      await cp(join(whole, file), inData(place))
      await expectRefusal(STARTS[0], `${file}.damaged-1`)
      expect(await bench.cli('repair', file, '--restore')).toMatchObject({ code: 0, lines: [{ type: 'restored', file }] })
      expect((await bench.run('--once').result).code).toBe(0)
      expect(await bench.files('--state', 'sent')).toHaveLength(2)
      await rm(inData(`${file}.damaged-1`), { force: true })
    }
    expect(bench.creations).toHaveLength(sent)
  })
})

describe('what follows when a person goes on without', () => {
  const goOn = async (file: string): Promise<void> => {
    await damage(file, '[]')
    await must(bench.cli('repair', '--go-on'))
  }

  it('the journal: the folder asks, sends what is new, and what a person says', async () => {
    await goOn('journal.db')
    for (let start = 0; start < 2; start += 1) expect((await bench.run('--once').result).code).toBe(3)
    expect(await bench.files('--state', 'asking')).toMatchObject([
      { path: 'day1/two.mxf', reason: 'unsure' },
      { path: 'one.mxf', reason: 'unsure' },
    ])
    expect(bench.creations).toHaveLength(sent)
    await writeMedia(join(bench.clips, 'new.mxf'), 10_000)
    expect((await bench.run('--once').result).code).toBe(3)
    expect(bench.creations.slice(sent)).toMatchObject([{ name: 'new.mxf' }])
    await must(bench.cli('watch', 'decline', bench.clips, '--reason', 'unsure'))
    expect((await bench.run('--once').result).code).toBe(0)
    expect(bench.creations).toHaveLength(sent + 1)
    await rm(join(bench.clips, 'new.mxf'))
    bench.forget(1)
  })

  it('the accounts: the folder needs one, and sends nothing twice when it has one', async () => {
    await goOn('accounts.json')
    await bench.run('--once').result
    expect(await bench.view()).toMatchObject({ state: 'needs-account' })
    await must(bench.cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${bench.server.endpoint}`))
    await must(bench.cli('watch', 'update', bench.clips, '--account', 'Studio'))
    expect((await bench.run('--once').result).code).toBe(0)
    expect(bench.creations).toHaveLength(sent)
  })

  it('the watched folders: what was sent is known when the folder is added again', async () => {
    await goOn('watches.json')
    expect((await must(bench.cli('watch', 'list'))).lines).toEqual([])
    await bench.add()
    expect((await bench.run('--once').result).code).toBe(0)
    expect(bench.creations).toHaveLength(sent)
  })

  it('the secrets: the account has none, and asks for them where the host needs them', async () => {
    const env = { BUNNY_KEY: 'abcdefab-1234-5678-9012abcdefab-1234-5678' }
    const bunny = ['account', 'add', 'bunny', 'Bunny', '--set', 'libraryId=1', '--set', `apiBase=${bench.server.endpoint}`]
    await must(runCli([...bunny, '--secret', 'apiKey=env:BUNNY_KEY'], { dataDir: bench.dataDir, env }))
    await goOn('secrets.json')
    expect((await must(bench.cli('account', 'list'))).lines).toMatchObject([{ storedSecrets: [] }, { storedSecrets: [] }])
    await writeFile(bench.in('match.mp4'), 'not much of a match')
    const { code, lines } = await bench.cli('upload', bench.in('match.mp4'), '--account', 'Bunny')
    expect(code).toBe(3)
    expect(lines).toContainEqual(expect.objectContaining({ failure: expect.objectContaining({ code: 'account.signIn' }) }))
  })
})

describe('a journal that is another than the one that was there', () => {
  it.each(['deleted', 'of another station', 'from before the folder was looked at'])('%s: the folder asks', async (how) => {
    if (how === 'deleted') await rm(inData('journal.db'))
    else if (how === 'of another station') {
      const other = bench.in('other')
      await must(runCli(['queue', 'list'], { dataDir: other }))
      await cp(join(other, 'journal.db'), inData('journal.db'))
      await rm(other, { recursive: true })
    } else {
      const journal = new DatabaseSync(inData('journal.db'))
      journal.exec('UPDATE watched_folders SET round = round - 1; DELETE FROM watched; DELETE FROM receipts; DELETE FROM uploads')
      journal.close()
    }
    expect((await bench.run('--once').result).code).toBe(3)
    expect(await bench.files('--state', 'asking', '--reason', 'unsure')).toHaveLength(2)
    expect(bench.creations).toHaveLength(sent)
  })

  it.each([
    ['another database', "CREATE TABLE cats (name TEXT); INSERT INTO cats VALUES ('Mieze')"],
    ['another database of the same version', 'CREATE TABLE uploads (id TEXT); PRAGMA user_version = 6'],
    ['an empty database', 'PRAGMA user_version = 0'],
  ])('%s is refused, unchanged', async (_what, sql) => {
    await rm(inData('journal.db'))
    const other = new DatabaseSync(inData('journal.db'))
    other.exec(`CREATE TABLE passing (a); DROP TABLE passing; ${sql}`)
    other.close()
    const before = await readFile(inData('journal.db'))
    for (const start of STARTS) await expectRefusal(start, inData('journal.db.damaged-1'))
    expect(await readFile(inData('journal.db.damaged-1'))).toEqual(before)
  })

  it('is put back from the copy before an update, with what was unfinished paused and the folder asking', async () => {
    const copy = inData('journal.db.before-version-6')
    const journal = new DatabaseSync(inData('journal.db'))
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
    expect((await bench.cli('repair')).lines).toMatchObject([{ file: 'journal.db', whole: { kind: 'older', path: copy } }])
    await must(bench.cli('repair', '--restore'))
    expect(await readFile(copy)).toEqual(before)
    await bench.run('--once').result
    expect(bench.creations).toHaveLength(sent)
    expect(await bench.files('--state', 'asking')).toMatchObject([{ path: 'day1/two.mxf', reason: 'unsure' }])
    expect((await must(bench.cli('queue', 'list'))).lines).toContainEqual(
      expect.objectContaining({ path: join(bench.clips, 'one.mxf'), state: 'paused' }),
    )
  })

  it.each(['without its log', 'with a log that cannot be read'])('%s is refused', async (how) => {
    if (how === 'without its log') await rm(inData('journal.db'))
    await writeFile(inData('journal.db-wal'), how === 'without its log' ? Buffer.from('377f0682', 'hex') : Buffer.alloc(4_096))
    for (const start of STARTS) await expectRefusal(start, inData('journal.db.damaged-1'))
    await must(bench.cli('repair', '--go-on'))
    expect((await bench.run('--once').result).code).toBe(3)
    expect(bench.creations).toHaveLength(sent)
  })
})

describe('several damaged files', () => {
  it('are all named at once, and decided about one by one', async () => {
    await damage('accounts.json', 'null')
    await damage('journal.db', 'garbage')
    const { stderr } = await bench.cli('queue', 'list')
    expect(stderr).toContain(inData('journal.db.damaged-1'))
    expect(stderr).toContain(inData('accounts.json.damaged-1'))
    expect(await bench.cli('repair', 'accounts.json', '--go-on')).toMatchObject({ code: 3, lines: [{ file: 'accounts.json' }] })
    await expectRefusal(STARTS[0], 'journal.db.damaged-1')
    expect(await bench.cli('repair', 'journal.db', '--go-on')).toMatchObject({ code: 0 })
    await must(bench.cli('queue', 'list'))
  })

  it('are found with a list of damaged files that is damaged itself, which is a refusal, too', async () => {
    for (const how of ['cut off', '0 bytes', 'null']) {
      await damage('watches.json', '[]')
      await expectRefusal(STARTS[0], 'watches.json.damaged-1')
      await damage('needs-repair.json', how)
      for (let start = 0; start < 2; start += 1) await expectRefusal(STARTS[0], 'needs-repair.json.damaged-1', how)
      expect(await keptFiles()).toEqual(['needs-repair.json.damaged-1', 'watches.json.damaged-1'])
      await rm(bench.dataDir, { recursive: true })
      await cp(whole, bench.dataDir, { recursive: true })
    }
    await writeFile(inData('needs-repair.json'), 'null')
    expect(await bench.cli('repair', '--go-on')).toMatchObject({ code: 0, lines: [{ file: 'needs-repair.json' }] })
    await must(bench.cli('queue', 'list'))
  })
})

describe('what is no file at all', () => {
  it.each(['journal.db', 'accounts.json'])('in the place of %s is refused without waiting for it', async (file) => {
    await rm(inData(file))
    await mkdir(inData(file))
    await expectRefusal(STARTS[0], inData(`${file}.damaged-1`))
    await expectRefusal(STARTS[1], inData(`${file}.damaged-1`))
  })
})

// Dozens of starts, one after the other.
describe('kill -9', { timeout: 600_000 }, () => {
  /** Whatever it leads to, it ends. */
  const start = () => bench.cli('queue', 'list')

  /** Runs a command again and again, killed one step later each time, until it ends by itself. */
  async function atEveryStep(args: readonly string[], prepare: () => Promise<void>, after: (why: string) => Promise<void>) {
    for (let step = 1; ; step += 1) {
      await rm(bench.dataDir, { recursive: true })
      await cp(whole, bench.dataDir, { recursive: true })
      await prepare()
      const env = { NODE_OPTIONS: `--import=${DIE_AT}`, DIE_AT: String(step), DIE_IN: bench.dataDir }
      const { code } = await runCli(args, { dataDir: bench.dataDir, env })
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
        await writeFile(inData('journal.db-wal'), 'its newest entries')
      },
      async (why) => {
        await expectRefusal(start, 'journal.db.damaged-1', why)
        expect(await keptFiles(), why).toEqual(['journal.db.damaged-1', 'journal.db.damaged-1-wal'])
        expect(await readFile(inData('journal.db.damaged-1')), why).toEqual(damaged)
        expect(await readFile(inData('journal.db.damaged-1-wal'), 'utf8'), why).toBe('its newest entries')
      },
    )
    expect(steps).toBeGreaterThan(4)
    expect(bench.creations).toHaveLength(sent)
  })

  it.each(['first start', 'first start after an update'])(
    'at any step of the %s leaves nothing that looks damaged',
    async (which) => {
      const steps = await atEveryStep(
        ['queue', 'list'],
        async () => {
          if (which === 'first start') {
            await rm(bench.dataDir, { recursive: true })
            return
          }
          await rm(inData('journal.db'))
          makeOldJournal(inData('journal.db'))
        },
        async (why) => {
          expect(await bench.cli('queue', 'list'), why).toMatchObject({ code: 0 })
          expect(await keptFiles(), why).toEqual([])
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
        await cp(join(whole, 'journal.db'), inData('journal.db.damaged-1'))
      },
      async (why) => {
        expect((await bench.cli('repair', '--restore')).code, why).toBe(0)
        expect((await bench.run('--once').result).code, why).toBe(0)
      },
    )
    expect(steps).toBeGreaterThan(2)
    expect(bench.creations).toHaveLength(sent)
  })
})
