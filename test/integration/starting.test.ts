/** The start of the desktop app on the stand-in, with an engine that opens, fails or hangs as a test says. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ENV, type FromStandIn } from '../support/electron-stand-in/control.ts'
import { tempFolder } from '../support/temp-folder.ts'

const register = new URL('../support/electron-stand-in/register.ts', import.meta.url).href
const source = (path: string): string => JSON.stringify(new URL(`../../src-main/${path}`, import.meta.url).href)

/** Starts the app with parts that a script makes: `compose` and `openRepair`. */
async function startWith(parts: string, env: Readonly<Record<string, string>> = {}) {
  await using folder = await tempFolder()
  const main = folder.in('main.mjs')
  await writeFile(
    main,
    `import { app, BrowserWindow } from 'electron'
     import { prepareStart } from ${source('shell/lifecycle/before-ready.ts')}
     import { startDesktop } from ${source('shell/desktop.ts')}
     import { failure, FailureError } from ${source('contract/errors/errors.ts')}
     const later = (work) => new Promise((resolve) => setTimeout(resolve, 300)).then(work)
     const fail = (caught) => { throw caught }
     /** Resolves when the page of the window could not be loaded, and that was said. */
     const pageFailed = new Promise((resolve) => {
       const { loadURL } = BrowserWindow.prototype
       BrowserWindow.prototype.loadURL = function (...args) {
         const loading = loadURL.apply(this, args)
         loading.catch(() => setImmediate(resolve))
         return loading
       }
     })
     let openRepair = () => fail(new Error('nothing is mended here'))
     ${parts}
     const start = prepareStart()
     await app.whenReady()
     await startDesktop({ ...start, compose, openRepair, version: '1.0.0' })`,
  )
  const child = fork(main, ['--hidden'], {
    execArgv: ['--expose-gc', '--import', register],
    // No page is looked at, so no browser is needed.
    env: { ...process.env, REELAY_DATA_DIR: folder.in('data'), [ENV.chromium]: '/nowhere', [ENV.port]: '1', ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const told: FromStandIn[] = []
  child.on('message', (message: FromStandIn) => told.push(message))
  const [code] = (await once(child, 'close')) as [number | null]
  const path = folder.in('data', 'logs', 'reelay.log')
  const log = existsSync(path) ? await readFile(path, 'utf8') : ''
  const menus = told.flatMap((one) => (one.type === 'menu' ? [JSON.stringify(one.menu)] : []))
  return { code, log, menus, boxes: told.filter(({ type }) => type === 'error-box' || type === 'message-box') }
}

describe('a start', () => {
  it('that fails is said in a box and in the log, with what was logged before', async () => {
    const { code, log, boxes } = await startWith(
      `const compose = () => pageFailed.then(() => fail(new Error('the engine is broken')))`,
    )
    expect(boxes).toMatchObject([{ type: 'error-box' }])
    expect(code).toBe(0)
    expect(log).toContain('the engine is broken')
    // The page of this test cannot be loaded, which the window said before there was a log.
    expect(log).toContain('the page was not loaded')
  })

  it.each([
    ['fails', `new Error('the engine is broken')`],
    [
      'finds damaged files',
      `new FailureError(failure('store.damaged', { path: 'x', kept: 'y', reason: 'the engine is broken' }))`,
    ],
  ])('that %s while the app is already quit shows no box, and is in the log', async (_what, caught) => {
    const { code, log, boxes } = await startWith(`
      const compose = () => { app.quit(); return later(() => fail(${caught})) }
      openRepair = () => { console.error('nobody mends while the app ends'); process.exit(3) }`)
    expect(boxes).toEqual([])
    expect(code).toBe(0)
    expect(log).toContain('the app did not start')
  })

  it('that finds the folder in use while the app is already quit shows no box', async () => {
    const { code, boxes } = await startWith(`
      const compose = () => { app.quit(); return later(() => ({ kind: 'elsewhere', owner: { pid: 1, pages: null } })) }`)
    expect([code, boxes]).toEqual([0, []])
  })

  it('whose engine never opens ends in time, and leaves in the log what was kept for it', async () => {
    const { code, log } = await startWith(`const compose = () => { app.quit(); return new Promise(() => {}) }`)
    expect(code).toBe(0)
    expect(log).toContain('the page was not loaded')
    expect(log).toContain('closing took more than')
  })

  it('has its own menu from the first window on, without developer tools where it is packaged', async () => {
    const compose = `const compose = () => { app.quit(); return later(() => fail(new Error('quit before'))) }`
    const { menus } = await startWith(compose, { [ENV.packaged]: '1' })
    expect(menus).toEqual([expect.stringContaining('Add Files…')])
    expect(menus[0]).not.toMatch(/toggleDevTools|reload/i)
  })

  it('whose window cannot be made says so and ends, instead of holding the app invisibly', async () => {
    const { code, log, boxes } = await startWith('const compose = () => new Promise(() => {})', { [ENV.displays]: 'no list' })
    expect(boxes).toMatchObject([{ type: 'error-box' }])
    expect(code).toBe(0)
    expect(log).toContain('the app did not start')
  })
})
