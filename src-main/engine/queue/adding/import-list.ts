/** @file Reads links to copy from out of pasted text or a CSV file. */
import Papa from 'papaparse'
import { linkProblem, redactLink } from '../../../contract/addresses/link.ts'
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { ImportItem, ImportList } from '../../../contract/queue/outcomes.ts'

const MAX_LINES = 50_000
/** Longer than any link with a title; a longer line is cut. */
const MAX_LINE_CHARACTERS = 20_000
const SLICE = 500
const SLICE_LETTERS = 32_768
/** A slice ends here at the latest, where a quotation mark is never closed. */
const MAX_SLICE_CHARACTERS = 262_144

/**
 * One link a line, alone or in the columns of a CSV file: the link is the first cell that looks like one, the title the
 * cell after it, or the columns that a first line names (`url`, `link`; `title`, `name`). Empty lines and lines that
 * begin with `#` are skipped; a link that occurs twice is returned once.
 *
 * @param turn gives the event loop a turn
 * @throws FailureError `input.invalid` when it has too many lines
 */
export async function readImportList(text: string, turn: () => Promise<void>): Promise<ImportList> {
  const items = new Map<string, ImportItem>()
  const problems: ImportList['problems'][number][] = []
  let columns: { url: number; title: number } | null = null
  let row = 0
  for await (const cells of rowsOf(text, turn)) {
    row += 1
    if (row === 1) {
      columns = headerOf(cells)
      if (columns) continue
    }
    const at = columns?.url ?? Math.max(0, cells.findIndex(looksLikeLink))
    const url = cells[at] ?? ''
    const title = (columns ? cells[columns.title] : cells[at + 1]) ?? ''
    const problem = linkProblem(url)
    if (problem) problems.push({ line: redactLink(url), failure: problem })
    else if (!items.has(url)) items.set(url, { url, title: title === '' ? null : title })
    if (row % SLICE === 0) await turn()
  }
  return { items: [...items.values()], problems }
}

/** A list of nothing but links is never cut, although links may hold commas; anything else is CSV. */
async function* rowsOf(text: string, turn: () => Promise<void>): AsyncGenerator<string[]> {
  const lines = linesOf(text)
  const plain = lines.every((line) => /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(line) && !/[,;]\s*[a-z][a-z0-9+.-]*:\/\//i.test(line))
  if (plain) {
    for (const line of lines) yield [line]
    return
  }
  // The separator is guessed from the first lines with any, and holds for all.
  const { delimiter } = Papa.parse<string[]>(lines.slice(0, 100).join('\n')).meta
  for (const slice of slicesOf(lines)) {
    for (const cells of Papa.parse<string[]>(slice, { delimiter }).data) yield cells.map((cell) => cell.trim())
    await turn()
  }
}

/** @throws FailureError `input.invalid` */
function linesOf(text: string): string[] {
  let count = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    count += 1
    if (count > MAX_LINES) throw new FailureError(failure('input.invalid', { reason: TOO_MANY }))
  }
  // Remarks and empty lines would mislead the guess.
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim().slice(0, MAX_LINE_CHARACTERS))
    .filter((line) => line !== '' && !line.startsWith('#'))
}

const TOO_MANY = phrase('The list has more than {most} lines. Split it into several.', { most: MAX_LINES })

/** Parts of a CSV text; none ends within a cell in quotation marks. */
function* slicesOf(lines: readonly string[]): Generator<string> {
  let slice: string[] = []
  let letters = 0
  let quotes = 0
  for (const line of lines) {
    slice.push(line)
    letters += line.length
    quotes += line.split('"').length - 1
    if (letters < SLICE_LETTERS || (quotes % 2 === 1 && letters < MAX_SLICE_CHARACTERS)) continue
    yield slice.join('\n')
    slice = []
    letters = 0
    quotes = 0
  }
  if (slice.length > 0) yield slice.join('\n')
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
