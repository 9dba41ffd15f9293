import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  damage,
  expectRefusal,
  harness,
  inDataFolder,
  keptDamagedFiles,
  restoreDataFolder,
  STARTS,
  sent,
  useDamageHarness,
  whole,
} from '../support/damage-harness.ts'
import { DAMAGES } from '../support/damages.ts'
import { must } from '../support/watch-cli-harness.ts'

const FILES = ['journal.db', 'accounts.json', 'watches.json', 'secrets.json', 'settings.json'] as const

useDamageHarness()

describe.each(FILES)('a damaged %s', (file) => {
  it('is kept as it was and refused, whatever the damage; nothing is sent', async () => {
    for (const [index, how] of Object.keys(DAMAGES).entries()) {
      const damaged = await damage(file, how)
      const kept = inDataFolder(`${file}.damaged-1`)
      await expectRefusal(STARTS[index % STARTS.length] ?? STARTS[0], kept, how)
      expect(await readFile(kept), how).toEqual(damaged)
      expect(await keptDamagedFiles(), how).toEqual([`${file}.damaged-1`])
      await restoreDataFolder()
    }
    expect(harness.creations).toHaveLength(sent)
  })

  it('refuses every start, is explained, and gone on without only when a person says so', async () => {
    const damaged = await damage(file, 'garbage')
    const listed = await harness.cli('repair')
    expect(listed).toMatchObject({
      code: 3,
      lines: [{ type: 'damaged', file, whole: null, lost: expect.stringMatching(/lost/) }],
    })
    for (const start of STARTS) await expectRefusal(start, `${file}.damaged-1`)
    expect(await harness.cli('repair', '--restore')).toMatchObject({ code: 2, stdout: '' })
    await expectRefusal(STARTS[0], `${file}.damaged-1`)
    expect(await harness.cli('repair', '--go-on')).toMatchObject({ code: 0, lines: [{ type: 'gone-on', file }] })
    expect(await harness.cli('repair')).toMatchObject({ code: 0, lines: [] })
    await must(harness.cli('queue', 'list'))
    await must(harness.cli('queue', 'list'))
    expect(await readFile(inDataFolder(`${file}.damaged-1`))).toEqual(damaged)
    expect(harness.creations).toHaveLength(sent)
  })
})

describe.each(['journal.db', 'accounts.json'])('a mended %s', (file) => {
  it('is used again, where it is kept or in its place', async () => {
    for (const place of [`${file}.damaged-1`, file]) {
      await damage(file, 'cut off')
      await expectRefusal(STARTS[0], `${file}.damaged-1`)
      await cp(join(whole, file), inDataFolder(place))
      await expectRefusal(STARTS[0], `${file}.damaged-1`)
      expect(await harness.cli('repair', file, '--restore')).toMatchObject({ code: 0, lines: [{ type: 'restored', file }] })
      expect((await harness.run('--once').result).code).toBe(0)
      expect(await harness.files('--state', 'sent')).toHaveLength(2)
      await rm(inDataFolder(`${file}.damaged-1`), { force: true })
    }
    expect(harness.creations).toHaveLength(sent)
  })
})

describe('several damaged files', () => {
  it('are all named at once, and decided about one by one', async () => {
    await damage('accounts.json', 'null')
    await damage('journal.db', 'garbage')
    const { stderr } = await harness.cli('queue', 'list')
    expect(stderr).toContain(inDataFolder('journal.db.damaged-1'))
    expect(stderr).toContain(inDataFolder('accounts.json.damaged-1'))
    expect(await harness.cli('repair', 'accounts.json', '--go-on')).toMatchObject({ code: 3, lines: [{ file: 'accounts.json' }] })
    await expectRefusal(STARTS[0], 'journal.db.damaged-1')
    expect(await harness.cli('repair', 'journal.db', '--go-on')).toMatchObject({ code: 0 })
    await must(harness.cli('queue', 'list'))
  })

  it('are found with a list of damaged files that is damaged itself, which is a refusal, too', async () => {
    for (const how of ['cut off', '0 bytes', 'null']) {
      await damage('watches.json', '[]')
      await expectRefusal(STARTS[0], 'watches.json.damaged-1')
      await damage('needs-repair.json', how)
      for (let start = 0; start < 2; start += 1) await expectRefusal(STARTS[0], 'needs-repair.json.damaged-1', how)
      expect(await keptDamagedFiles()).toEqual(['needs-repair.json.damaged-1', 'watches.json.damaged-1'])
      await restoreDataFolder()
    }
    await writeFile(inDataFolder('needs-repair.json'), 'null')
    expect(await harness.cli('repair', '--go-on')).toMatchObject({ code: 0, lines: [{ file: 'needs-repair.json' }] })
    await must(harness.cli('queue', 'list'))
  })
})

describe('what is no file at all', () => {
  it.each(['journal.db', 'accounts.json'])('in the place of %s is refused without waiting for it', async (file) => {
    await rm(inDataFolder(file))
    await mkdir(inDataFolder(file))
    await expectRefusal(STARTS[0], inDataFolder(`${file}.damaged-1`))
    await expectRefusal(STARTS[1], inDataFolder(`${file}.damaged-1`))
  })
})
