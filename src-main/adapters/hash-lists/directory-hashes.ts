/**
 * @file Hashes of folders as ASC MHL 2.0 defines them: the content hash covers the hashes of all files, the structure hash their names,
 * too.
 */
import { hashBytes, type ListedFormat } from '../../contract/proof/hashes.ts'
import { createManyHasher } from '../hashes/hasher.ts'
import { createYield, sorted } from './event-loop.ts'

export interface DirectoryHashes {
  readonly content: string
  readonly structure: string
}

/** A file has one hash, a folder has two. */
type ChildHashes = { readonly name: string } & ({ readonly hash: string } | DirectoryHashes)

/** @param children of a folder, in any order */
export async function directoryHashes(format: ListedFormat, children: readonly ChildHashes[]): Promise<DirectoryHashes> {
  const hash = await createManyHasher(format)
  const yieldIfDue = createYield()
  const structures: string[] = []
  for (const child of children) {
    await yieldIfDue()
    const inner = bytesOf(format, 'hash' in child ? child.hash : child.structure)
    structures.push(hash([Buffer.from(child.name), inner]))
  }

  /** The hash of values that are sorted as texts and hashed as bytes. */
  async function hashOfAll(values: readonly string[]): Promise<string> {
    const parts: Uint8Array[] = []
    for (const value of await sorted(values, yieldIfDue)) {
      await yieldIfDue()
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
