import type { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { openDesktopState } from '../../../src-main/shell/desktop-state.ts'
import { createDropWindow } from '../../../src-main/shell/windows/drop-window.ts'
import { silentLog } from '../../support/fakes.ts'

const made = vi.hoisted((): (EventEmitter & { destroy(): void })[] => [])

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  const area = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } }
  return {
    app: {},
    dialog: {},
    nativeTheme: {},
    protocol: {},
    shell: {},
    screen: { getAllDisplays: () => [area], getPrimaryDisplay: () => area },
    BrowserWindow: class extends Emitter {
      webContents = Object.assign(new Emitter(), { setWindowOpenHandler: () => {} })
      constructor() {
        super()
        made.push(this)
      }
      isDestroyed = () => true
      destroy = () => this.emit('closed')
      loadURL = async () => {}
    },
  }
})

function open() {
  made.length = 0
  const reports: string[] = []
  let mayDestroyWindows = false
  const show = createDropWindow({
    state: openDesktopState({ path: '', read: () => undefined, write: () => {} }, silentLog),
    log: silentLog,
    navigate: () => {},
    mayDestroyWindows: () => mayDestroyWindows,
    onClosed: () => reports.push('closed'),
  })
  const quit = () => {
    mayDestroyWindows = true
  }
  return { show, reports, quit }
}

it('a drop window that is gone switches its setting off, and comes back when that is switched on', () => {
  const { show, reports } = open()
  show(true)
  made[0]?.destroy()
  expect(reports).toEqual(['closed'])
  show(true)
  expect(made).toHaveLength(2)
})

it('a drop window that the setting takes away, or that goes with the app, changes no setting', () => {
  const { show, reports, quit } = open()
  show(true)
  show(false)
  show(true)
  quit()
  made[1]?.destroy()
  expect([made.length, reports]).toEqual([2, []])
})
