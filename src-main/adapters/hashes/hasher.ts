/**
 * @file Hashers for files that are read in parts. MD5, SHA-1, SHA-256 and C4 are Node's; those of the xxHash family are
 * WebAssembly, loaded with the first of them, and faster than the others.
 */
import { createHash } from 'node:crypto'
import { c4Of, type HashFormat } from '../../contract/hashes.ts'

export interface Hasher {
  readonly format: HashFormat
  update(bytes: Uint8Array): void
  /** The value as `contract/hashes.ts` writes it. Nothing can be added afterwards. */
  digest(): string
}

/** A hasher of nothing yet. */
export async function createHasher(format: HashFormat): Promise<Hasher> {
  switch (format) {
    case 'c4':
    case 'md5':
    case 'sha1':
    case 'sha256':
      return nodeHasher(format)
    case 'xxh64':
    case 'xxh3':
    case 'xxh128':
      return wasmHasher(format)
  }
}

function nodeHasher(format: 'c4' | 'md5' | 'sha1' | 'sha256'): Hasher {
  const hash = createHash(format === 'c4' ? 'sha512' : format)
  return {
    format,
    update: (bytes) => void hash.update(bytes),
    digest: () => (format === 'c4' ? c4Of(hash.digest()) : hash.digest('hex')),
  }
}

async function wasmHasher(format: 'xxh64' | 'xxh3' | 'xxh128'): Promise<Hasher> {
  const { createXXHash3, createXXHash64, createXXHash128 } = await import('hash-wasm')
  const create = { xxh64: createXXHash64, xxh3: createXXHash3, xxh128: createXXHash128 }[format]
  const hash = (await create()).init()
  return {
    format,
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  }
}
