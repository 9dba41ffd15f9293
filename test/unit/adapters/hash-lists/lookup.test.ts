import { cp, mkdir, readdir, readFile, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { createHashLists } from '../../../../src-main/adapters/hash-lists/lookup.ts'
import { messageOf } from '../../../../src-main/contract/errors/errors.ts'
import { createTranslator } from '../../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import type { MatchedEntries } from '../../../../src-main/engine/offload/matched-entries.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const fixtures = fileURLToPath(new URL('../../../fixtures/hash-lists/', import.meta.url))
const FRENCH = createTranslator('fr', { '{size} together': '{size} ensemble' })
const never = new AbortController().signal
const XXH64 = '629381bc599830cf'
const OTHER = '0'.repeat(16)
const CLIP = 'Clips/A001C001.mov'
const LIST1 = '0001_A001R1AB_2026-11-27_053321Z.mhl'
const LIST2 = '0002_A001R1AB_2026-11-27_053321Z.mhl'
const LIST3 = '0003_A001R1AB_2026-11-27_053322Z.mhl'

afterEach(() => useTranslator(ENGLISH))

async function card() {
  const folder = await tempFolder()
  const root = folder.in('card')
  await cp(`${fixtures}A001R1AB`, root, { recursive: true })
  let now = 0
  const lists = createHashLists(() => now)
  return {
    root,
    find: (path = CLIP, sizeBytes = 23) => lists.find(`${root}/${path}`, sizeBytes, never),
    /** Folders are read again. */
    later: () => {
      now += 60_000
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

const mhl1 = (file: string, hash = `<xxhash64be>${XXH64}</xxhash64be>`, size = 23, date = '2026-01-01T00:00:00Z'): string =>
  `<?xml version="1.0" encoding="UTF-8"?><hashlist version="1.1"><creatorinfo><finishdate>${date}</finishdate></creatorinfo>
   <hash><file>${file}</file><size>${size}</size>${hash}</hash></hashlist>`

const namesIn = ({ entries }: MatchedEntries): string[] => entries.map(({ list }) => list.slice(list.lastIndexOf('/') + 1))
const codesIn = ({ problems }: MatchedEntries): string[] => problems.map(({ code }) => code)

describe('the lists of a card', () => {
  it('name a clip in folders below theirs, the newest generation first', async () => {
    await using one = await card()
    const listed = await one.find()
    expect(namesIn(listed)).toEqual([LIST3, LIST2, LIST1])
    expect(listed.problems).toEqual([])
    expect(listed.entries[2]?.hashes).toEqual([{ format: 'xxh64', value: XXH64, action: 'original' }])
  })

  it('say nothing of a file that they do not have', async () => {
    await using one = await card()
    await writeFile(`${one.root}/Clips/new.mov`, 'not in any list')
    expect(await one.find('Clips/new.mov', 15)).toEqual({ entries: [], problems: [] })
  })

  it('are found beside the clip and in folders above it, MHL 1.1 and ASC MHL alike, by their dates', async () => {
    await using one = await card()
    await cp(`${fixtures}offshoot.mhl`, `${one.root}/offshoot.mhl`)
    await writeFile(`${one.root}/../above.mhl`, mhl1(`card/${CLIP}`))
    await writeFile(`${one.root}/Clips/beside.MHL`, mhl1('A001C001.mov', undefined, 23, '2027-01-01T00:00:00Z'))
    expect(namesIn(await one.find())).toEqual(['beside.MHL', LIST3, 'offshoot.mhl', LIST2, LIST1, 'above.mhl'])
  })

  it('are read once for all clips, and again when they were written anew', async () => {
    await using one = await card()
    const path = `${one.root}/day.mhl`
    await rm(`${one.root}/ascmhl`, { recursive: true })
    await writeFile(path, mhl1(CLIP))
    const [first] = (await one.find()).entries
    one.later()
    const [second] = (await one.find()).entries
    expect(second?.hashes).toBe(first?.hashes)
    await writeFile(path, mhl1(CLIP, `<xxhash64be>${OTHER}</xxhash64be>`))
    await utimes(path, 5, 5)
    one.later()
    expect((await one.find()).entries[0]?.hashes).toMatchObject([{ value: OTHER }])
  })

  it('that come later are found when the folder is read again', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    expect((await one.find()).entries).toEqual([])
    await writeFile(`${one.root}/day.mhl`, mhl1(CLIP))
    one.later()
    expect(namesIn(await one.find())).toEqual(['day.mhl'])
  })

  it('name the file behind a link, once', async () => {
    await using one = await card()
    await mkdir(`${one.root}/links`)
    await symlink(`${one.root}/${CLIP}`, `${one.root}/links/other.mov`)
    await symlink(`${one.root}/Clips`, `${one.root}/alias`)
    expect(namesIn(await one.find('links/other.mov'))).toEqual([LIST3, LIST2, LIST1])
    expect(namesIn(await one.find('alias/A001C001.mov'))).toEqual([LIST3, LIST2, LIST1])
    await writeFile(`${one.root}/broken.mhl`, 'no list')
    one.later()
    expect(codesIn(await one.find('links/other.mov'))).toEqual(['list.broken'])
  })

  it('are not what macOS leaves beside them', async () => {
    await using one = await card()
    await writeFile(`${one.root}/._day.mhl`, 'no list')
    expect(codesIn(await one.find())).toEqual([])
  })

  it('follow a file to its earlier paths', async () => {
    await using one = await card()
    const generation = (number: number, body: string): Promise<void> =>
      writeFile(
        `${one.root}/ascmhl/000${number}_x.mhl`,
        `<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0"><hashes><hash>${body}</hash></hashes></hashlist>`,
      )
    await rm(`${one.root}/ascmhl`, { recursive: true })
    await mkdir(`${one.root}/ascmhl`)
    await generation(1, `<path>old.mov</path><xxh64 action="original">${XXH64}</xxh64>`)
    await generation(2, `<path>${CLIP}</path><xxh64 action="verified">${XXH64}</xxh64><previousPath>old.mov</previousPath>`)
    expect(namesIn(await one.find())).toEqual(['0002_x.mhl', '0001_x.mhl'])
  })
})

describe('paths in lists', () => {
  it.each([
    ['backslashes', 'Clips\\A001C001.mov'],
    ['a leading ./', './Clips/A001C001.mov'],
    ['another case', 'CLIPS/a001c001.MOV'],
  ])('fit with %s', async (_, written) => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    await writeFile(`${one.root}/day.mhl`, mhl1(written))
    expect(namesIn(await one.find())).toEqual(['day.mhl'])
  })

  it('match a path in another composition', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    await writeFile(`${one.root}/day.mhl`, mhl1('Clips/A001C002 Küche.mov'.normalize('NFD')))
    expect(namesIn(await one.find('Clips/A001C002 Küche.mov'.normalize('NFC'), 24))).toEqual(['day.mhl'])
  })

  it('of another case are those of the other file where that exists', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    await writeFile(`${one.root}/day.mhl`, mhl1('CLIPS/A001C001.mov'))
    await mkdir(`${one.root}/CLIPS`)
    await writeFile(`${one.root}/CLIPS/A001C001.mov`, 'another file')
    expect(await one.find()).toEqual({ entries: [], problems: [] })
  })

  it('that fit twice are a doubt', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    const twice = mhl1('CLIPS/A001C001.mov').replace('</hashlist>', '<hash><file>clips/a001c001.mov</file></hash></hashlist>')
    await writeFile(`${one.root}/day.mhl`, twice)
    expect(await one.find()).toMatchObject({
      entries: [],
      problems: [{ code: 'list.ambiguous', params: { first: 'CLIPS/A001C001.mov', second: 'clips/a001c001.mov' } }],
    })
  })

  it('that lead elsewhere are a doubt when the file is not there any more', async () => {
    await using one = await card()
    await rename(`${one.root}/${CLIP}`, `${one.root}/A001C001.mov`)
    const listed = await one.find('A001C001.mov')
    expect(listed.entries).toEqual([])
    expect(listed.problems[0]).toMatchObject({ code: 'list.otherPath', params: { listed: CLIP } })
    await writeFile(`${one.root}/${CLIP}`, 'it is there, after all')
    expect(await one.find('A001C001.mov')).toEqual({ entries: [], problems: [] })
  })
})

describe('a list without a hash of a file', () => {
  it('is a doubt where it has another size, and none where it has the same', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    await writeFile(`${one.root}/day.mhl`, mhl1(CLIP, '<null/>', 24))
    expect((await one.find()).problems).toMatchObject([{ code: 'list.otherSize', params: { listed: '24', size: '23' } }])
    expect((await one.find(CLIP, 24)).problems).toEqual([])
  })
})

describe('paths that lead out of the folder of their list', () => {
  it.each(['/Volumes/CARD/Clips/A001C001.mov', 'D:\\Clips\\A001C001.mov', '../Clips/A001C001.mov'])(
    'are known again by name and size: %s',
    async (written) => {
      await using one = await card()
      await rm(`${one.root}/ascmhl`, { recursive: true })
      await writeFile(`${one.root}/day.mhl`, mhl1(written))
      expect(await one.find()).toMatchObject({
        entries: [],
        problems: [{ code: 'list.otherPath', params: { listed: written } }],
      })
    },
  )

  it('are reported where the file may be one of them, and not where the list has it besides', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    const out = '<hash><file>/Volumes/CARD/x.mov</file><size>1</size></hash>'
    await writeFile(`${one.root}/day.mhl`, mhl1(CLIP).replace('</hashlist>', `${out}${out}</hashlist>`))
    await writeFile(`${one.root}/Clips/new.mov`, 'new')
    expect(await one.find()).toMatchObject({ entries: [{}], problems: [] })
    expect(await one.find('Clips/new.mov', 3)).toMatchObject({
      entries: [],
      problems: [{ code: 'list.outside', params: { count: '2', first: '/Volumes/CARD/x.mov' } }],
    })
  })
})

describe('a search that is not needed any more', () => {
  it('ends at once in the middle of a list, which is read on for others', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    const others = '<hash><file>x.mov</file></hash>'.repeat(20_000)
    await writeFile(`${one.root}/day.mhl`, mhl1(CLIP).replace('</hashlist>', `${others}</hashlist>`))
    const lists = createHashLists(() => 0)
    const find = (signal: AbortSignal) => lists.find(`${one.root}/${CLIP}`, 23, signal)
    const stop = new AbortController()
    const ended: string[] = []
    const stopped = find(stop.signal).catch((reason: unknown) => ended.push(`stopped: ${reason}`))
    const other = find(never).finally(() => ended.push('found'))
    await new Promise((resolve) => setTimeout(resolve, 10))
    stop.abort('paused')
    await stopped
    expect(ended).toEqual(['stopped: paused'])
    expect(namesIn(await other)).toEqual(['day.mhl'])
  })
})

describe('lists that cannot be used', () => {
  it('are reported, and the others still count', async () => {
    await using one = await card()
    await writeFile(`${one.root}/broken.mhl`, '<hashlist version="1.1"><hash>')
    await writeFile(`${one.root}/bomb.mhl`, '<!DOCTYPE a [<!ENTITY b "c">]><hashlist version="1.1"/>')
    await mkdir(`${one.root}/folder.mhl`)
    await symlink('nowhere', `${one.root}/gone.mhl`)
    const listed = await one.find()
    expect(codesIn(listed).sort()).toEqual(['list.broken', 'list.doctype', 'list.unreadable', 'list.unreadable'])
    expect(namesIn(listed)).toEqual([LIST3, LIST2, LIST1])
  })

  it('are generations that were changed after they were written', async () => {
    await using one = await card()
    const path = `${one.root}/ascmhl/${LIST3}`
    await writeFile(path, (await readFile(path, 'utf8')).replace(XXH64, OTHER))
    const listed = await one.find()
    expect(listed.problems).toMatchObject([{ code: 'list.notAsChained', params: { path } }])
    expect(namesIn(listed)).toEqual([LIST2, LIST1])
  })

  it('are generations that are gone', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl/${LIST2}`)
    const listed = await one.find()
    expect(listed.problems).toMatchObject([{ code: 'list.unreadable', params: { reason: 'it is not there' } }])
    expect(namesIn(listed)).toEqual([LIST3, LIST1])
  })

  it('are chain files; then generations go by their names', async () => {
    await using one = await card()
    await writeFile(`${one.root}/ascmhl/ascmhl_chain.xml`, 'no chain')
    const listed = await one.find()
    expect(codesIn(listed)).toEqual(['list.broken'])
    expect(namesIn(listed)).toEqual([LIST3, LIST2, LIST1])
  })

  it('are those beyond a hundred in one folder', async () => {
    await using one = await card()
    for (let at = 0; at < 101; at += 1) await writeFile(`${one.root}/Clips/${at}.mhl`, mhl1('x.mov'))
    expect(await readdir(`${one.root}/Clips`)).toHaveLength(103)
    expect((await one.find()).problems).toMatchObject([{ code: 'list.tooMany', params: { count: '101', limit: '100' } }])
  })

  it('are the oldest of more than a hundred, never the newest', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    for (let at = 0; at < 101; at += 1) {
      const path = `${one.root}/Clips/${at}.mhl`
      await writeFile(path, mhl1('x.mov'))
      await utimes(path, 1_000 - at, 1_000 - at)
    }
    await writeFile(`${one.root}/Clips/zz new.mhl`, mhl1('A001C001.mov'))
    expect(namesIn(await one.find())).toEqual(['zz new.mhl'])
  })

  it('are those beyond 200 MB in one folder, the oldest', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    const old = `${one.root}/Clips/old.mhl`
    await writeFile(old, '<')
    await truncate(old, 199_999_900)
    await utimes(old, 5, 5)
    await writeFile(`${one.root}/Clips/new.mhl`, mhl1('A001C001.mov'))
    useTranslator(FRENCH)
    const listed = await one.find().finally(() => useTranslator(ENGLISH))
    const [problem] = listed.problems
    expect(problem).toMatchObject({ code: 'list.tooMany', params: { count: '2', limit: '200 MB together' } })
    expect(problem && messageOf(problem)).toContain('has 2 of them. Only the newest are read, 200 MB together at most.')
    useTranslator(FRENCH)
    expect(problem && messageOf(problem)).toContain('200\u202fMo ensemble')
    expect(namesIn(listed)).toEqual(['new.mhl'])
  })

  it('are those with a path that no system takes', async () => {
    await using one = await card()
    await writeFile(`${one.root}/day.mhl`, mhl1(`${'a'.repeat(4097)}.mov`))
    expect((await one.find()).problems).toMatchObject([
      { code: 'list.broken', params: { reason: 'a path has more than 4096 characters' } },
    ])
  })
})
