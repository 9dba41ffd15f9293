import { readdir, readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { ACCOUNTS_FILE, SETTINGS_FILE, WATCHES_FILE } from '../../../../src-main/engine/settings/settings-files.ts'
import { DAMAGES } from '../../../support/damages.ts'
import { damageIn } from '../../../support/found-damage.ts'
import { type TempFolder, tempFolder } from '../../../support/temp-folder.ts'

const SETTINGS = {
  'accounts.json': { version: 2, data: ACCOUNTS_FILE.defaults },
  'watches.json': { version: 1, data: WATCHES_FILE.defaults },
  'secrets.json': { version: 1, data: { 'a#key': { scheme: 'mirror', text: 'abc' } } },
  'settings.json': { version: 1, data: SETTINGS_FILE.defaults },
}
const FILES = ['journal.db', ...Object.keys(SETTINGS)]

async function wholeFolder(): Promise<TempFolder> {
  const folder = await tempFolder()
  openJournal(folder.in('journal.db')).close()
  for (const [name, value] of Object.entries(SETTINGS)) await writeFile(folder.in(name), JSON.stringify(value))
  return folder
}

describe('a scan of the data folder', () => {
  it('finds no damage in intact and in missing files', async () => {
    await using folder = await wholeFolder()
    expect(damageIn(folder)).toEqual([])
    await using empty = await tempFolder()
    expect(damageIn(empty)).toEqual([])
    expect((await readdir(folder.path)).filter((name) => name.includes('.damaged') || name.startsWith('needs'))).toEqual([])
  })

  const cases = FILES.flatMap((file) => Object.keys(DAMAGES).map((how) => [file, how] as const))
  it.each(cases)('finds %s damaged (%s), keeps it, and lists it in every later scan', async (file, how) => {
    await using folder = await wholeFolder()
    const damaged = DAMAGES[how]?.(await readFile(folder.in(file))) ?? Buffer.alloc(0)
    await writeFile(folder.in(file), damaged)
    const first = damageIn(folder)
    expect(first).toMatchObject([{ file, path: folder.in(file), kept: folder.in(`${file}.damaged-1`), whole: null }])
    expect(damageIn(folder)).toEqual(first)
    expect(await readFile(folder.in(`${file}.damaged-1`))).toEqual(damaged)
    expect(await readdir(folder.path)).not.toContain(file)
  })

  it.each(FILES)('finds a damaged replacement of a damaged %s as well, and keeps both', async (file) => {
    await using folder = await wholeFolder()
    await writeFile(folder.in(file), 'first')
    damageIn(folder)
    await writeFile(folder.in(file), 'second')
    expect(damageIn(folder)).toMatchObject([{ file, kept: folder.in(`${file}.damaged-2`) }])
    expect(await readFile(folder.in(`${file}.damaged-1`), 'utf8')).toBe('first')
    expect(await readFile(folder.in(`${file}.damaged-2`), 'utf8')).toBe('second')
  })

  it('reports which intact copy exists: in place, repaired, or older', async () => {
    await using folder = await wholeFolder()
    const whole = await readFile(folder.in('journal.db'))
    const kinds = (): unknown[] => damageIn(folder).map((damaged) => damaged.whole?.kind ?? null)
    await writeFile(folder.in('journal.db'), 'no')
    expect(kinds()).toEqual([null])
    await writeFile(folder.in('journal.db.before-version-6'), 'no')
    await writeFile(folder.in('journal.db.before-version-5'), whole)
    expect(damageIn(folder)[0]?.whole).toEqual({ kind: 'older', path: folder.in('journal.db.before-version-5') })
    await writeFile(folder.in('journal.db.damaged-1'), whole)
    expect(kinds()).toEqual(['mended'])
    await writeFile(folder.in('journal.db'), whole)
    expect(kinds()).toEqual(['in-place'])
  })

  it('does not count a file of a newer Reelay as damaged', async () => {
    await using folder = await wholeFolder()
    const newer = JSON.stringify({ version: 99, data: {} })
    await writeFile(folder.in('accounts.json'), newer)
    expect(() => damageIn(folder)).toThrow('belongs to a newer Reelay')
    expect(await readFile(folder.in('accounts.json'), 'utf8')).toBe(newer)
  })
})
