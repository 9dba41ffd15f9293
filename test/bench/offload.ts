/** @file A clip on a card that an offload tool has listed. */
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createHasher } from '../../src-main/adapters/hashes/hasher.ts'

/** Copies a file into a folder of its own, with an MHL 1.1 that has its XXH64. Answers its path there. */
export async function listedCopy(path: string): Promise<string> {
  const card = join(dirname(path), 'card')
  await mkdir(card, { recursive: true })
  const copy = join(card, basename(path))
  await copyFile(path, copy)
  const hasher = await createHasher('xxh64')
  for await (const part of createReadStream(copy)) hasher.update(part as Buffer)
  const entry = `<hash><file>${basename(copy)}</file><xxhash64be>${hasher.digest()}</xxhash64be></hash>`
  await writeFile(join(card, 'card.mhl'), `<hashlist version="1.1">${entry}</hashlist>`)
  return copy
}
