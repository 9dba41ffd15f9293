/**
 * @file Hashes of folders as ASC MHL defines them: of the content, which names do not change, and of the structure, which has the
 * names, too. Pure but for the hashers.
 */
import { hashBytes, type ListedFormat } from '../../contract/hashes.ts'
import { createManyHasher } from '../hashes/hasher.ts'
import { createTurns, sorted } from './turns.ts'

export interface DirectoryHashes {
  readonly content: string
  readonly structure: string
}

/** A file has one hash, a folder has two. */
export type ChildHashes = { readonly name: string } & ({ readonly hash: string } | DirectoryHashes)

/** @param children of a folder, in any order */
export async function directoryHashes(format: ListedFormat, children: readonly ChildHashes[]): Promise<DirectoryHashes> {
  const hash = await createManyHasher(format)
  const takeTurns = createTurns()
  const structures: string[] = []
  for (const child of children) {
    await takeTurns()
    const inner = bytesOf(format, 'hash' in child ? child.hash : child.structure)
    structures.push(hash([Buffer.from(child.name), inner]))
  }

  /** Sorted as texts, hashed as bytes. */
  async function hashOfAll(values: readonly string[]): Promise<string> {
    const parts: Uint8Array[] = []
    for (const value of await sorted(values, takeTurns)) {
      await takeTurns()
      parts.push(bytesOf(format, value))
    }
    return hash([Buffer.concat(parts)])
  }

  const contents = children.map((child) => ('hash' in child ? child.hash : child.content))
  return { content: await hashOfAll(contents), structure: await hashOfAll(structures) }
}

function bytesOf(format: ListedFormat, value: string): Uint8Array {
  const bytes = hashBytes(format, value)
  if (bytes === null) throw new Error(`${value} is no ${format}`)
  return bytes
}
