import { createHash } from 'node:crypto'
import { cpSync } from 'node:fs'
import { appendFile, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readChain } from '../../../../src-main/adapters/hash-lists/chain.ts'
import { readHashList } from '../../../../src-main/adapters/hash-lists/list.ts'
import { writeLists } from '../../../../src-main/adapters/hash-lists/write-lists.ts'
import type { FailureError } from '../../../../src-main/contract/errors/errors.ts'
import { listsIn, never, resultsIn, writeAll, writing } from '../../../support/ascmhl/listing.ts'
import { needs, noXmllint, schemaErrors } from '../../../support/ascmhl/reference.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const CLIPS = { 'Clips/a.mov': 'one', 'Clips/b ü & <x>.mov': 'two', 'Sound/t.wav': 'three', 'zero.txt': '' } as const

async function card(files: Readonly<Record<string, string>> = CLIPS) {
  const folder = await tempFolder()
  const root = folder.in('A001')
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return {
    root,
    in: (name: string) => join(root, name),
    lists: async () => [...(await listsIn(root)).keys()].filter((name) => name.endsWith('.mhl')),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'written',
    (caught: FailureError) => caught.failure?.code ?? caught,
  )
const UNDATED = { sizeBytes: 3, mtimeNs: '0' } as const
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('a first list of a folder', () => {
  it('is named after number, folder and time, has every file and folder, and is in the chain file by its C4', async () => {
    await using one = await card()
    const outcome = await writeAll(one.root)
    expect(resultsIn(one.root, outcome)).toEqual(Object.keys(CLIPS).map((name) => `${name} original`))
    const [path = ''] = outcome.lists
    expect(path).toMatch(/ascmhl[\\/]0001_A001_\d{4}-\d\d-\d\d_\d{6}Z\.mhl$/)
    const list = await readHashList(path)
    expect(list.entries.map(({ path: name, sizeBytes }) => [name, sizeBytes])).toEqual(
      Object.entries(CLIPS).map(([name, text]) => [name, text.length]),
    )
    expect(list).toMatchObject({ kind: 'ascmhl2', tool: 'Reelay 1.0' })
    const chain = await readChain(one.in('ascmhl/ascmhl_chain.xml'))
    expect(chain.generations).toEqual([{ number: 1, name: expect.stringMatching(/^0001_/), c4: list.c4 }])
    const text = await readFile(path, 'utf8')
    expect(text.match(/<directoryhash>/g)).toHaveLength(2)
    expect(text).toContain('<roothash>')
  })

  it.for(['c4', 'md5', 'sha1', 'xxh128', 'xxh3', 'xxh64'] as const)('is valid by the schema in %s', async (format, context) => {
    needs(context, noXmllint)
    await using one = await card()
    const sent = (path: string) => (path.endsWith('a.mov') ? [{ id: 'r-1', sha256: sha256('one'), ...UNDATED }] : [])
    const first = await writeAll(one.root, { format, sent })
    const second = await writeAll(one.root, { format: 'md5' })
    for (const path of [...first.lists, ...second.lists]) expect(await schemaErrors(path)).toBe('')
    expect(await readFile(first.lists[0] ?? '', 'utf8')).toContain(
      `<receipt xmlns="urn:reelay:receipt:1" id="r-1" sha256="${sha256('one')}"/>`,
    )
  })

  it('leaves no part of itself behind, and nothing at all where nothing can be listed', async () => {
    await using one = await card({})
    await mkdir(one.root)
    expect(await writeAll(one.root)).toEqual({ lists: [], files: [] })
    expect(await listsIn(one.root)).toEqual(new Map())
  })
})

describe('a list after others', () => {
  it('is the next generation, verifies what is known in its format, and changes none of the others', async () => {
    await using one = await card()
    await writeAll(one.root, { format: 'xxh64' })
    const before = await listsIn(one.root)
    await writeFile(one.in('new.mov'), 'new')
    const { lists, files } = await writeAll(one.root)
    expect(files.map(({ result }) => result)).toEqual(['verified', 'verified', 'verified', 'original', 'verified'])
    const [clip] = (await readHashList(lists[0] ?? '')).entries
    expect(clip?.hashes.map(({ format, action }) => `${format} ${action}`)).toEqual(['c4 verified', 'xxh64 verified'])
    const after = await listsIn(one.root)
    for (const [name, text] of before) if (name.endsWith('.mhl')) expect(after.get(name)).toBe(text)
    const { generations } = await readChain(one.in('ascmhl/ascmhl_chain.xml'))
    expect(generations.map(({ number }) => number)).toEqual([1, 2])
  })

  it('reports what differs from lists, what is missing and what differs from its receipt, and hashes only folders that are complete', async () => {
    await using one = await card()
    await writeAll(one.root)
    await writeFile(one.in('Clips/a.mov'), 'otherwise')
    await rm(one.in('Sound/t.wav'))
    await writeFile(one.in('new.mov'), 'new')
    const sent = (path: string) => (path.endsWith('new.mov') ? [{ id: 'r', sha256: sha256('as it was sent'), ...UNDATED }] : [])
    const outcome = await writeAll(one.root, { sent, format: 'md5' })
    expect(resultsIn(one.root, outcome)).toEqual([
      'Clips/a.mov failed',
      'Clips/b ü & <x>.mov verified',
      'Sound/t.wav missing',
      'new.mov differs',
      'zero.txt verified',
    ])
    const list = await readHashList(outcome.lists[0] ?? '')
    expect(list.entries.map(({ path }) => path)).toEqual(['Clips/a.mov', 'Clips/b ü & <x>.mov', 'zero.txt'])
    expect(list.entries[0]?.hashes).toMatchObject([{ format: 'c4', action: 'failed' }])
    expect(await readFile(outcome.lists[0] ?? '', 'utf8')).not.toMatch(/<roothash>|<path[^>]*>Clips</)
  })

  it('keeps the patterns of the newest one', async () => {
    await using one = await card()
    const { lists } = await writeAll(one.root)
    const text = (await readFile(lists[0] ?? '', 'utf8')).replace('<pattern>.DS_Store</pattern>', '<pattern>Sound/</pattern>')
    await rm(one.in('ascmhl'), { recursive: true })
    await mkdir(one.in('ascmhl'))
    await writeFile(one.in('ascmhl/0001_A001.mhl'), text)
    const { c4 } = await readHashList(one.in('ascmhl/0001_A001.mhl'))
    await writeFile(
      one.in('ascmhl/ascmhl_chain.xml'),
      `<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0"><hashlist sequencenr="1"><path>0001_A001.mhl</path><c4>${c4}</c4></hashlist></ascmhldirectory>`,
    )
    const second = await writeAll(one.root)
    expect(second.files.map(({ path }) => path).filter((path) => path.includes('Sound'))).toEqual([])
    expect((await readHashList(second.lists[0] ?? '')).ignores[0]).toBe('Sound/')
  })
})

describe('lists of other tools beside the clips', () => {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
  const mhl = (text: string) =>
    `<hashlist version="1.1"><hash><file>Clips/a.mov</file><size>3</size><md5>${md5(text)}</md5></hash></hashlist>`
  const clip = ({ files }: Awaited<ReturnType<typeof writeAll>>) => files.find(({ path }) => path.endsWith('a.mov'))

  it('that have another hash make the file failed, though its own list has verified it before', async () => {
    await using one = await card({ 'Clips/a.mov': 'one' })
    await writeAll(one.root, { format: 'md5' })
    await writeFile(one.in('card.mhl'), mhl('as the camera wrote it'))
    const outcome = await writeAll(one.root, { format: 'md5' })
    expect(clip(outcome)).toMatchObject({
      result: 'failed',
      difference: { format: 'md5', expected: md5('as the camera wrote it'), actual: md5('one') },
    })
    expect((await readHashList(outcome.lists[0] ?? '')).entries.map(({ path }) => path)).toEqual(['card.mhl'])
  })

  it('that disagree make it failed', async () => {
    await using one = await card({ 'Clips/a.mov': 'one' })
    await writeFile(one.in('x.mhl'), mhl('one'))
    await writeFile(one.in('y.mhl'), mhl('other'))
    expect(clip(await writeAll(one.root))).toMatchObject({ result: 'failed', failure: { code: 'list.disagree' } })
  })

  it('that are damaged are reported for each file that they may name', async () => {
    await using one = await card({ 'Clips/a.mov': 'one' })
    await writeFile(one.in('x.mhl'), '<hashlist version="1.1"><hash><file>Clips/a.mov</fi')
    expect(clip(await writeAll(one.root))).toMatchObject({ result: 'original', failure: { code: 'list.broken' } })
    expect(clip(await writeAll(one.root))).toMatchObject({ result: 'verified', failure: { code: 'list.broken' } })
  })
})

describe('with any doubt about the lists of before nothing is written', () => {
  it.each([
    ['a list was changed', 'list.notAsChained', (one: string, list: string) => appendFile(join(one, list), ' ')],
    ['a list is missing', 'list.generationMissing', (one: string, list: string) => rm(join(one, list))],
    ['the chain file is missing', 'list.noChain', (one: string) => rm(join(one, 'ascmhl/ascmhl_chain.xml'))],
    ['the chain file is damaged', 'list.broken', (one: string) => writeFile(join(one, 'ascmhl/ascmhl_chain.xml'), '<ascmhl')],
    [
      'a list is in no chain',
      'list.notInChain',
      (one: string) => writeFile(join(one, 'ascmhl/0002_A001_2026-01-01_000000Z.mhl'), 'x'),
    ],
  ])('%s', async (_words, code, harm) => {
    await using one = await card()
    await writeAll(one.root)
    const [list = ''] = await one.lists()
    await harm(one.root, list)
    const before = await listsIn(one.root)
    expect(await codeOf(writeAll(one.root))).toBe(code)
    expect(await listsIn(one.root)).toEqual(before)
  })

  it('another program has written one while files were read', async () => {
    await using one = await card()
    await writeAll(one.root)
    const [lists, second] = [one.in('ascmhl'), join(one.root, '..', 'second')]
    await cp(lists, join(one.root, '..', 'first'), { recursive: true })
    await writeAll(one.root, { format: 'md5' })
    await cp(lists, second, { recursive: true })
    await rm(lists, { recursive: true })
    await cp(join(one.root, '..', 'first'), lists, { recursive: true })
    const onProgress = () => cpSync(second, lists, { recursive: true, force: true })
    expect(await codeOf(writeAll(one.root, { onProgress }))).toBe('list.notWritten')
    expect((await readdir(lists)).sort()).toEqual((await readdir(second)).sort())
  })
})

describe('folders below with lists of their own', () => {
  it('get a generation each, which the list above names, with the hashes of their folders', async () => {
    await using one = await card({ 'Reel/1.mov': 'x', 'Reel/sub/2.mov': 'y', 'notes.txt': 'z' })
    await writeAll(one.in('Reel'), { format: 'xxh64' })
    const { lists, files } = await writeAll(one.root)
    expect(files.map(({ result }) => result)).toEqual(['verified', 'verified', 'original'])
    expect(lists.map((path) => path.includes('Reel'))).toEqual([true, false])
    const above = await readHashList(lists[1] ?? '')
    const below = await readHashList(lists[0] ?? '')
    expect(above.entries.map(({ path }) => path)).toEqual(['notes.txt'])
    expect(above.references).toEqual([{ path: expect.stringMatching(/^Reel\/ascmhl\/0002_Reel_/), c4: below.c4 }])
    const [rootOf, folderIn] = [await readFile(lists[0] ?? '', 'utf8'), await readFile(lists[1] ?? '', 'utf8')]
    const content = /<roothash>\s*<content>\s*<c4>([^<]+)/.exec(rootOf)?.[1]
    expect(content).toHaveLength(90)
    expect(folderIn).toContain(content)
  })

  it('and a part of a folder that has lists becomes part of those', async () => {
    await using one = await card()
    await writeAll(one.root)
    const { lists, files } = await writeAll(one.in('Clips'), { format: 'md5' })
    expect(files.map(({ result }) => result)).toEqual(['verified', 'verified'])
    expect(lists).toEqual([expect.stringMatching(/A001[\\/]ascmhl[\\/]0002_A001_/)])
    expect(await readFile(lists[0] ?? '', 'utf8')).not.toContain('directoryhash')
  })
})

describe('a list of some files', () => {
  it('is in the folder that they have in common, or where they are listed already, without hashes of folders', async () => {
    await using one = await card()
    const paths = [one.in('Clips/a.mov'), one.in('Sound/t.wav'), one.in('Sound/gone.wav')]
    const first = await writeLists(writing({ paths }), never)
    expect(resultsIn(one.root, first)).toEqual(['Clips/a.mov original', 'Sound/gone.wav missing', 'Sound/t.wav original'])
    expect(first.lists).toEqual([expect.stringContaining(join('A001', 'ascmhl', '0001_A001_'))])
    const second = await writeLists(writing({ paths: [one.in('Clips/a.mov')] }), never)
    expect(second.lists).toEqual([expect.stringContaining(join('A001', 'ascmhl', '0002_A001_'))])
    expect(await readFile(second.lists[0] ?? '', 'utf8')).not.toContain('directoryhash')
  })

  it('at a path of its own changes no folder, and never replaces a file', async () => {
    await using one = await card()
    await writeAll(one.root, { format: 'xxh64' })
    const before = await listsIn(one.root)
    const out = join(one.root, '..', 'day.mhl')
    const { lists, files } = await writeAll(one.root, { out })
    expect([lists, files.every(({ result }) => result === 'verified')]).toEqual([[out], true])
    expect((await readHashList(out)).entries).toHaveLength(4)
    expect(await listsIn(one.root)).toEqual(before)
    const text = await readFile(out, 'utf8')
    expect(await codeOf(writeAll(one.root, { out }))).toBe('list.notWritten')
    expect(await readFile(out, 'utf8')).toBe(text)
  })
})

describe('what cannot be listed is named, and the rest is listed', () => {
  it.skipIf(process.platform === 'win32')(
    'names with signs that lists cannot hold, links to folders, and files without permission',
    async () => {
      await using one = await card({ 'a.mov': 'a', 'back\\slash.mov': 'b', 'bell\u0007.mov': 'c', 'closed.mov': 'd' })
      await symlink(one.root, one.in('loop'))
      await chmod(one.in('closed.mov'), 0)
      const outcome = await writeAll(one.root)
      const isRoot = process.getuid?.() === 0
      expect(outcome.files.map(({ result, failure }) => failure?.code ?? result)).toEqual([
        'original',
        'list.unnameable',
        'list.unnameable',
        isRoot ? 'original' : 'file.unreadable',
        'file.notRegular',
      ])
      expect(outcome.lists).toHaveLength(1)
    },
  )

  it('in composed and decomposed spelling a name is the same', async () => {
    await using one = await card({ ['Clips/\u00fc.mov'.normalize('NFC')]: 'x' })
    await writeAll(one.root)
    await rename(one.in('Clips/\u00fc.mov'), one.in('Clips/u\u0308.mov'))
    expect((await writeAll(one.root)).files.map(({ result }) => result)).toEqual(['verified'])
  })

  it.for(['c4', 'md5'] as const)(
    'in another case it is reported once, and the list names its previous path: %s',
    async (format, context) => {
      await using one = await card({ 'Clips/a.mov': 'x', 'Clips/b.mov': 'y' })
      await writeAll(one.root)
      await rename(one.in('Clips/a.mov'), one.in('Clips/A.MOV'))
      const outcome = await writeAll(one.root, { format })
      expect(resultsIn(one.root, outcome)).toEqual(['Clips/A.MOV verified', 'Clips/b.mov verified'])
      const [path = ''] = outcome.lists
      expect((await readHashList(path)).entries.map((entry) => [entry.path, entry.previousPath])).toEqual([
        ['Clips/A.MOV', 'Clips/a.mov'],
        ['Clips/b.mov', null],
      ])
      expect(resultsIn(one.root, await writeAll(one.root))).toEqual(['Clips/A.MOV verified', 'Clips/b.mov verified'])
      needs(context, noXmllint)
      expect(await schemaErrors(path)).toBe('')
    },
  )

  it('of two files that differ by their case, where case matters, each is itself', async (context) => {
    await using one = await card({ 'a.mov': 'x' })
    await writeAll(one.root)
    await writeFile(one.in('A.MOV'), 'y')
    if ((await readFile(one.in('a.mov'), 'utf8')) === 'y') context.skip('case does not matter on this drive')
    expect(resultsIn(one.root, await writeAll(one.root))).toEqual(['A.MOV original', 'a.mov verified'])
  })

  it('and an end that is asked for leaves nothing behind', async () => {
    await using one = await card()
    const stop = new AbortController()
    const request = writing({ folder: one.root }, { onProgress: () => stop.abort(new Error('stopped')) })
    await expect(writeLists(request, stop.signal)).rejects.toThrow('stopped')
    expect(await listsIn(one.root)).toEqual(new Map())
  })
})
