import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { ENV, type FromStandIn, type ToStandIn } from '../../support/electron-stand-in/control.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const register = new URL('../../support/electron-stand-in/register.ts', import.meta.url).href

/** A window that is not shown; no browser is started for it. */
const WINDOW = `new BrowserWindow({ show: false, width: 800, height: 600, webPreferences:
  { preload: '/none', sandbox: true, contextIsolation: true, nodeIntegration: false } })`

/**
 * Runs a script on the stand-in: what it reports, and the messages of the stand-in.
 *
 * @param says what the test does once the script has reported `ready`
 */
async function onStandIn(
  script: string,
  { env = {}, says = [] }: { env?: Readonly<Record<string, string>>; says?: readonly ToStandIn[] } = {},
): Promise<{ reported: unknown[]; messages: FromStandIn[] }> {
  await using folder = await tempFolder()
  const file = folder.in('main.mjs')
  await writeFile(
    file,
    `import electron, { app, BrowserWindow, Notification, ipcMain } from 'electron'
     const report = (value) => process.send({ reported: value })
     const refusal = (work) => { try { work(); return null } catch (caught) { return caught.name + ': ' + caught.message } }
     ${script}`,
  )
  const child = fork(file, ['--a-switch', 'clip.mp4'], {
    execArgv: ['--expose-gc', '--import', register],
    env: { ...process.env, ...env },
  })
  const reported: unknown[] = []
  const messages: FromStandIn[] = []
  child.on('message', (message: FromStandIn | { reported: unknown }) => {
    if (!('reported' in message)) messages.push(message)
    else if (message.reported === 'ready') for (const one of says) child.send(one)
    else reported.push(message.reported)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the script ended with ${code}: ${JSON.stringify(reported)}`)
  return { reported, messages }
}

describe('the stand-in is as strict as Electron', { timeout: 30_000 }, () => {
  it('with what passes between processes: a Proxy and a function are refused, the rest is cloned', async () => {
    const { reported } = await onStandIn(`
      const window = ${WINDOW}
      const given = { list: [1] }
      ipcMain.handle('echo', (_event, input) => { input.list.push(2); return input })
      report(await ipcMain.answer('echo', {}, given))
      report(given)
      report(await ipcMain.answer('echo', {}, new Proxy({}, {})).catch((caught) => caught.name))
      ipcMain.handle('leak', () => ({ work() {} }))
      report(await ipcMain.answer('leak', {}, null).catch((caught) => caught.name))
      report(refusal(() => window.webContents.send('event', { work() {} }))?.split(':')[0])
      report(refusal(() => ipcMain.handle('echo', () => {})))
      process.exit(0)`)
    expect(reported).toEqual([
      { list: [1, 2] },
      { list: [1] },
      'DataCloneError',
      'DataCloneError',
      'DataCloneError',
      'Error: a second handler for echo',
    ])
  })

  it('with windows: closing can be refused, hiding is no closing, focus shows nothing', async () => {
    const { reported, messages } = await onStandIn(`
      const window = ${WINDOW}
      const events = []
      for (const name of ['show', 'hide', 'minimize', 'restore', 'closed']) window.on(name, () => events.push(name))
      window.focus()
      report(window.isVisible())
      window.show()
      window.hide()
      report(window.isVisible())
      window.show()
      window.minimize()
      report([window.isVisible(), window.isMinimized()])
      window.restore()
      const keep = (event) => event.preventDefault()
      window.on('close', keep)
      window.close()
      report(window.isDestroyed())
      window.off('close', keep)
      app.on('window-all-closed', () => {})
      window.close()
      report(window.isDestroyed())
      report(events)
      process.exit(0)`)
    expect(reported).toEqual([
      false,
      false,
      [false, true],
      false,
      true,
      ['show', 'hide', 'show', 'minimize', 'restore', 'closed'],
    ])
    expect(messages.some(({ type }) => type === 'focused')).toBe(false)
  })

  it('with windows that are gone: they say so, and refuse everything else', async () => {
    const { reported } = await onStandIn(`
      const window = ${WINDOW}
      app.on('window-all-closed', () => {})
      window.destroy()
      report([window.isDestroyed(), window.webContents.isDestroyed()])
      for (const name of ['show', 'hide', 'focus', 'isVisible', 'minimize', 'restore', 'getNormalBounds'])
        report(refusal(() => window[name]()))
      report(refusal(() => window.webContents.send('event', 1)))
      process.exit(0)`)
    expect(reported).toEqual([[true, true], ...Array.from({ length: 8 }, () => 'TypeError: Object has been destroyed')])
  })

  it('with a window that is not hardened, and with a page that is not there yet', async () => {
    const { reported } = await onStandIn(`
      report(refusal(() => new BrowserWindow({ width: 1, height: 1, webPreferences: { preload: '/none', sandbox: false } })))
      report((${WINDOW}).webContents.mainFrame.url)
      process.exit(0)`)
    expect(reported).toEqual(['Error: the window is not hardened', ''])
  })

  it('with arguments: the script is among them in a run from the sources only', async () => {
    const script = 'report([app.isPackaged, process.argv.slice(1).map((one) => one.split("/").at(-1))]); process.exit(0)'
    expect((await onStandIn(script)).reported).toEqual([[false, ['main.mjs', '--a-switch', 'clip.mp4']]])
    expect((await onStandIn(script, { env: { [ENV.packaged]: '1' } })).reported).toEqual([[true, ['--a-switch', 'clip.mp4']]])
  })

  it('with notices: one that nobody keeps is collected, and its click is lost', async () => {
    const { reported, messages } = await onStandIn(
      `const kept = new Notification({ title: 'kept', body: '' })
       kept.on('click', () => report('kept was clicked'))
       kept.show()
       ;(() => {
         const lost = new Notification({ title: 'lost', body: '' })
         lost.on('click', () => report('lost was clicked'))
         lost.show()
       })()
       setTimeout(() => report('ready'), 20)
       process.on('message', ({ type }) => type === 'activate' && setTimeout(() => { report(kept !== null); process.exit(0) }, 20))`,
      { says: [{ type: 'click-notice', title: 'lost' }, { type: 'click-notice', title: 'kept' }, { type: 'activate' }] },
    )
    expect(messages.filter(({ type }) => type === 'notification')).toHaveLength(2)
    expect(reported).toEqual(['kept was clicked', true])
  })

  it('with paths and menus: what the real one refuses is refused', async () => {
    const { reported } = await onStandIn(`
      report(refusal(() => app.setPath('userData', 'relative')))
      report(refusal(() => app.getPath('nothing'))?.split(' ')[0])
      report(refusal(() => electron.nativeImage.createFromBuffer(Buffer.from('no picture'))))
      report(refusal(() => electron.protocol.handle('plain', () => new Response())) !== null)
      process.exit(0)`)
    expect(reported).toEqual(['Error: Path must be absolute', 'Error:', 'Error: not a PNG', true])
  })
})
