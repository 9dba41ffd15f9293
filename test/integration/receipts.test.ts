import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'

describe('the checksum in a receipt', () => {
  it('is the SHA-256 of the file and of what the server has', async () => {
    await using harness = await openCliHarness()
    const hash = await writeMedia(harness.folder.in('clip.mov'), 3_000_001)
    await harness.upload(harness.folder.in('clip.mov'))
    const [stored] = await harness.server.uploads()
    expect((await harness.run(['receipts'])).lines).toMatchObject([{ sha256: hash, resentBytes: 0, remoteId: null }])
    expect(stored && (await harness.server.sha256(stored))).toBe(hash)
  })

  it('is that of the whole file after the process was killed in the middle', async () => {
    await using harness = await openCliHarness()
    const clip = harness.folder.in('clip.mov')
    const hash = await writeMedia(clip, 12_000_000)
    await harness.begin(clip)
    expect(await harness.upload(clip)).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(harness.server.requestsBy('POST')).toHaveLength(1)
    expect((await harness.run(['receipts'])).lines).toMatchObject([{ sha256: hash, attempts: 2 }])
  })
})

describe('the page of receipts', () => {
  it('names the batch, adds up and lists each file with its checksum, into a file or to standard output', async () => {
    await using harness = await openCliHarness()
    const hashes: string[] = []
    for (const name of ['one.mov', 'two & three.mov']) hashes.push(await writeMedia(harness.folder.in('card', name), 10_000))
    await harness.upload(harness.folder.in('card'))
    const batch = String((await harness.run(['receipts'])).lines[0]?.['batchId'])
    const target = harness.folder.in('card.html')
    const write = ['receipts', '--format', 'html', '--batch', batch]
    expect((await harness.run([...write, '--out', target], { json: false })).code).toBe(0)
    const page = await readFile(target, 'utf8')
    expect(page).toContain('<h1>card</h1>')
    expect(page).toMatch(/<dt>Files<\/dt><dd>2<\/dd>/)
    for (const hash of hashes) expect(page).toContain(hash)
    expect(page).toContain('two &amp; three.mov')
    const printed = await harness.run(write, { json: false })
    expect(printed.stdout.replace(/Made by .*/, '')).toBe(page.replace(/Made by .*/, ''))
    const none = await harness.run(['receipts', '--format', 'html', '--batch', 'none'], { json: false })
    expect([none.code, none.stdout]).toEqual([2, ''])
  })
})

describe('the manifest of a batch', () => {
  async function sent() {
    const harness = await openCliHarness()
    const names = ['A001/one.mov', 'A001/two & three.mov', 'B001/four.mov']
    const hashes: string[] = []
    for (const name of names) hashes.push(await writeMedia(harness.folder.in('cards', name), 10_000))
    await writeMedia(harness.folder.in('other.mov'), 10_000)
    await harness.upload(harness.folder.in('cards'))
    await harness.upload(harness.folder.in('other.mov'))
    const batches = (await harness.run(['receipts'])).lines.map((line) => [String(line['path']), String(line['batchId'])])
    const batch = batches.find(([path]) => path?.endsWith('one.mov'))?.[1] ?? ''
    return { harness, batch, hashes }
  }

  it('holds the files of that batch, named from their common folder, with what can be checked on disk', async () => {
    const { harness, batch, hashes } = await sent()
    await using _place = harness
    const { code, stdout } = await harness.run(['receipts', '--format', 'mhl', '--batch', batch], { json: false })
    expect(code).toBe(0)
    const entries = [...stdout.matchAll(/<file>(.*?)<\/file>[\s\S]*?<sha256>(.*?)<\/sha256>/g)].map((match) => [
      match[1],
      match[2],
    ])
    expect(entries).toEqual([
      ['A001/one.mov', hashes[0]],
      ['A001/two &amp; three.mov', hashes[1]],
      ['B001/four.mov', hashes[2]],
    ])
    const onDisk = createHash('sha256').update(await readFile(harness.folder.in('cards', 'B001', 'four.mov')))
    expect(onDisk.digest('hex')).toBe(hashes[2])
    const filtered = await harness.run(['receipts', '--batch', batch])
    expect(filtered.lines).toHaveLength(3)
  })

  it('is written as a whole or not at all, and never in the place of another file', async () => {
    const { harness, batch } = await sent()
    await using _place = harness
    const target = harness.folder.in('out', 'day.mhl')
    const write = (...more: string[]) => harness.run(['receipts', '--format', 'mhl', '--out', target, ...more], { json: false })
    expect(await write('--batch', batch)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--out') })
    await mkdir(harness.folder.in('out'))
    await writeFile(target, 'what was there')
    expect((await write('--batch', 'none')).code).toBe(2)
    expect(await readFile(target, 'utf8')).toBe('what was there')
    expect(await write('--batch', batch)).toMatchObject({ code: 2, stderr: expect.stringContaining('never replaced') })
    expect(await readFile(target, 'utf8')).toBe('what was there')
    await rm(target)
    expect((await write('--batch', batch)).code).toBe(0)
    expect(await readFile(target, 'utf8')).toMatch(/^<\?xml[\s\S]*<\/hashlist>\n$/)
    expect(await readdir(harness.folder.in('out'))).toEqual(['day.mhl'])
  })

  it('needs to be told of which batch', async () => {
    await using harness = await openCliHarness()
    const { code, stderr } = await harness.run(['receipts', '--format', 'mhl'], { json: false })
    expect([code, stderr]).toEqual([2, expect.stringContaining('--batch ID')])
  })
})
