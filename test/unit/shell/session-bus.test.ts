import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { socketPathOf } from '../../../src-main/shell/bus-messages.ts'
import { canShowTray } from '../../../src-main/shell/presence/has-tray.ts'
import { hasBusName } from '../../../src-main/shell/presence/session-bus.ts'

const hasBus = spawnSync('dbus-daemon', ['--version']).status === 0

describe('the session bus', () => {
  it.each([
    ['unix:path=/run/user/1000/bus', '/run/user/1000/bus'],
    ['unix:path=/tmp/a%20b,guid=1', '/tmp/a b'],
    ['unix:abstract=/tmp/dbus-x,guid=1', '\0/tmp/dbus-x'],
    ['tcp:host=a,port=1;unix:path=/x', '/x'],
    ['unix:path=/bus', null],
    ['autolaunch:', null],
    ['', null],
  ])('at %j is found', (address, path) => {
    expect(socketPathOf(address)).toBe(path)
  })

  it('answers whether a name has an owner', async ({ skip }) => {
    skip(!hasBus, 'needs dbus-daemon')
    const bus = spawn('dbus-daemon', ['--session', '--print-address', '--nofork'], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const [chunk] = (await once(bus.stdout, 'data')) as [Buffer]
      const address = chunk.toString().trim()
      expect(await hasBusName(address, 'org.freedesktop.DBus')).toBe(true)
      expect(await hasBusName(address, 'org.kde.StatusNotifierWatcher')).toBe(false)
      expect(await canShowTray('linux', { DBUS_SESSION_BUS_ADDRESS: address })).toBe(false)
    } finally {
      bus.kill()
    }
  })

  it('that is missing means no tray on Linux; other systems always have one', async () => {
    expect(await canShowTray('linux', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' })).toBe(false)
    expect(await canShowTray('linux', {})).toBe(false)
    expect(await canShowTray('win32', {})).toBe(true)
  })
})
