/** @file A tus server, a data folder, `reelay serve` on it, and its page. */
import { test as base, type Locator, type Page } from '@playwright/test'
import { type RunningCli, runCli, startCli } from '../../support/cli.ts'
import { freePort } from '../../support/loopback.ts'
import { zoneAtNoon } from '../../support/noon.ts'
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts'
import { startTusServer, type TusServer } from '../../support/tus-server.ts'

/** The tests, the hosts that they start, and the page are in one zone. */
const timezoneId = zoneAtNoon()
process.env['TZ'] = timezoneId

export interface Station {
  readonly folder: TempFolder
  readonly server: TusServer
  readonly dataDir: string
  /** Starts the host, or starts it again; answers the link to its page. */
  start(env?: Readonly<Record<string, string>>): Promise<string>
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Runs a command of the command line on the same data folder. */
  cli(...args: string[]): ReturnType<typeof runCli>
}

export const test = base.extend<{ station: Station; page: Page }>({
  timezoneId,
  // Playwright reads which fixtures are wanted from the braces.
  station: async ({ browserName: _browserName }, use) => {
    const folder = await tempFolder()
    const server = await startTusServer({ directory: folder.in('stored') })
    const dataDir = folder.in('data')
    const hosts: RunningCli[] = []
    await runCli(['account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`], { dataDir })
    await use({
      folder,
      server,
      dataDir,
      async start(env = {}) {
        // Later ones come back to this port, which the system gives to nobody else meanwhile.
        const port = hosts.length === 0 ? ['--port', String(await freePort())] : []
        const host = startCli(['serve', ...port], { dataDir, env })
        hosts.push(host)
        return String((await host.waitFor((line) => line.type === 'serving'))['url'])
      },
      async kill(signal = 'SIGKILL') {
        hosts.at(-1)?.kill(signal)
        await hosts.at(-1)?.result
      },
      cli: (...args) => runCli(args, { dataDir }),
    })
    for (const host of hosts) await host[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  },

  /** Fails when the page breaks its own content policy or throws. */
  page: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
    })
    await use(page)
    base.expect(complaints).toEqual([])
  },
})

export const { expect } = base

/** The row of a clip. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ hasText: name })
}

/** Chooses an entry of the menu of a row. */
export async function chooseInMenu(page: Page, name: string, entry: string): Promise<void> {
  await rowOf(page, name).click({ button: 'right' })
  await page.getByRole('menuitem', { name: entry }).click()
}

/** Names of the clips on the screen at one moment, from top to bottom. */
export async function namesOf(page: Page): Promise<string[]> {
  const placed = await page.getByRole('row').evaluateAll((rows) =>
    rows.flatMap((row) => {
      const name = row.querySelector('.name div')?.textContent
      return name ? [{ name, top: row.getBoundingClientRect().top }] : []
    }),
  )
  return placed.sort((one, other) => one.top - other.top).map(({ name }) => name)
}

/** Adds files of a folder through the file browser of the page. */
export async function addByBrowser(page: Page, folder: string, names: readonly string[], begin = 'Add files…'): Promise<void> {
  await page.getByRole('button', { name: begin }).first().click()
  await page.getByLabel('Folder', { exact: true }).fill(folder)
  await page.getByLabel('Folder', { exact: true }).press('Enter')
  for (const name of names) await page.getByRole('option', { name }).click()
  await page.getByRole('button', { name: /^Send [\d,]+ clips? to / }).click()
}
