/** @file Links to copy from, out of what a person pasted or a file that holds them. */
import Papa from 'papaparse'
import { linkProblem, withoutPassword } from '../../contract/link.ts'
import type { ImportItem, ImportList } from '../../contract/requests.ts'

/**
 * One link a line, alone or in the columns of a CSV file: the link is the first cell that looks like one, the title the
 * cell after it, or the columns that a first line names (`url`, `link`; `title`, `name`). Empty lines and lines that
 * begin with `#` are passed over; a link that comes twice is taken once.
 */
export function readImportList(text: string): ImportList {
  const items = new Map<string, ImportItem>()
  const problems: ImportList['problems'][number][] = []
  let columns: { url: number; title: number } | null = null
  for (const [row, cells] of cellsOf(text).entries()) {
    if (row === 0) {
      columns = headerOf(cells)
      if (columns) continue
    }
    const at = columns?.url ?? Math.max(0, cells.findIndex(looksLikeLink))
    const url = cells[at] ?? ''
    const title = (columns ? cells[columns.title] : cells[at + 1]) ?? ''
    const problem = linkProblem(url)
    if (problem) problems.push({ line: withoutPassword(url), failure: problem })
    else if (!items.has(url)) items.set(url, { url, title: title === '' ? null : title })
  }
  return { items: [...items.values()], problems }
}

/** A list of nothing but links is never cut, although links may hold commas; anything else is CSV. */
function cellsOf(text: string): string[][] {
  // The separator is guessed from all lines, so lines without any would mislead.
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const plain = lines.every((line) => /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(line) && !/[,;]\s*[a-z][a-z0-9+.-]*:\/\//i.test(line))
  if (plain) return lines.map((line) => [line])
  return Papa.parse<string[]>(lines.join('\n')).data.map((cells) => cells.map((cell) => cell.trim()))
}

function looksLikeLink(cell: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(cell)
}

function headerOf(cells: readonly string[]): { url: number; title: number } | null {
  const names = cells.map((cell) => cell.toLowerCase())
  const url = names.findIndex((name) => ['url', 'link', 'origin_url', 'address'].includes(name))
  if (url < 0 || cells.some(looksLikeLink)) return null
  return { url, title: names.findIndex((name) => ['title', 'name'].includes(name)) }
}
