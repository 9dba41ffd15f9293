/** @file Writes the XML of an ASC MHL 2.0 and of its chain file. Pure. */
import type { Chain, HashAction } from '../../contract/proof/hash-list.ts'
import { LISTED_FORMATS, type ListedFormat } from '../../contract/proof/hashes.ts'
import { isoTime } from '../../contract/text/dates.ts'
import { escapeXml } from '../../contract/text/xml.ts'
import type { DirectoryHashes } from './directory-hashes.ts'

export interface WrittenHash {
  readonly format: ListedFormat
  readonly value: string
  readonly action: HashAction
}

/** A file, by its path from the folder of the list. */
export interface WrittenFile {
  readonly path: string
  readonly sizeBytes: number
  /** Epoch milliseconds. */
  readonly modifiedAt: number
  readonly hashedAt: number
  readonly hashes: readonly WrittenHash[]
  /** Its path in the previous list, if that differs. */
  readonly previousPath: string | null
  /** The receipt whose SHA-256 it has. */
  readonly receipt: { readonly id: string; readonly sha256: string } | null
}

export interface WrittenFolder extends DirectoryHashes {
  readonly path: string
  readonly modifiedAt: number
}

export interface WrittenList {
  readonly createdAt: number
  readonly maker: { readonly tool: string; readonly version: string; readonly hostName: string; readonly userName: string }
  /** Format of the hashes of folders. */
  readonly format: ListedFormat
  readonly ignores: readonly string[]
  readonly root: DirectoryHashes | null
  /** Files and folders; the content of a folder comes before the folder. */
  readonly entries: readonly (WrittenFile | WrittenFolder)[]
  /** Lists of folders below, by path from the folder of the list. */
  readonly references: readonly { readonly path: string; readonly c4: string }[]
}

/** Namespace of our metadata, which other programs ignore. */
const RECEIPT_NAMESPACE = 'urn:reelay:receipt:1'

export function* listXml(list: WrittenList): Generator<string> {
  const { createdAt, maker, format, ignores, root, entries, references } = list
  yield `<?xml version="1.0" encoding="UTF-8"?>
<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">
  <creatorinfo>
    <creationdate>${isoTime(createdAt)}</creationdate>
    <hostname>${escapeXml(maker.hostName)}</hostname>
    <tool version="${escapeXml(maker.version)}">${escapeXml(maker.tool)}</tool>
    <author>${escapeXml(maker.userName)}</author>
  </creatorinfo>
  <processinfo>
    <process>in-place</process>
${root ? `    <roothash>\n${folderHashes(root, format)}    </roothash>\n` : ''}    <ignore>
${ignores.map((pattern) => `      <pattern>${escapeXml(pattern)}</pattern>\n`).join('')}    </ignore>
  </processinfo>
  <hashes>
`
  for (const entry of entries) yield 'hashes' in entry ? fileXml(entry) : folderXml(entry, format)
  yield '  </hashes>\n'
  if (references.length > 0) {
    const texts = references.map(
      ({ path, c4 }) =>
        `    <hashlistreference>\n      <path>${escapeXml(path)}</path>\n      <c4>${c4}</c4>\n    </hashlistreference>\n`,
    )
    yield `  <references>\n${texts.join('')}  </references>\n`
  }
  yield '</hashlist>\n'
}

export function chainXml(generations: Chain['generations']): string {
  const texts = generations.map(
    ({ number, name, c4 }) =>
      `  <hashlist sequencenr="${number}">\n    <path>${escapeXml(name)}</path>\n    <c4>${c4}</c4>\n  </hashlist>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">
${texts.join('')}</ascmhldirectory>
`
}

function fileXml({ path, sizeBytes, modifiedAt, hashedAt, hashes, previousPath, receipt }: WrittenFile): string {
  // The schema requires this order of formats.
  const inOrder = LISTED_FORMATS.flatMap((format) => hashes.filter((hash) => hash.format === format))
  const lines = inOrder.map(
    ({ format, value, action }) =>
      `      <${format} action="${action}"${dateAttribute('hashdate', hashedAt)}>${value}</${format}>\n`,
  )
  const previous = previousPath === null ? '' : `      <previousPath>${escapeXml(previousPath)}</previousPath>\n`
  const metadata =
    receipt === null
      ? ''
      : `      <metadata>\n        <receipt xmlns="${RECEIPT_NAMESPACE}" id="${escapeXml(receipt.id)}" sha256="${receipt.sha256}"/>\n      </metadata>\n`
  return `    <hash>
      <path size="${sizeBytes}"${dateAttribute('lastmodificationdate', modifiedAt)}>${escapeXml(path)}</path>
${lines.join('')}${previous}${metadata}    </hash>
`
}

function folderXml({ path, modifiedAt, ...hashes }: WrittenFolder, format: ListedFormat): string {
  return `    <directoryhash>
      <path${dateAttribute('lastmodificationdate', modifiedAt)}>${escapeXml(path)}</path>
${folderHashes(hashes, format)}    </directoryhash>
`
}

function folderHashes({ content, structure }: DirectoryHashes, format: ListedFormat): string {
  const space = '      '
  return (
    `${space}<content>\n${space}  <${format}>${content}</${format}>\n${space}</content>\n` +
    `${space}<structure>\n${space}  <${format}>${structure}</${format}>\n${space}</structure>\n`
  )
}

/** Empty for a time that has no date. */
function dateAttribute(name: string, at: number): string {
  const text = isoTime(at)
  return text === null ? '' : ` ${name}="${text}"`
}
