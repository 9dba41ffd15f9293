import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { verifyFiles } from '../../../../src-main/adapters/hash-lists/verify-files.ts'
import type { VerifiedFile, VerifyRequest } from '../../../../src-main/engine/ports/verifier.ts'
import { never } from '../../../support/ascmhl/listing.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const CARD = fileURLToPath(new URL('../../../fixtures/hash-lists/A001R1AB', import.meta.url))
const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

async function createFolder() {
  const folder = await tempFolder()
  const root = folder.in('A001R1AB')
  return {
    root,
    in: (name: string) => join(root, name),
    async write(name: string, text: string) {
      await mkdir(dirname(join(root, name)), { recursive: true })
      await writeFile(join(root, name), text)
    },
    async verify(change: Partial<VerifyRequest> = {}) {
      const files: VerifiedFile[] = []
      const onFile = (file: VerifiedFile) => void files.push(file)
      await verifyFiles({ paths: [root], sent: () => [], alike: () => [], onFile, onProgress: () => {}, ...change }, never)
      return files.toSorted((one, other) => (one.path < other.path ? -1 : 1))
    },
    results: (files: readonly VerifiedFile[]) => files.map(({ path, result }) => `${relative(root, path)} ${result}`),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

async function card() {
  const one = await createFolder()
  await cp(CARD, one.root, { recursive: true })
  return one
}

describe('files with hash lists', () => {
  it('are verified, each by the list that has its hash, and the lists themselves are none of them', async () => {
    await using one = await card()
    const files = await one.verify()
    expect(one.results(files)).toEqual([
      'Clips/A001C001.mov verified',
      'Clips/A001C002 Küche.mov verified',
      'Sound/T01.wav verified',
    ])
    expect(files[0]?.by).toMatchObject({ kind: 'list', path: expect.stringMatching(/0003_A001R1AB/) })
  })

  it('differ with one other byte, are missing when a list names them, and are not listed when none does', async () => {
    await using one = await card()
    const bytes = await readFile(one.in('Clips/A001C001.mov'))
    bytes[3] = (bytes[3] ?? 0) ^ 1
    await writeFile(one.in('Clips/A001C001.mov'), bytes)
    await rm(one.in('Sound/T01.wav'))
    await one.write('notes.txt', 'new')
    const files = await one.verify()
    expect(one.results(files)).toEqual([
      'Clips/A001C001.mov differs',
      'Clips/A001C002 Küche.mov verified',
      'Sound/T01.wav missing',
      'notes.txt not listed',
    ])
    expect(files[0]?.difference).toMatchObject({ expected: expect.any(String), actual: expect.any(String) })
    expect(files[2]).toMatchObject({ failure: { code: 'file.missing' }, by: { kind: 'list' } })
  })

  it('of MHL 1.1 are held against it, with what it names and what is not there', async () => {
    await using one = await createFolder()
    await one.write('a.mov', 'a')
    await one.write('b.mov', 'b')
    const md5 = (text: string) => createHash('md5').update(text).digest('hex')
    const entry = (name: string, hash: string) => `<hash><file>${name}</file><size>1</size><md5>${hash}</md5></hash>`
    await one.write(
      'card.mhl',
      `<?xml version="1.0"?><hashlist version="1.1">${entry('a.mov', md5('a'))}${entry('b.mov', md5('other'))}${entry('sub\\c.mov', md5('c'))}</hashlist>`,
    )
    expect(one.results(await one.verify())).toEqual(['a.mov verified', 'b.mov differs', 'sub/c.mov missing'])
  })

  it('say when a list cannot be read, and go on', async () => {
    await using one = await createFolder()
    await one.write('a.mov', 'a')
    await one.write('bomb.mhl', '<!DOCTYPE x [<!ENTITY a "aaaa">]><hashlist version="1.1"/>')
    const files = await one.verify()
    expect(one.results(files)).toEqual(['a.mov unreadable', 'bomb.mhl unreadable'])
    expect(files.map(({ failure }) => failure?.code)).toEqual(['list.doctype', 'list.doctype'])
  })
})

describe('files with receipts', () => {
  const MTIME = 1_700_000_000
  /** @param at date of the file, in seconds */
  const receipt = (text: string, id = 'r', at = MTIME) => ({
    id,
    sha256: sha256(text),
    sizeBytes: text.length,
    mtimeNs: `${at}000000000`,
  })

  it('are verified by the receipt that has their content, and differ where that of the same size and date has another', async () => {
    await using one = await createFolder()
    await one.write('a.mov', 'first')
    await one.write('b.mov', 'now!')
    for (const name of ['a.mov', 'b.mov']) await utimes(one.in(name), MTIME, MTIME)
    const files = await one.verify({
      sent: (path) => (path.endsWith('a.mov') ? [receipt('first', 'r1')] : [receipt('then', 'r3')]),
    })
    expect(files.map(({ result, by }) => [result, by])).toEqual([
      ['verified', { kind: 'receipt', id: 'r1' }],
      ['differs', { kind: 'receipt', id: 'r3' }],
    ])
    expect(files[1]?.difference).toEqual({ format: 'sha256', expected: sha256('then'), actual: sha256('now!') })
  })

  it('differ where the newest of them has another content, whatever an older one has', async () => {
    await using one = await createFolder()
    await one.write('a.mov', 'first')
    await utimes(one.in('a.mov'), MTIME, MTIME)
    const [file] = await one.verify({ sent: () => [receipt('newer', 'r2'), receipt('first', 'r1')] })
    expect(file).toMatchObject({ result: 'differs', by: { kind: 'receipt', id: 'r2' } })
  })

  it('of another file that had the same path are no difference: another card may be where an earlier one was', async () => {
    await using one = await createFolder()
    await one.write('a.mov', 'card B')
    await utimes(one.in('a.mov'), MTIME + 5_000, MTIME + 5_000)
    const [file] = await one.verify({ sent: () => [receipt('card A')] })
    expect(file).toMatchObject({ result: 'not listed', difference: null, failure: { code: 'receipt.otherFile' } })
    const both = [receipt('card A!', 'newer'), receipt('card B', 'older', MTIME + 5_000)]
    expect(await one.verify({ sent: () => both })).toMatchObject([{ result: 'verified', by: { id: 'older' } }])
    expect(await one.verify({ sent: () => [receipt('card B')] })).toMatchObject([{ result: 'verified', failure: null }])
  })

  it('are not verified where lists disagree, though a receipt agrees', async () => {
    await using one = await createFolder()
    await one.write('a.mov', 'one')
    const md5 = (text: string) => createHash('md5').update(text).digest('hex')
    const list = (text: string) =>
      `<hashlist version="1.1"><hash><file>a.mov</file><size>3</size><md5>${md5(text)}</md5></hash></hashlist>`
    await one.write('x.mhl', list('one'))
    await one.write('y.mhl', list('two'))
    const [file] = await one.verify({ sent: () => [receipt('one')] })
    expect(file).toMatchObject({ result: 'unreadable', by: null, failure: { code: 'list.disagree' } })
  })

  it('elsewhere are recognised as copies by content alone, and never reported to differ', async () => {
    await using one = await createFolder()
    await one.write('copy.mov', 'same')
    await one.write('namesake.mov', 'diff')
    const alike = () => [receipt('same')]
    expect(one.results(await one.verify({ alike }))).toEqual(['copy.mov verified', 'namesake.mov not listed'])
  })

  it('differ if a list differs, even if the receipt agrees', async () => {
    await using one = await card()
    await one.write('Clips/A001C001.mov', 'altered before it was sent')
    const sent = (path: string) => (path.endsWith('C001.mov') ? [receipt('altered before it was sent')] : [])
    const [first] = await one.verify({ sent })
    expect(first).toMatchObject({ result: 'differs', by: { kind: 'list' } })
  })
})

describe('what is named', () => {
  it('is not reported as unreadable when the search for files is aborted', async () => {
    await using one = await card()
    const stop = new AbortController()
    const files: VerifiedFile[] = []
    const request = { paths: [one.root], sent: () => [], alike: () => [], onProgress: () => {} }
    const verified = verifyFiles({ ...request, onFile: (file) => void files.push(file) }, stop.signal)
    stop.abort()
    await expect(verified).rejects.toMatchObject({ name: 'AbortError' })
    expect(files).toEqual([])
  })

  it('may be a file, is reported as missing if it does not exist, and is read once however often it is named', async () => {
    await using one = await card()
    const clip = one.in('Clips/A001C001.mov')
    const files = await one.verify({ paths: [clip, one.root, clip, one.in('gone.mov')] })
    expect(one.results(files)).toEqual([
      'Clips/A001C001.mov verified',
      'Clips/A001C002 Küche.mov verified',
      'Sound/T01.wav verified',
      'gone.mov missing',
    ])
  })

  it('is counted while it is read, up to all of it', async () => {
    await using one = await card()
    const seen: { bytes: number; allBytes: number; files: number; allFiles: number }[] = []
    await one.verify({ onProgress: (progress) => void seen.push(progress) })
    expect(seen.at(-1)).toMatchObject({ bytes: 58, allBytes: 58, files: 3, allFiles: 3 })
    expect(seen.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes).toSorted((one_, other) => one_ - other))
  })
})
