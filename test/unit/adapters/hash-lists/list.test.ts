import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readEntries, readHashList } from '../../../../src-main/adapters/hash-lists/list.ts'
import { failureFrom } from '../../../../src-main/contract/errors/errors.ts'
import type { HashList } from '../../../../src-main/contract/proof/hash-list.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/hash-lists/${name}`, import.meta.url))

const ascMhl = (body: string, head = '<?xml version="1.0" encoding="UTF-8"?>'): string =>
  `${head}<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0"><hashes>${body}</hashes></hashlist>`
const mhl1 = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?><hashlist version="1.1">${body}</hashlist>`
const XXH64 = '629381bc599830cf'

async function read(content: string | Uint8Array): Promise<HashList> {
  await using folder = await tempFolder()
  const path = folder.in('list.mhl')
  await writeFile(path, content)
  return await readHashList(path)
}

async function refusal(content: string | Uint8Array) {
  return read(content).then(
    () => expect.unreachable('the list was read'),
    (caught: unknown) => failureFrom(caught),
  )
}

describe('a list of the reference implementation', () => {
  it('is read with every format that ASC MHL has', async () => {
    const list = await readHashList(fixture('A001R1AB/ascmhl/0003_A001R1AB_2026-11-27_053322Z.mhl'))
    expect(list).toMatchObject({
      kind: 'ascmhl2',
      createdAt: Date.UTC(2026, 10, 27, 5, 33, 22),
      tool: 'ascmhl 1.2',
      ignores: ['.DS_Store', 'ascmhl', 'ascmhl/'],
      references: [],
      outside: { count: 0, first: [] },
    })
    expect(list.entries.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
      ['Clips/A001C001.mov', 23],
      ['Clips/A001C002 Küche.mov', 24],
      ['Sound/T01.wav', 11],
    ])
    expect(list.entries[0]).toEqual({
      path: 'Clips/A001C001.mov',
      sizeBytes: 23,
      modifiedAt: Date.UTC(2026, 10, 27, 5, 33, 20),
      hashes: [
        { format: 'sha1', value: '97d9193b85c5da40384c25877db5df46ac64341a', action: 'verified' },
        { format: 'xxh128', value: '4dc9fd49cd0fc69653094fa463d11d7b', action: 'verified' },
        { format: 'xxh3', value: '74edf2167fa04ed6', action: 'verified' },
        { format: 'xxh64', value: XXH64, action: 'verified' },
      ],
      unusable: [],
      previousPath: null,
    })
  })

  it('has the C4 that its chain file names', async () => {
    const list = await readHashList(fixture('A001R1AB/ascmhl/0001_A001R1AB_2026-11-27_053321Z.mhl'))
    expect(list.c4).toBe('c44JPdHKtbcEZCdwhiTv3vxfYMHxxnw3kxHx7VGyEw9ZstfxD9GKyxXWbq3xjqa1iVsKh3Q1eAZZyds8T9kPGhEKYW')
  })
})

describe('an MHL 1.1', () => {
  it('of OffShoot has XXH64 in both of its spellings, which are one value', async () => {
    const list = await readHashList(fixture('offshoot.mhl'))
    expect(list).toMatchObject({
      kind: 'mhl1',
      tool: 'OffShoot 26.1.2 (Build 1990)',
      createdAt: Date.UTC(2026, 10, 27, 5, 33, 21),
    })
    expect(list.entries[0]).toMatchObject({
      path: 'Clips/A001C001.mov',
      sizeBytes: 23,
      modifiedAt: Date.UTC(2026, 10, 27, 5, 33, 20),
      hashes: [
        { format: 'xxh64', value: XXH64, action: null },
        { format: 'xxh64', value: XXH64, action: null },
      ],
      unusable: [],
    })
  })

  it('of Silverstack has MD5 or SHA-1', async () => {
    const { entries } = await readHashList(fixture('silverstack.mhl'))
    expect(entries.flatMap(({ hashes }) => hashes.map(({ format }) => format))).toEqual(['md5', 'sha1'])
  })

  it('names a hash that cannot be used, and keeps those that can', async () => {
    const { entries } = await read(
      mhl1(`<hash><file>a.mov</file><xxhash>1234567890</xxhash><md5>zz</md5><xxhash64be>${XXH64}</xxhash64be></hash>`),
    )
    expect(entries[0]).toMatchObject({
      hashes: [{ format: 'xxh64', value: XXH64 }],
      unusable: ['xxhash 1234567890', 'md5 zz'],
    })
  })

  it('with `null` has a file without a hash', async () => {
    const { entries } = await read(
      mhl1('<hash><file>a.mov</file><size>5</size><null/><hashdate>2026-01-01T00:00:00Z</hashdate></hash>'),
    )
    expect(entries).toEqual([{ path: 'a.mov', sizeBytes: 5, modifiedAt: null, hashes: [], unusable: [], previousPath: null }])
  })
})

describe('paths of a list', () => {
  it('have one spelling', async () => {
    const { entries } = await read(
      mhl1(['.\\Clips\\a.mov', './Clips//b.mov', 'Clips/./c.mov'].map((path) => `<hash><file>${path}</file></hash>`).join('')),
    )
    expect(entries.map(({ path }) => path)).toEqual(['Clips/a.mov', 'Clips/b.mov', 'Clips/c.mov'])
  })

  it('that lead out of its folder are left out and named', async () => {
    const outside = ['../a.mov', 'x/../../a.mov', '/Volumes/CARD/a.mov', 'C:\\a.mov', '\\\\server\\share\\a.mov', '']
    const list = await read(mhl1([...outside, 'inside.mov'].map((path) => `<hash><file>${path}</file></hash>`).join('')))
    expect(list.entries.map(({ path }) => path)).toEqual(['inside.mov'])
    expect(list.outside).toEqual({ count: 6, first: outside })
  })

  it('may have a prefix of the namespace, character references and CDATA', async () => {
    const { entries } = await read(
      '<m:hashlist version="2.0" xmlns:m="urn:ASC:MHL:v2.0"><m:hashes><m:hash><m:path size="3">a&#x20;&amp;<![CDATA[ <b>]]>.mov</m:path>' +
        `<m:xxh64 action="original">${XXH64}</m:xxh64></m:hash></m:hashes></m:hashlist>`,
    )
    expect(entries[0]).toMatchObject({ path: 'a & <b>.mov', sizeBytes: 3, hashes: [{ action: 'original' }] })
  })

  it('of folders and what is in metadata are no files', async () => {
    const hash = `<path>inner.mov</path><xxh64>${XXH64}</xxh64>`
    const { entries } = await read(
      ascMhl(`<directoryhash><path>Clips</path><content><xxh64>${XXH64}</xxh64></content></directoryhash>
        <hash><path>a.mov</path><metadata><hash>${hash}</hash></metadata></hash>`),
    )
    expect(entries.map(({ path, hashes }) => [path, hashes.length])).toEqual([['a.mov', 0]])
  })
})

describe('the text of a list', () => {
  it.each([
    ['utf-16le', Uint8Array.of(0xff, 0xfe)],
    ['utf-16be', Uint8Array.of(0xfe, 0xff)],
  ])('is read as %s by its byte order mark, whatever the declaration says', async (encoding, mark) => {
    const text = Buffer.from(mhl1('<hash><file>Küche 日本.mov</file></hash>'), 'utf16le')
    const { entries } = await read(Buffer.concat([mark, encoding === 'utf-16be' ? text.swap16() : text]))
    expect(entries[0]?.path).toBe('Küche 日本.mov')
  })

  it('is refused in another encoding, which the failure names', async () => {
    const text = ascMhl('', '<?xml version="1.0" encoding="Shift_JIS"?>')
    expect(await refusal(text)).toMatchObject({ code: 'list.encoding', params: { reason: 'it says that it is Shift_JIS' } })
  })

  it('is refused when its bytes are no UTF-8', async () => {
    const bytes = Buffer.from(mhl1('<hash><file>K?che.mov</file></hash>'))
    bytes[bytes.indexOf('?che')] = 0xfc
    expect(await refusal(bytes)).toMatchObject({ code: 'list.encoding', params: { reason: 'it has bytes that are no UTF-8' } })
  })

  it('is refused when it ends in the middle of a character', async () => {
    const bytes = Buffer.concat([Buffer.from(mhl1('')), Uint8Array.of(0xc3)])
    expect(await refusal(bytes)).toMatchObject({ code: 'list.encoding' })
  })
})

describe('a list that is none', () => {
  it.each([
    ['is cut off', mhl1('<hash><file>a.mov</file></hash>').slice(0, -9), 'list.broken'],
    ['has crossed elements', mhl1('<hash><file>a.mov</hash></file>'), 'list.broken'],
    ['uses an entity that nobody declared', mhl1('<hash><file>&bomb;</file></hash>'), 'list.broken'],
    ['is text', 'no XML at all', 'list.broken'],
    ['has nothing in it', '', 'list.broken'],
    ['is of a later version', '<hashlist version="3.0" xmlns="urn:ASC:MHL:v3.0"/>', 'list.unknown'],
    ['is a page', '<html><body/></html>', 'list.unknown'],
  ])('is refused when it %s', async (_, content, code) => {
    expect(await refusal(content)).toMatchObject({ code })
  })

  it('is refused at its document type, so that no entity is ever expanded', async () => {
    const levels = Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`)
    const bomb = `<?xml version="1.0"?><!DOCTYPE hashlist [<!ENTITY e0 "x">${levels.join('')}]>`
    expect(await refusal(`${bomb}<hashlist version="1.1"><hash><file>&e9;</file></hash></hashlist>`)).toMatchObject({
      code: 'list.doctype',
    })
    expect(await refusal('<!DOCTYPE hashlist SYSTEM "file:///etc/passwd"><hashlist version="1.1"/>')).toMatchObject({
      code: 'list.doctype',
    })
  })

  it('is named with the line of its damage', async () => {
    expect(await refusal('<hashlist version="1.1">\n\n<hash></wrong>\n</hashlist>')).toMatchObject({
      code: 'list.broken',
      params: { line: '3' },
    })
  })

  it.each([
    ['nested without end', mhl1('<a>'.repeat(100)), 'nested more than 32 deep'],
    ['a path without end', mhl1(`<hash><file>${'a'.repeat(100_000)}</file></hash>`), 'a text has more than 64 KB'],
    ['an attribute without end', mhl1(`<hash a="${'a'.repeat(3_000_000)}"/>`), 'more than 1 MB'],
    ['a comment without end', mhl1(`<!--${'a'.repeat(3_000_000)}-->`), 'more than 1 MB'],
    ['a name without end', mhl1(`<${'a'.repeat(3_000_000)}/>`), 'more than 1 MB'],
    [
      'attributes without end',
      mhl1(`<hash ${Array.from({ length: 100 }, (_, at) => `a${at}="1"`).join(' ')}/>`),
      '64 attributes',
    ],
    ['hashes without end', mhl1(`<hash><file>a</file>${'<md5/>'.repeat(100)}</hash>`), 'more than 32 hashes'],
  ])('is refused with %s', async (_, content, reason) => {
    const problem = await refusal(content)
    expect(problem).toMatchObject({ code: 'list.broken' })
    expect(problem?.params['reason']).toContain(reason)
  })

  it('is refused beyond a size and a number of files, with both in the text', async () => {
    await using folder = await tempFolder()
    const path = folder.in('list.mhl')
    await writeFile(path, mhl1('<hash><file>a.mov</file></hash>'.repeat(20)))
    const limited = (bytes: number, entries: number) =>
      readEntries(path, () => {}, undefined, { bytes, entries }).then(() => null, failureFrom)
    expect(await limited(100, 20)).toMatchObject({ code: 'list.tooLarge', params: { path, limit: '100 B' } })
    expect(await limited(10_000, 19)).toMatchObject({ code: 'list.tooLarge', params: { limit: '19 files' } })
    expect(await limited(10_000, 20)).toBeNull()
  })

  it('is refused where there is no file to read', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('folder.mhl'))
    expect(await readHashList(folder.in('none.mhl')).catch(failureFrom)).toMatchObject({
      code: 'list.unreadable',
      params: { reason: 'it is not there' },
    })
    expect(await readHashList(folder.in('folder.mhl')).catch(failureFrom)).toMatchObject({ code: 'list.unreadable' })
  })
})

describe('a large list', () => {
  it('leaves the event loop a turn for every small part of it', async () => {
    await using folder = await tempFolder()
    const path = folder.in('large.mhl')
    const entry = (at: number): string =>
      `<hash><file>Clips/A${at}.mov</file><size>${at}</size><xxhash64be>${XXH64}</xxhash64be></hash>\n`
    const content = mhl1(Array.from({ length: 50_000 }, (_, at) => entry(at)).join(''))
    await writeFile(path, content)
    let turns = 0
    let isRunning = true
    const count = (): void => {
      turns += 1
      if (isRunning) setImmediate(count)
    }
    setImmediate(count)
    const { entries } = await readHashList(path)
    isRunning = false
    expect(entries).toHaveLength(50_000)
    expect(entries.at(-1)).toMatchObject({ path: 'Clips/A49999.mov', sizeBytes: 49_999 })
    expect(turns).toBeGreaterThan(content.length / (64 * 1024))
  })

  it('stops being read when nobody wants it any more', async () => {
    const stop = new AbortController()
    stop.abort(new Error('not needed'))
    await expect(readHashList(fixture('offshoot.mhl'), stop.signal)).rejects.toThrow('not needed')
  })
})
