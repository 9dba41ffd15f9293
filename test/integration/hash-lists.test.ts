import { createHash } from 'node:crypto'
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needs, noReference, noXmllint, reference, schemaErrors } from '../support/ascmhl/reference.ts'
import { LOW_PRIORITY, runCli } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { asNobody } from '../support/users.ts'

const NAMES = ['A001/Clips/one.mov', 'A001/Clips/two & three.mov', 'A001/notes.txt'] as const

/** A card of which the clips were sent. */
async function sent() {
  const harness = await openCliHarness()
  for (const name of NAMES) await writeMedia(harness.folder.in(name), 200_000)
  await harness.upload(harness.folder.in('A001/Clips'))
  const batch = String((await harness.run(['receipts'])).lines[0]?.['batchId'])
  return {
    harness,
    batch,
    card: harness.folder.in('A001'),
    clip: harness.folder.in(NAMES[0]),
    list: (...args: string[]) => harness.run(['receipts', '--format', 'ascmhl', ...args]),
    verify: (...args: string[]) => harness.run(['verify', ...args]),
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  }
}

async function change(path: string): Promise<void> {
  const bytes = await readFile(path)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  await writeFile(path, bytes)
}

describe('reelay receipts --format ascmhl', () => {
  it('writes a generation for a folder, which names the receipts of what was sent', async (context) => {
    await using one = await sent()
    const { code, lines, summary } = await one.list(one.card)
    expect([code, summary]).toMatchObject([0, { original: 3, failed: 0, differs: 0 }])
    expect(lines.filter(({ type }) => type === 'listed').map((line) => line['hasReceipt'])).toEqual([true, true, false])
    const path = String(lines.find(({ type }) => type === 'list')?.['path'])
    expect(basename(path)).toMatch(/^0001_A001_/)
    expect((await readFile(path, 'utf8')).match(/<receipt /g)).toHaveLength(2)
    needs(context, noXmllint)
    expect(await schemaErrors(path)).toBe('')
  })

  it('is verified by the reference implementation, in every format, with its folders, generation after generation', async (context) => {
    needs(context, noReference)
    await using one = await sent()
    for (const format of ['c4', 'xxh128', 'md5', 'sha1', 'xxh64', 'xxh3']) {
      expect((await one.list(one.card, '--hash', format)).code).toBe(0)
      for (const args of [
        ['verify', one.card],
        ['verify', '-dh', one.card],
        ['diff', one.card],
      ]) {
        expect(await reference(...args)).toMatchObject({ code: 0 })
      }
    }
    expect((await reference('create', '-h', 'md5', one.card)).code).toBe(0)
    expect((await one.list(one.card)).summary).toMatchObject({ verified: 3 })
    expect((await reference('verify', one.card)).code).toBe(0)
    await change(one.clip)
    expect((await reference('verify', one.card)).code).not.toBe(0)
  })

  it('verifies what the reference implementation has listed, and says what it would say', async (context) => {
    needs(context, noReference)
    await using one = await sent()
    expect((await reference('create', '-h', 'xxh64', one.card)).code).toBe(0)
    const { code, summary } = await one.list('--batch', one.batch)
    expect([code, summary]).toMatchObject([0, { verified: 2, original: 0 }])
    expect((await reference('verify', one.card)).code).toBe(0)
    await change(one.clip)
    const after = await one.list('--batch', one.batch)
    expect([after.code, after.summary]).toMatchObject([1, { failed: 1, verified: 1 }])
  })

  it('leaves out what is not what was sent, names both hashes, and ends with 1', async () => {
    await using one = await sent()
    const before = createHash('sha256')
      .update(await readFile(one.clip))
      .digest('hex')
    await change(one.clip)
    const { code, lines, summary } = await one.list('--batch', one.batch)
    expect([code, summary]).toMatchObject([1, { differs: 1, original: 1 }])
    const changed = lines.find((line) => line['result'] === 'differs')
    expect(changed).toMatchObject({ path: one.clip, difference: { format: 'sha256', expected: before } })
    const path = String(lines.find(({ type }) => type === 'list')?.['path'])
    expect(await readFile(path, 'utf8')).not.toContain('one.mov')
  })

  it('writes one list to another place, and nothing beside the clips', async () => {
    await using one = await sent()
    const out = one.harness.folder.in('day.mhl')
    expect((await one.list('--batch', one.batch, '--out', out)).code).toBe(0)
    expect((await readFile(out, 'utf8')).match(/<hash>/g)).toHaveLength(2)
    expect(await readdir(one.card)).toEqual(['Clips', 'notes.txt'])
    const again = await one.harness.run(['receipts', '--format', 'ascmhl', '--batch', one.batch, '--out', out], { json: false })
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('there is a file of this name already')])
  })

  it('says how it is used where it cannot be', async () => {
    await using harness = await openCliHarness()
    for (const [args, words] of [
      [['receipts', '--format', 'ascmhl'], 'name the folder, or add --batch ID'],
      [['receipts', '--format', 'ascmhl', '--batch', 'none'], 'no receipt of files of a batch'],
      [['receipts', '--format', 'ascmhl', '.', '--hash', 'sha256'], '--hash takes c4'],
      [['receipts', '--format', 'csv', '.'], 'A folder goes with --format ascmhl'],
      [['receipts', '--format', 'csv', '--hash', 'md5'], '--hash goes with'],
    ] as const) {
      const { code, stderr } = await harness.run(args, { json: false })
      expect([code, stderr]).toEqual([2, expect.stringContaining(words)])
    }
  })
})

describe('reelay receipts --format mhl --hash', () => {
  it('reads the files again, and lists what is still what was sent with a hash that its tools know', async () => {
    await using one = await sent()
    const write = () => one.harness.run(['receipts', '--format', 'mhl', '--batch', one.batch, '--hash', 'md5'], { json: false })
    const { code, stdout } = await write()
    const md5 = createHash('md5')
      .update(await readFile(one.clip))
      .digest('hex')
    expect([code, stdout]).toEqual([0, expect.stringContaining(`<md5>${md5}</md5>`)])
    expect(stdout).not.toMatch(/<null\/>|<sha256>/)
    await change(one.clip)
    const after = await write()
    expect([after.code, after.stdout.match(/<hash>/g)?.length]).toEqual([1, 1])
    expect(after.stderr).toContain('one.mov: differs from its receipt')
    await rm(one.clip)
    expect((await write()).code).toBe(1)
    await mkdir(one.clip)
    const unread = await write()
    expect([unread.code, unread.stdout.match(/<hash>/g)?.length]).toEqual([3, 1])
    expect(unread.stderr).toContain('one.mov: could not be checked')
  })
})

describe('reelay verify', () => {
  it('reads files again and compares them with their receipts: 0 when all are as they were sent', async () => {
    await using one = await sent()
    const { code, lines, summary } = await one.verify(one.card)
    expect([code, summary]).toMatchObject([0, { verified: 2, notListed: 1, differs: 0, missing: 0, unreadable: 0 }])
    expect(lines.find((line) => line['path'] === one.clip)).toMatchObject({ result: 'verified', by: { kind: 'receipt' } })
    expect(lines.some(({ type }) => type === 'progress')).toBe(true)
    const told = await one.harness.run(['verify', one.card], { json: false })
    expect(told.stdout).toBe('2 files verified, 1 not listed.\n')
  })

  it('ends with 1 for one other byte and for what a list names and is not there, and with 3 where nothing proves anything', async () => {
    await using one = await sent()
    expect((await one.list(one.card)).code).toBe(0)
    await change(one.clip)
    expect(await one.verify(one.card)).toMatchObject({ code: 1, summary: { differs: 1, verified: 2 } })
    await rename(one.clip, `${one.clip}.bak`)
    const { code, summary } = await one.verify(one.card)
    expect([code, summary]).toMatchObject([1, { missing: 1, verified: 2, notListed: 1 }])
    expect((await one.verify(`${one.clip}.bak`)).code).toBe(3)
    expect((await one.verify(one.harness.folder.in('nowhere'))).code).toBe(1)
  })

  it('ends with 3 for a file of which a list that cannot be read may say otherwise, with `--json` as without', async () => {
    await using one = await sent()
    await writeFile(`${one.card}/Clips/day.mhl`, '<hashlist version="1.1"><hash><file>one.mov')
    const { code, lines, summary } = await one.verify(one.clip)
    expect([code, summary]).toMatchObject([3, { verified: 1 }])
    expect(lines.find(({ type }) => type === 'file')).toMatchObject({ result: 'verified', failure: { code: 'list.broken' } })
    expect((await one.harness.run(['verify', one.clip], { json: false })).code).toBe(3)
  })

  it('takes a folder above a card that may not be listed for none with lists, and the folder of the file for one', async (context) => {
    context.skip(process.getuid?.() !== 0, 'needs root, to be another user than the one whose folder it is')
    await using folder = await tempFolder()
    const clip = folder.in('home/anna/one.mov')
    const md5 = createHash('md5')
      .update(await writeMedia(clip, 1_000).then(() => readFile(clip)))
      .digest('hex')
    const hash = `<hash><file>one.mov</file><size>1000</size><md5>${md5}</md5></hash>`
    await writeFile(folder.in('home/anna/day.mhl'), `<hashlist version="1.1">${hash}</hashlist>`)
    const uid = await asNobody(folder.path)
    const verify = () => runCli(['verify', clip], { dataDir: folder.in('data'), uid })
    await chown(folder.in('home'), 0, 0)
    await chmod(folder.in('home'), 0o711)
    expect(await verify()).toMatchObject({ code: 0, summary: { verified: 1 } })
    await chmod(folder.in('home/anna'), 0o311)
    const { code, lines } = await verify()
    expect(code).toBe(3)
    expect(lines.find(({ type }) => type === 'file')).toMatchObject({ failure: { code: 'list.unreadableFolder' } })
  })

  it('works beside a process that owns the data folder', async () => {
    await using one = await sent()
    await using serve = one.harness.start(['serve'])
    await serve.waitFor(({ type }) => type === 'serving')
    expect(await one.verify(one.card)).toMatchObject({ code: 0, summary: { verified: 2 } })
  })

  it('stops in order when it is interrupted', async () => {
    await using one = await sent()
    await writeMedia(one.harness.folder.in('A001/Clips/long.mov'), 300_000_000)
    await one.harness.upload(one.harness.folder.in('A001/Clips/long.mov'))
    await using running = one.harness.start(['verify', one.card], { through: LOW_PRIORITY })
    await running.waitFor((line) => line.type === 'progress' && Number(line['bytes']) > 0)
    running.kill('SIGINT')
    expect((await running.result).code).toBe(130)
  })
})
