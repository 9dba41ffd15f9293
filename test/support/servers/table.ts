/** @file Reads and writes the table of docs/servers.md. */
import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const TABLE_FILE = fileURLToPath(new URL('../../../docs/servers.md', import.meta.url))

/** Set to write the table; every server has to be there then. */
export const WRITES_TABLE = Boolean(process.env['REELAY_WRITE_SERVERS'])

/** The order of the columns. */
export const SERVERS = ['tusd', '@tus/server, files', '@tus/server, S3', 'node-uploadx', 'tuspyserver'] as const

export interface Column {
  readonly server: string
  readonly version: string
  /** What was observed, by behaviour. */
  readonly words: ReadonlyMap<string, string>
}

const INTRODUCTION = `# Real servers

\`npm test -- servers\` sends with the built command line to servers of other makers, each a process of its own on this machine, through
a proxy that notes every request. Asserted for all of them: identical bytes or a named state, one upload at the server however often
it is interrupted, nothing done before the server has confirmed the last byte, and no upload begun anew unless a person says so. What
differs between servers is in the table. The run compares it with what it sees, and writes it when asked to
(\`REELAY_WRITE_SERVERS=1\`, with every server present); a server in another version is tested, and not compared.
`

const REMARKS = `
- **Other bytes.** tuspyserver counts at the end of each request and writes before: killed in the middle of one, it has bytes that it does not
  know of, and appends what is sent again behind them. It confirms every byte of an upload, and the stored file is longer and damaged. No
  answer of tus shows that, so Reelay reports the upload as accepted, which is what the server says. The receipt has the SHA-256 of what
  was sent; hold it against the stored file where a server may have been killed.
- **Expiration.** tuspyserver counts in whole days; for the test the date that it keeps beside an upload is set back. tusd has a store that forgets
  nothing.
- **creation-with-upload** is left alone: the address of an upload is stored before its first byte is sent.
- **Two clients.** Another client has begun to send the rest of an interrupted upload and is stuck. The protocol’s answer is 423; most
  servers end the older request instead, as soon as somebody asks for the offset, tuspyserver answers
  nobody until its lock runs out, and node-uploadx locks nothing. @tus/server takes another lock than its own: with one that lets the
  first client be and refuses the second, its answer is 423.
- **Empty files** are waited for, and then a person is asked, before any server is.

Servers that npm does not have are installed by \`.ci/servers\` (tusd with the Go tool chain; tuspyserver, and moto for its S3, with Python 3)
into \`reelay-servers\` of the user’s cache folder. \`TUSD_PATH\` names a tusd of your own. A run names each server that is missing.
`

export function readTable(file = TABLE_FILE): Column[] {
  return existsSync(file) ? columnsIn(readFileSync(file, 'utf8')) : []
}

export function columnsIn(text: string): Column[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'))
  const [heads = [], , ...cells] = rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
  return heads.slice(1).map((head, index) => {
    const [server = '', version = ''] = head.split('<br>')
    return { server, version, words: new Map(cells.map((row) => [row[0] ?? '', row[index + 1] ?? ''])) }
  })
}

export function inOrder(columns: readonly Column[]): Column[] {
  return SERVERS.flatMap((name) => columns.filter(({ server }) => server === name))
}

/** The whole page. Rows are in the order of the first column. */
export function pageOf(columns: readonly Column[]): string {
  const rows = [...(columns[0]?.words.keys() ?? [])]
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const table = [
    line(['what is done', ...columns.map(({ server, version }) => `${server}<br>${version}`)]),
    line(['---', ...columns.map(() => '---')]),
    ...rows.map((row) => line([row, ...columns.map(({ words }) => words.get(row) ?? '')])),
  ]
  return `${INTRODUCTION}\n${table.join('\n')}\n${REMARKS}`
}
