/**
 * @file A manifest of what was sent, as a Media Hash List 1.1 that other tools can read. Pure.
 *
 * [Note: SHA-256 in a hash list] Neither MHL 1.1 nor ASC MHL 2.0 has a name for SHA-256. Where files were read again, an entry has
 * a hash that tools for MHL 1.1 know, and nothing else. Where they were not, it has `<null/>`, by which that format says "no
 * checksum of mine", so that readers check name and size and claim nothing more; the checksum is in `<sha256>` beside it,
 * which the reference reader of MHL 1.1 ignores. A strict check against the schema objects to that element. The
 * alternative, a SHA-256 under the name of another checksum, would be a lie.
 */
import native, { type PlatformPath } from 'node:path'
import type { MHL1_FORMATS } from '../../contract/proof/hashes.ts'
import type { Receipt } from '../../contract/queue/upload.ts'
import { commonFolder } from '../../contract/text/common-folder.ts'
import { isoTime } from '../../contract/text/dates.ts'
import { escapeXml } from '../../contract/text/xml.ts'

type PathKind = Pick<PlatformPath, 'sep' | 'isAbsolute'>

/** Formats that tools for MHL 1.1 know, with their names there. */
const NAMES = { md5: 'md5', sha1: 'sha1', xxh64: 'xxhash64be' } as const satisfies Record<(typeof MHL1_FORMATS)[number], string>

export type ManifestFormat = keyof typeof NAMES
export type ManifestHashes = ReadonlyMap<
  string,
  { readonly format: ManifestFormat; readonly value: string; readonly hashedAt: number }
>

interface ManifestMaker {
  readonly tool: string
  readonly userName: string
  readonly hostName: string
}

/**
 * The manifest of receipts of one batch, see `newestOfEach`.
 *
 * @param receipts at least one of a file, and one of those that `hashes` has
 * @param hashes of the files that were read again, by path; others are left out then
 */
export function manifestOf(
  receipts: readonly Receipt[],
  maker: ManifestMaker,
  hashes: ManifestHashes | null = null,
  kind: PathKind = native,
): string {
  const sent = newestOfEach(receipts, kind)
  const files = hashes === null ? sent : sent.filter(({ path }) => hashes.has(path))
  const folders = files.map(({ path }) => path.slice(0, path.lastIndexOf(kind.sep)))
  const root = `${commonFolder(folders, kind.sep)}${kind.sep}`
  const startedAt = Math.min(...files.map((file) => file.startedAt))
  const finishedAt = Math.max(...files.map((file) => file.finishedAt))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<hashlist version="1.1">',
    '  <creatorinfo>',
    element(4, 'username', maker.userName),
    element(4, 'hostname', maker.hostName),
    element(4, 'tool', maker.tool),
    ...date('startdate', startedAt),
    ...date('finishdate', finishedAt),
    element(
      4,
      'log',
      `Files are relative to ${root}. Every byte was confirmed by its host; ${hashes ? 'files were read again and have the SHA-256 of what was sent' : 'checksums are SHA-256'}.`,
    ),
    '  </creatorinfo>',
    ...files.flatMap((file) => entryOf(file, root, kind, hashes?.get(file.path) ?? null)),
    '</hashlist>',
    '',
  ].join('\n')
}

type Hash = ManifestHashes extends ReadonlyMap<string, infer H> ? H : never

function entryOf(file: Receipt, root: string, { sep }: PathKind, hash: Hash | null): string[] {
  return [
    '  <hash>',
    element(4, 'file', file.path.slice(root.length).split(sep).join('/')),
    element(4, 'size', String(file.sizeBytes)),
    ...date('lastmodificationdate', Number(BigInt(file.mtimeNs) / 1_000_000n)),
    ...(hash
      ? [element(4, NAMES[hash.format], hash.value)]
      : ['    <null/>', ...(file.sha256 === null ? [] : [element(4, 'sha256', file.sha256)])]),
    ...date('hashdate', hash?.hashedAt ?? file.finishedAt),
    '  </hash>',
  ]
}

/** Receipts of files, in the order of their paths. One that was sent twice is there as it was sent last. Copies from links were never read here. */
export function newestOfEach(receipts: readonly Receipt[], { isAbsolute }: Pick<PathKind, 'isAbsolute'> = native): Receipt[] {
  const byPath = new Map<string, Receipt>()
  const files = receipts.filter(({ path }) => isAbsolute(path))
  for (const receipt of files.toSorted((one, other) => one.finishedAt - other.finishedAt)) byPath.set(receipt.path, receipt)
  return [...byPath.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

function element(indent: number, name: string, content: string): string {
  return `${' '.repeat(indent)}<${name}>${escapeXml(content)}</${name}>`
}

/** `xs:dateTime` in whole seconds; empty for an invalid date. */
function date(name: string, at: number): string[] {
  const text = isoTime(at)
  return text === null ? [] : [element(4, name, text.replace(/\.\d+Z$/, 'Z'))]
}
