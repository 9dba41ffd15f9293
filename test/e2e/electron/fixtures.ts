/**
 * @file The desktop app as a test sees it: on the real Electron runtime where it is installed, on the stand-in elsewhere.
 * The specs do not know which; the run says it.
 */
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base, chromium, _electron as electron, type Page } from '@playwright/test'
import { runCli as run, type runCli } from '../../support/cli.ts'
import { ENV, type FromStandIn, PAGE_ORIGIN, type ToStandIn } from '../../support/electron-stand-in/control.ts'
import { type StandIn, startStandIn as startStandInOf } from '../../support/electron-stand-in/start.ts'
import { usesElectron } from '../../support/runtime.ts'
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts'
import { startTusServer, type TusServer } from '../../support/tus-server.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const electronFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
export const hasElectron = usesElectron(process.env['REELAY_RUNTIME'], existsSync(join(electronFolder, 'dist', 'version')))

/** How a process of the stand-in is started. */
export interface How {
  /** Words of the buttons with which the first message boxes are answered. */
  readonly boxes?: readonly string[]
  readonly args?: readonly string[]
  /** It shows no window. */
  readonly hidden?: boolean
  readonly env?: Readonly<Record<string, string>>
  /** Folder with `out`, where it is not the usual one. */
  readonly built?: string
}

/** A running app. */
export interface App {
  readonly page: Page
  /** What the next open dialog answers with. */
  answerDialog(paths: readonly string[]): Promise<void>
  /** Drops files on the main window, or on an element of a page. */
  drop(paths: readonly string[], on?: { readonly selector?: string; readonly page?: Page }): Promise<void>
  /** The page of the drop window, in the stand-in, as soon as it is there. */
  dropWindow(): Promise<Page>
  /** Quits in good order and waits for the end of the process. */
  quit(): Promise<void>
  /** Quits without being asked anything, as another program would ask for it. */
  end(): Promise<void>
  /** The page of the window that is there now, in the stand-in. */
  pageNow(): Page
  /** Something that a person or the system does, in the stand-in. */
  report(message: ToStandIn): void
  signal(name: NodeJS.Signals): void
  /** What the app told by native boxes, in the stand-in. */
  readonly reports: FromStandIn[]
  /** Waits for the end of the process without asking for it. */
  readonly ended: Promise<number | null>
}

export interface Desktop {
  readonly folder: TempFolder
  readonly server: TusServer
  readonly dataDir: string
  start(how?: How): Promise<App>
  /** Starts a process that is expected to end by itself. */
  startSecond(how?: How): Promise<{ reports: FromStandIn[]; code: number | null }>
  cli(...args: string[]): ReturnType<typeof runCli>
}

export const test = base.extend<{ desktop: Desktop }>({
  desktop: async ({ browserName: _browserName }, use, info) => {
    info.annotations.push({ type: 'runtime', description: hasElectron ? 'Electron' : 'stand-in' })
    const folder = await tempFolder()
    const server = await startTusServer({ directory: folder.in('stored') })
    const dataDir = folder.in('data')
    const apps: App[] = []
    await use({
      folder,
      server,
      dataDir,
      async start(how = {}) {
        const app = hasElectron ? await startElectron(dataDir) : await startStandIn(dataDir, how)
        apps.push(app)
        return app
      },
      async startSecond(how = {}) {
        const { child, reports } = await spawnStandIn(dataDir, how)
        const [code] = (await once(child, 'close')) as [number | null]
        return { reports, code }
      },
      cli: (...args) => run(args, { dataDir }),
    })
    for (const app of apps) await app.end()
    await server[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  },
})

export const { expect } = base

/** The app takes ten seconds to quit at most; the rest is for a busy machine. Less than a call to a drive that does not answer: 12 s. */
export const MAX_QUIT_MS = 11_500

/** How often something was told. */
export function count({ reports }: Pick<App, 'reports'>, type: FromStandIn['type']): number {
  return reports.filter((one) => one.type === type).length
}

/** Asks as the page itself does. */
function requestIn(page: Page, channel: string, input: object): Promise<unknown> {
  return page.evaluate(
    ([asked, given]) => {
      const { reelay } = window as unknown as { reelay: { request(channel: string, input: unknown): Promise<unknown> } }
      return reelay.request(asked, given)
    },
    [channel, input] as const,
  )
}

/** Adds files as the interface does, to the account “Studio”. */
export async function addByPage({ page }: Pick<App, 'page'>, paths: readonly string[]): Promise<void> {
  await requestIn(page, 'queue.add', { paths, destination: { account: 'Studio' } })
}

/** Adds an account at a provider that copies from links; nothing is sent there before something is copied. */
export async function addCopyingAccount({ page }: Pick<App, 'page'>): Promise<void> {
  const account = { provider: 'gcore', name: 'Copies', settings: {}, secrets: { apiKey: '1234$5678abcdef' } }
  await requestIn(page, 'accounts.save', account)
}

async function startElectron(dataDir: string): Promise<App> {
  const app = await electron.launch({
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...process.env, REELAY_DATA_DIR: dataDir } as Record<string, string>,
  })
  const page = await app.firstWindow()
  const ended = once(app.process(), 'close').then(([code]) => code as number | null)
  return {
    page,
    reports: [],
    ended,
    pageNow: () => page,
    report() {
      throw new Error('the real system cannot be played by a test')
    },
    signal: (name) => void app.process().kill(name),
    answerDialog: (paths) =>
      app.evaluate(
        ({ dialog }, filePaths) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths })
        },
        [...paths],
      ),
    drop: (paths, on) => dropOn(on?.page ?? page, paths, on?.selector),
    dropWindow: () => Promise.reject(new Error('only in the stand-in')),
    quit: () => app.close(),
    async end() {
      app.process().kill('SIGTERM')
      await ended
    },
  }
}

function spawnStandIn(dataDir: string, { built = root, args = [], boxes = [], env = {} }: How): Promise<StandIn> {
  return startStandInOf(join(built, 'out', 'main', 'index.js'), {
    args,
    env: { REELAY_DATA_DIR: dataDir, [ENV.boxes]: JSON.stringify(boxes), ...env },
  })
}

/** A process whose window cannot be reached is not left behind. */
async function startStandIn(dataDir: string, how: How): Promise<App> {
  const spawned = await spawnStandIn(dataDir, how)
  try {
    return await reachStandIn(spawned, how)
  } catch (caught) {
    spawned.child.kill('SIGKILL')
    throw caught
  }
}

async function reachStandIn({ child, port, reports }: StandIn, how: How): Promise<App> {
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const report = (message: ToStandIn): void => void (child.connected && child.send(message))
  // On a busy machine the window is shown before its page is there.
  const needed = how.hidden ? ['loaded'] : ['loaded', 'window']
  while (!needed.every((one) => reports.some(({ type }) => type === one))) {
    await Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error(`the app ended before its window was there: ${JSON.stringify(reports)}`))),
    ])
  }
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  /** The newest one; the browser keeps a blank one. */
  const newest = (name: string): Page | undefined =>
    browser
      .contexts()[0]
      ?.pages()
      .findLast((one) => one.url().startsWith(`${PAGE_ORIGIN}/${name}`))
  const pageNow = (): Page => {
    const page = newest('index.html')
    if (!page) throw new Error('the app has no window')
    return page
  }
  // The window is there before the engine, which a command that is given now must find.
  await requestIn(pageNow(), 'settings.get', {})
  return {
    page: pageNow(),
    pageNow,
    reports,
    ended,
    report,
    signal: (name) => void child.kill(name),
    answerDialog: async (paths) => report({ type: 'dialog', paths }),
    async dropWindow() {
      await expect.poll(() => newest('drop.html') !== undefined).toBe(true)
      const page = newest('drop.html')
      if (!page) throw new Error('the drop window is gone again')
      return page
    },
    async drop(paths, { selector, page = pageNow() } = {}) {
      const given = Object.fromEntries(paths.map((path) => [path.split('/').at(-1) ?? '', path]))
      report({ type: 'files', paths: given })
      // Those of an earlier drop may be there still.
      await page.waitForFunction(
        (names) => names.every((name) => name in ((window as { __files?: object }).__files ?? {})),
        Object.keys(given),
      )
      await dropOn(page, paths, selector)
    },
    async quit() {
      report({ type: 'quit' })
      await ended
    },
    async end() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Files from an input are backed by the disk, like those that a person drags in; an input takes no folders besides. */
async function dropOn(page: Page, paths: readonly string[], selector?: string): Promise<void> {
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', multiple: true, id: 'dropped' })
    document.body.append(input)
  })
  const files = paths.filter((path) => !isFolder(path))
  await page.locator('#dropped').setInputFiles(files)
  const given = { on: selector, folders: paths.filter(isFolder).map((path) => basename(path)) }
  await page.evaluate(({ on, folders }) => {
    const input = document.querySelector<HTMLInputElement>('#dropped')
    const dataTransfer = new DataTransfer()
    for (const file of input?.files ?? []) dataTransfer.items.add(file)
    for (const name of folders) dataTransfer.items.add(new File([], name))
    const target = on === undefined ? window : document.querySelector(on)
    if (!target) throw new Error(`nothing to drop on: ${on}`)
    for (const type of ['dragover', 'drop'])
      target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    input?.remove()
  }, given)
}

/** Waits until the app that started itself again has opened its engine, and ends it: no test holds that process. */
export async function endStartedAgain({ folder }: Desktop): Promise<void> {
  const note = folder.in('data', 'door.json')
  await expect.poll(() => existsSync(note)).toBe(true)
  const { pid } = JSON.parse(await readFile(note, 'utf8')) as { pid: number }
  process.kill(pid, 'SIGTERM')
  // The lock is released last.
  for (const path of [note, folder.in('data', 'single-instance')]) await expect.poll(() => existsSync(path)).toBe(false)
}
