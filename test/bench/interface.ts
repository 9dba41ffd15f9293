/**
 * @file The interface over a hundred thousand uploads, in a real browser: `node interface.ts CHROMIUM`. Prints JSON with the time
 * to the first paint, what had to be loaded for it, and how scrolling looks.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright'
import { makeBigJournal } from '../support/big-journal.ts'
import { type Scrolled, scrollList } from '../support/scroll-list.ts'

export interface InterfaceFigures {
  /** From the request of the page, ms. */
  readonly firstPaintMs: number
  readonly firstRowMs: number
  /** Scripts that were loaded until the first row was there. */
  readonly scriptBytes: number
  readonly slowly: Scrolled
  readonly fast: Scrolled
}

const ROWS = 100_000
const VIEW = { width: 1_280, height: 800 }
const FRAMES = 300
const headless = join(import.meta.dirname, '..', '..', 'out', 'main', 'headless.js')

const [executablePath = ''] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'reelay-interface-'))
const dataDir = join(folder, 'data')

async function lineOf(args: readonly string[], type: string): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [headless, '--json', '--data-dir', dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Record<string, unknown>
    if (line['type'] === type) return line
  }
  throw new Error(`${args.join(' ')} did not say “${type}”.`)
}
const children: ReturnType<typeof spawn>[] = []

const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
try {
  const account = await lineOf(['account', 'add', 'tus', 'Away', '--set', 'endpoint=http://127.0.0.1:9/files/'], 'account')
  makeBigJournal({
    path: join(dataDir, 'journal.db'),
    rows: ROWS,
    accountId: String(account['id']),
    stateOf: (index) => (index % 5 === 0 ? 'done' : 'paused'),
  })
  const { url } = await lineOf(['serve', '--port', '0'], 'serving')
  const page = await browser.newPage({ viewport: VIEW })
  const startedAt = performance.now()
  await page.goto(String(url))
  await page.getByRole('row').first().waitFor()
  const firstRowMs = performance.now() - startedAt
  const { firstPaintMs, scriptBytes } = await page.evaluate(() => ({
    firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    scriptBytes: performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).decodedBodySize, 0),
  }))
  const list = page.getByRole('grid')
  const slowly = await scrollList(list, 40, FRAMES)
  const fast = await scrollList(list, 400, FRAMES)
  const figures: InterfaceFigures = { firstPaintMs, firstRowMs, scriptBytes, slowly, fast }
  console.log(JSON.stringify(figures))
} finally {
  await browser.close()
  for (const child of children) {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  await rm(folder, { recursive: true, force: true })
}
process.exit(0)
