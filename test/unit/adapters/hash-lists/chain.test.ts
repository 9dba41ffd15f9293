import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readChain } from '../../../../src-main/adapters/hash-lists/chain.ts'
import { failureFrom } from '../../../../src-main/contract/errors/errors.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const C4 = 'c44JPdHKtbcEZCdwhiTv3vxfYMHxxnw3kxHx7VGyEw9ZstfxD9GKyxXWbq3xjqa1iVsKh3Q1eAZZyds8T9kPGhEKYW'
const generation = (number: string, name: string, c4 = C4): string =>
  `<hashlist sequencenr="${number}"><path>${name}</path><c4>${c4}</c4></hashlist>`
const chain = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">${body}</ascmhldirectory>`

async function read(content: string) {
  await using folder = await tempFolder()
  const path = folder.in('ascmhl_chain.xml')
  await writeFile(path, content)
  return await readChain(path).catch(failureFrom)
}

describe('a chain file', () => {
  it('of the reference implementation names its generations with their C4', async () => {
    const path = fileURLToPath(new URL('../../../fixtures/hash-lists/A001R1AB/ascmhl/ascmhl_chain.xml', import.meta.url))
    const { generations } = await readChain(path)
    expect(generations.map(({ number, name }) => [number, name])).toEqual([
      [1, '0001_A001R1AB_2026-11-27_053321Z.mhl'],
      [2, '0002_A001R1AB_2026-11-27_053321Z.mhl'],
      [3, '0003_A001R1AB_2026-11-27_053322Z.mhl'],
    ])
    expect(generations[0]?.c4).toBe(C4)
  })

  it('is in the order of the numbers, whatever its own', async () => {
    expect(await read(chain(generation('2', 'b.mhl') + generation('1', 'a.mhl')))).toMatchObject({
      generations: [{ name: 'a.mhl' }, { name: 'b.mhl' }],
    })
  })

  it.each([
    ['a generation without a number', generation('', 'a.mhl')],
    ['a number twice', generation('1', 'a.mhl') + generation('1', 'b.mhl')],
    ['a list in another folder', generation('1', '../a.mhl')],
    ['a list without a name', generation('1', '')],
    ['no C4', generation('1', 'a.mhl', 'c4')],
  ])('is refused with %s', async (_, body) => {
    expect(await read(chain(body))).toMatchObject({ code: 'list.broken' })
  })

  it('is refused when it is a list', async () => {
    expect(await read('<hashlist version="1.1"/>')).toMatchObject({ code: 'list.unknown' })
  })
})
