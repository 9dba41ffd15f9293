/**
 * @file Hashes of folders as ASC MHL defines them: of the content, which names do not change, and of the structure, which has the
 * names, too. Pure but for the hashers.
 */
import { hashBytes, type ListedFormat } from '../../contract/hashes.ts'
import { createHasher } from '../hashes/hasher.ts'

const MANY = 500

export interface DirectoryHashes {
  readonly content: string
  readonly structure: string
}

/** A file has one hash, a folder has two. */
export type ChildHashes = { readonly name: string } & ({ readonly hash: string } | DirectoryHashes)

/** @param children of a folder, in any order */
export async function directoryHashes(format: ListedFormat, children: readonly ChildHashes[]): Promise<DirectoryHashes> {
  const contents = children.map((child) => ('hash' in child ? child.hash : child.content))
  const structures: string[] = []
  for (const [index, child] of children.entries()) {
    // A folder may have many thousands of files.
    if (index % MANY === MANY - 1) await new Promise((resolve) => setImmediate(resolve))
    const inner = bytesOf(format, 'hash' in child ? child.hash : child.structure)
    structures.push(await hashOf(format, [Buffer.from(child.name), inner]))
  }
  return { content: await hashOfAll(format, contents), structure: await hashOfAll(format, structures) }
}

/** Sorted as texts, hashed as bytes. */
function hashOfAll(format: ListedFormat, values: readonly string[]): Promise<string> {
  return hashOf(
    format,
    values.toSorted((one, other) => (one < other ? -1 : 1)).map((value) => bytesOf(format, value)),
  )
}

async function hashOf(format: ListedFormat, parts: readonly Uint8Array[]): Promise<string> {
  const hasher = await createHasher(format)
  for (const part of parts) hasher.update(part)
  return hasher.digest()
}

function bytesOf(format: ListedFormat, value: string): Uint8Array {
  const bytes = hashBytes(format, value)
  if (bytes === null) throw new Error(`${value} is no ${format}`)
  return bytes
}
