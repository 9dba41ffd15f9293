/** @file Parses the metadata sets in a partition of an MXF file (SMPTE ST 377-1): key-length-value triplets with local tags inside. */
import type { BoundedFile } from './bounded-file.ts'

const KEY_BYTES = 16
/** More triplets than any header has. */
const MAX_TRIPLETS = 2_000
const MAX_SET_BYTES = 64 * 1024
const INSTANCE_ID = 0x3c0a

/** Key of a partition pack: header, body or footer. */
const PARTITION = /^060e2b34020501010d010201010[234]/
/** Key of metadata sets with tags and lengths of two bytes. */
const METADATA = '060e2b34025301010d01010101'
/** Key of audio and video: the metadata of the partition ends there. */
const ESSENCE = '060e2b34010201010d0103'

interface MetadataSet {
  /** The byte of its key that distinguishes kinds of sets. */
  readonly kind: number
  bytes(tag: number): Buffer | null
  /** An integer of one to eight bytes. */
  number(tag: number): number | null
  rational(tag: number): number | null
  reference(tag: number): string | null
  references(tag: number): readonly string[]
}

export interface MetadataSets {
  first(...kinds: readonly number[]): MetadataSet | null
  all(...kinds: readonly number[]): readonly MetadataSet[]
  /** The set with an instance id, by which other sets refer to it. */
  at(id: string | null): MetadataSet | null
}

/**
 * Reads the metadata of the partition that begins at a position.
 *
 * @returns its sets, and the position of the footer; 0 if unknown
 */
export async function readMetadataSets(
  file: BoundedFile,
  from: number,
): Promise<{ readonly sets: MetadataSets; readonly footerAt: number }> {
  const byId = new Map<string, MetadataSet>()
  const list: MetadataSet[] = []
  let footerAt = 0
  let at = from
  for (let count = 0; count < MAX_TRIPLETS; count += 1) {
    const head = await file.read(at, KEY_BYTES + 9)
    const length = lengthIn(head)
    if (length === null) break
    const key = head.toString('hex', 0, KEY_BYTES)
    const start = at + KEY_BYTES + length.bytes
    const isPartition = PARTITION.test(key)
    if (key.startsWith(ESSENCE) || (isPartition && at !== from)) break
    if (isPartition && length.value >= 32) {
      const pack = await file.read(start, 32)
      if (pack.length === 32) footerAt = Number(pack.readBigUInt64BE(24))
    }
    if (key.startsWith(METADATA) && length.value <= MAX_SET_BYTES) {
      const set = setOf(head[14] ?? 0, await file.read(start, length.value))
      const id = set.reference(INSTANCE_ID)
      if (id !== null) byId.set(id, set)
      list.push(set)
    }
    at = start + length.value
  }
  const all = (...kinds: readonly number[]): readonly MetadataSet[] =>
    kinds.flatMap((kind) => list.filter((set) => set.kind === kind))
  return { sets: { first: (...kinds) => all(...kinds)[0] ?? null, all, at: (id) => (id && byId.get(id)) || null }, footerAt }
}

/** The length after a key, in one to nine bytes (BER encoding). */
function lengthIn(head: Buffer): { readonly value: number; readonly bytes: number } | null {
  const first = head[KEY_BYTES]
  if (first === undefined || head.readUInt32BE(0) !== 0x060e2b34) return null
  if (first < 0x80) return { value: first, bytes: 1 }
  const more = first & 0x7f
  if (more === 0 || more > 8 || head.length < KEY_BYTES + 1 + more) return null
  let value = 0
  for (let index = 0; index < more; index += 1) value = value * 256 + (head[KEY_BYTES + 1 + index] ?? 0)
  return Number.isSafeInteger(value) ? { value, bytes: 1 + more } : null
}

function setOf(kind: number, content: Buffer): MetadataSet {
  const properties = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= content.length; ) {
    const end = at + 4 + content.readUInt16BE(at + 2)
    if (end > content.length) break
    properties.set(content.readUInt16BE(at), content.subarray(at + 4, end))
    at = end
  }
  const bytes = (tag: number): Buffer | null => properties.get(tag) ?? null

  return {
    kind,
    bytes,
    number(tag) {
      const value = bytes(tag)
      if (!value || value.length === 0 || value.length > 8) return null
      const number =
        value.length === 8 ? Number(value.readBigInt64BE(0)) : value.length > 6 ? Number.NaN : value.readUIntBE(0, value.length)
      return Number.isSafeInteger(number) ? number : null
    },
    rational(tag) {
      const value = bytes(tag)
      if (value?.length !== 8 || value.readInt32BE(4) <= 0 || value.readInt32BE(0) <= 0) return null
      return value.readInt32BE(0) / value.readInt32BE(4)
    },
    reference: (tag) => bytes(tag)?.toString('hex') ?? null,
    references(tag) {
      const value = bytes(tag)
      if (!value || value.length < 8 || value.readUInt32BE(4) !== KEY_BYTES) return []
      const count = Math.min(value.readUInt32BE(0), Math.floor((value.length - 8) / KEY_BYTES))
      return Array.from({ length: count }, (_, index) =>
        value.toString('hex', 8 + index * KEY_BYTES, 8 + (index + 1) * KEY_BYTES),
      )
    },
  }
}
