import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createListCache } from '../../../../src-main/adapters/hash-lists/list-cache.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const never = new AbortController().signal
const LIMIT = 1_000_000

const list = (files: number, length: number): string =>
  `<hashlist version="1.1">${Array.from({ length: files }, (_, at) => `<hash><file>${`${at}`.padEnd(length, 'x')}</file></hash>`).join('')}</hashlist>`

describe('lists that are kept', () => {
  it('are bounded by their characters, however few entries they have', async () => {
    await using folder = await tempFolder()
    const lists = createListCache(LIMIT)
    for (let at = 0; at < 5; at += 1) {
      const path = folder.in(`${at}.mhl`)
      await writeFile(path, list(75, 4_000))
      expect(await lists.get(path, false, never)).toMatchObject({ kind: 'list' })
      expect(lists.weight).toBeGreaterThan(75 * 4_000 * 3)
      expect(lists.weight).toBeLessThanOrEqual(LIMIT)
    }
  })

  it('are none that is too large by itself, which is named', async () => {
    await using folder = await tempFolder()
    const lists = createListCache(LIMIT)
    const path = folder.in('large.mhl')
    await writeFile(path, list(100, 4_000))
    expect(await lists.get(path, false, never)).toMatchObject({ kind: 'problem', failure: { code: 'list.tooLarge' } })
    expect(lists.weight).toBe(1)
  })

  it('are small ones by the thousand', async () => {
    await using folder = await tempFolder()
    const lists = createListCache(LIMIT)
    const path = folder.in('many.mhl')
    await writeFile(path, list(5_000, 10))
    expect(await lists.get(path, false, never)).toMatchObject({ kind: 'list' })
  })
})

describe('the reading of a list', () => {
  it('ends when nobody waits for it any more, and begins anew for the next', async () => {
    await using folder = await tempFolder()
    const lists = createListCache()
    const path = folder.in('large.mhl')
    await writeFile(path, list(20_000, 100))
    const stop = new AbortController()
    const first = lists.get(path, false, stop.signal).then(() => 'read', String)
    await new Promise((resolve) => setTimeout(resolve, 5))
    stop.abort('paused')
    expect(await first).toBe('paused')
    expect(lists.weight).toBe(0)
    expect(await lists.get(path, false, never)).toMatchObject({ kind: 'list' })
  })
})
