/**
 * @file Hashers for files that are read in parts. MD5, SHA-1, SHA-256 and C4 are Node's; those of the xxHash family are
 * WebAssembly, loaded with the first of them, and faster than the others.
 */
import { createHash } from 'node:crypto'
import { c4Of, type HashFormat } from '../../contract/proof/hashes.ts'

export interface Hasher {
  readonly format: HashFormat
  update(bytes: Uint8Array): void
  /** The value as `contract/proof/hashes.ts` writes it. Nothing can be added afterwards. */
  digest(): string
}

type WasmFormat = 'xxh64' | 'xxh3' | 'xxh128'
type NodeFormat = Exclude<HashFormat, WasmFormat>

/** A hasher of nothing yet. */
export async function createHasher(format: HashFormat): Promise<Hasher> {
  return isWasm(format) ? wasmHasher(format) : nodeHasher(format)
}

function isWasm(format: HashFormat): format is WasmFormat {
  return format === 'xxh64' || format === 'xxh3' || format === 'xxh128'
}

function nodeHasher(format: NodeFormat): Hasher {
  const hash = createHash(format === 'c4' ? 'sha512' : format)
  return {
    format,
    update: (bytes) => void hash.update(bytes),
    digest: () => (format === 'c4' ? c4Of(hash.digest()) : hash.digest('hex')),
  }
}

async function wasmHasher(format: WasmFormat): Promise<Hasher> {
  const hash = (await createWasm(format)).init()
  return {
    format,
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  }
}

async function createWasm(format: WasmFormat) {
  const { createXXHash3, createXXHash64, createXXHash128 } = await import('hash-wasm')
  return { xxh64: createXXHash64, xxh3: createXXHash3, xxh128: createXXHash128 }[format]()
}

/** Hashes many small contents, each in parts, one after another: a WebAssembly instance for each would take far longer than its hash. */
export async function createManyHasher(format: HashFormat): Promise<(parts: Iterable<Uint8Array>) => string> {
  const begin = isWasm(format) ? await beginAgain(format) : () => nodeHasher(format)
  return (parts) => {
    const hasher = begin()
    for (const part of parts) hasher.update(part)
    return hasher.digest()
  }
}

async function beginAgain(format: WasmFormat): Promise<() => { update(bytes: Uint8Array): unknown; digest(): string }> {
  const hash = await createWasm(format)
  return () => hash.init()
}
