import { createHash } from 'node:crypto'
import { utimes, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { openSource } from '../../../../src-main/adapters/files/file-source.ts'
import { identify } from '../../../../src-main/adapters/files/identity.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const never = new AbortController().signal
const date = new Date('2026-01-01T00:00:00Z')
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

it('a file that is read anew is hashed from its first byte, and nothing of another with its identity is kept', async () => {
  await using folder = await tempFolder()
  const path = folder.in('clip.mov')
  const [old, copied] = [Buffer.alloc(100_000, 'o'), Buffer.alloc(100_000, 'c')]
  const write = async (content: Buffer): Promise<void> => {
    await writeFile(path, content)
    await utimes(path, date, date)
  }
  await write(old)
  const identity = await identify(path)
  const first = await openSource(path, identity)
  await first.read(Buffer.alloc(60_000), 0)
  expect(first.prefix()).toMatchObject({ bytes: 60_000 })
  await first.close()

  await write(copied)
  expect(await identify(path)).toEqual(identity)
  const anew = await openSource(path, identity, null, ['md5'], 'ignore')
  expect(anew.prefix()).toBeNull()
  const parts: number[] = []
  expect(await anew.digest(never, (bytes) => void parts.push(bytes))).toBe(sha256(copied))
  expect(parts.at(-1)).toBe(100_000)
  expect(anew.hashes()).toEqual({ md5: createHash('md5').update(copied).digest('hex') })
  await anew.close()

  const broken = await openSource(path, identity, null, [], 'ignore')
  await broken.read(Buffer.alloc(60_000), 0)
  await broken.close()
  await write(old)
  const continued = await openSource(path, identity)
  expect(await continued.digest(never)).toBe(sha256(old))
  await continued.close()
})
