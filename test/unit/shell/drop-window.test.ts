import type { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { openDesktopState } from '../../../src-main/shell/desktop-state.ts'
import { createDropWindow } from '../../../src-main/shell/drop-window.ts'
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
  const told: string[] = []
  let windowsGo = false
  const show = createDropWindow({
    state: openDesktopState({ path: '', read: () => undefined, write: () => {} }, silentLog),
    log: silentLog,
    go: () => {},
    windowsGo: () => windowsGo,
    onClosed: () => told.push('closed'),
  })
  const leave = () => {
    windowsGo = true
  }
  return { show, told, leave }
}

it('a drop window that is gone switches its setting off, and comes back when that is switched on', () => {
  const { show, told } = open()
  show(true)
  made[0]?.destroy()
  expect(told).toEqual(['closed'])
  show(true)
  expect(made).toHaveLength(2)
})

it('a drop window that the setting takes away, or that goes with the app, changes no setting', () => {
  const { show, told, leave } = open()
  show(true)
  show(false)
  show(true)
  leave()
  made[1]?.destroy()
  expect([made.length, told]).toEqual([2, []])
})
