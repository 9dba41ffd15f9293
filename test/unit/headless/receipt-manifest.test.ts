import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeNew } from '../../../src-main/atomic-file.ts'
import type { Receipt } from '../../../src-main/contract/queue/upload.ts'
import { fileTools } from '../../../src-main/file-tools.ts'
import type { CommandContext } from '../../../src-main/headless/attach.ts'
import { receiptManifest } from '../../../src-main/headless/commands/receipt-manifest.ts'
import { EXIT } from '../../../src-main/headless/exit.ts'
import { aReceipt } from '../../support/receipts.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const owner = vi.hoisted(() => ({ receipts: [] as readonly unknown[] }))

/** The process that has the receipts. */
vi.mock('../../../src-main/headless/attach.ts', () => ({
  withClient: (_context: unknown, work: (client: unknown) => unknown) =>
    work({ request: async () => ({ receipts: owner.receipts, total: owner.receipts.length }) }),
}))

async function manifest(receipts: readonly Receipt[], hash: string | undefined) {
  owner.receipts = receipts
  const told: string[] = []
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told.push(String(text))
    return true
  })
  const context = { fileTools, interrupted: new AbortController().signal, json: false, version: '1' } as unknown as CommandContext
  const flags = { batch: 'batch', ...(hash === undefined ? {} : { hash }) }
  const { text, code } = await receiptManifest(context, flags).finally(() => stderr.mockRestore())
  return { files: [...(text ?? '').matchAll(/<file>(.*)<\/file>/g)].map((match) => match[1]), text, code, told: told.join('') }
}

describe('a manifest of files that are read again', () => {
  afterEach(() => {
    owner.receipts = []
  })

  it('leaves out and names what has no SHA-256 to compare with, and what only an older receipt has', async () => {
    await using folder = await tempFolder()
    for (const name of ['kept.mov', 'old.mov', 'unknown.mov']) await writeFile(folder.in(name), 'now')
    const at = (name: string, change: Partial<Receipt>) =>
      aReceipt(folder.in(name), { sizeBytes: 3, sha256: sha256('now'), ...change })
    const { files, code, told } = await manifest(
      [
        at('kept.mov', {}),
        at('old.mov', { id: 'newer', sizeBytes: 5, sha256: sha256('later') }),
        at('old.mov', { id: 'older', finishedAt: 1 }),
        at('unknown.mov', { sha256: null, sizeBytes: 99 }),
      ],
      'md5',
    )
    expect([files, code]).toEqual([['kept.mov'], EXIT.failed])
    expect(told).toMatch(/unknown\.mov: left out. Its receipt has no SHA-256/)
    expect(told).toMatch(/old\.mov: differs from its receipt/)
  })

  it.each(['md5', undefined])('is none where nothing may be listed (%s)', async (hash) => {
    await using folder = await tempFolder()
    const link = aReceipt('https://h.test/b.mp4', { path: 'https://h.test/b.mp4', sha256: null })
    expect(await manifest([link], hash)).toMatchObject({ text: null, code: EXIT.attention })
    const gone = aReceipt(folder.in('gone.mov'))
    if (hash) expect(await manifest([gone], hash)).toMatchObject({ text: null, code: EXIT.failed })
  })
})

describe('a new file', () => {
  it('never takes the place of another, and is gone where it could not be written', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('out'))
    const path = folder.in('out', 'day.mhl')
    async function* broken() {
      yield 'part'
      throw new Error('stopped')
    }
    await expect(writeNew(path, broken())).rejects.toThrow('stopped')
    await writeNew(path, ['first'])
    await expect(writeNew(path, ['second'])).rejects.toMatchObject({ code: 'EEXIST' })
    expect(await readFile(path, 'utf8')).toBe('first')
  })
})
