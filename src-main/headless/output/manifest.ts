/**
 * @file A manifest of what was sent, as a Media Hash List that other tools can read. Pure.
 *
 * [Note: SHA-256 in a hash list] Neither MHL 1.1 nor ASC MHL 2.0 has a name for SHA-256; they know MD5, SHA-1, C4 and xxHash.
 * An entry here has the form of MHL 1.1 with `<null/>`, by which that format says "no checksum of mine", so that its readers
 * check name and size and claim nothing more. The checksum is in `<sha256>` beside it, which the reference reader of MHL 1.1
 * ignores; without `<null/>` it would refuse the whole list. A strict check against the schema of 1.1 objects to the
 * extra element. The alternative, a SHA-256 under the name of another checksum, would be a lie.
 */
import native, { type PlatformPath } from 'node:path'
import { isoTime } from '../../contract/dates.ts'
import type { Receipt } from '../../contract/upload.ts'
import { commonFolder } from './common-folder.ts'

type PathKind = Pick<PlatformPath, 'sep' | 'isAbsolute'>

export interface ManifestMaker {
  readonly tool: string
  readonly userName: string
  readonly hostName: string
}

/**
 * The manifest of receipts of one batch. Copies from links are left out: their bytes were never read here. A file that
 * was sent twice is listed as it was sent last.
 */
export function manifestOf(receipts: readonly Receipt[], maker: ManifestMaker, kind: PathKind = native): string {
  const files = newestOfEach(receipts.filter(({ path }) => kind.isAbsolute(path)))
  const folders = files.map(({ path }) => path.slice(0, path.lastIndexOf(kind.sep)))
  const root = `${folders.reduce((one, other) => commonFolder(one, other, kind), folders[0] ?? '')}${kind.sep}`
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
    element(4, 'log', `Files are relative to ${root}. Every byte was confirmed by its host; checksums are SHA-256.`),
    '  </creatorinfo>',
    ...files.flatMap((file) => entryOf(file, root, kind)),
    '</hashlist>',
    '',
  ].join('\n')
}

function entryOf(file: Receipt, root: string, { sep }: PathKind): string[] {
  return [
    '  <hash>',
    element(4, 'file', file.path.slice(root.length).split(sep).join('/')),
    element(4, 'size', String(file.sizeBytes)),
    ...date('lastmodificationdate', Number(BigInt(file.mtimeNs) / 1_000_000n)),
    '    <null/>',
    ...(file.sha256 === null ? [] : [element(4, 'sha256', file.sha256)]),
    ...date('hashdate', file.finishedAt),
    '  </hash>',
  ]
}

function newestOfEach(receipts: readonly Receipt[]): Receipt[] {
  const byPath = new Map<string, Receipt>()
  for (const receipt of receipts.toSorted((one, other) => one.finishedAt - other.finishedAt)) byPath.set(receipt.path, receipt)
  return [...byPath.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

function element(indent: number, name: string, content: string): string {
  return `${' '.repeat(indent)}<${name}>${escaped(content)}</${name}>`
}

/** Characters that XML cannot hold, such as controls, become replacement characters. */
function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)
}

/** `xs:dateTime` in whole seconds; empty for an invalid date. */
function date(name: string, at: number): string[] {
  const text = isoTime(at)
  return text === null ? [] : [element(4, name, text.replace(/\.\d+Z$/, 'Z'))]
}
