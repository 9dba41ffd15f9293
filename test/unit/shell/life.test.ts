import { describe, expect, it } from 'vitest'
import { atMost } from '../../../src-main/shell/allowance.ts'
import { openDesktopState } from '../../../src-main/shell/desktop-state.ts'
import { decideAfterError } from '../../../src-main/shell/lifecycle/after-error.ts'
import { appName } from '../../../src-main/shell/names.ts'
import { notifyAll } from '../../../src-main/shell/notify-all.ts'
import { autostartEntry, isSwitchedOff } from '../../../src-main/shell/system/autostart-entry.ts'
import { isSecureText } from '../../../src-main/shell/system/secure-text.ts'
import { closeAction, closeMessage } from '../../../src-main/shell/windows/close-window.ts'
import { type Bounds, boundsFor, cornerOf, SMALLEST_SIZE, USUAL_SIZE } from '../../../src-main/shell/windows/window-bounds.ts'
import { silentLog } from '../../support/fakes.ts'

describe('the button that closes the window', () => {
  it('leaves the app in the tray, and where there is none in a minimised window', () => {
    const rest = { mayDestroyWindows: false }
    expect(closeAction({ platform: 'win32', hasTray: true, ...rest })).toBe('hide')
    expect(closeAction({ platform: 'darwin', hasTray: true, ...rest })).toBe('hide')
    expect(closeAction({ platform: 'linux', hasTray: true, ...rest })).toBe('hide')
    expect(closeAction({ platform: 'linux', hasTray: false, ...rest })).toBe('minimise')
  })

  it('holds up nothing while the app quits or the session ends', () => {
    for (const platform of ['win32', 'darwin', 'linux'] as const)
      expect(closeAction({ platform, hasTray: true, mayDestroyWindows: true })).toBe('close')
  })

  it('is explained by where the app is found then', () => {
    expect(closeMessage('win32', 'hide')).toContain('tray')
    expect(closeMessage('darwin', 'hide')).toContain('Dock')
    expect(closeMessage('linux', 'minimise')).toContain('minimised')
  })
})

describe('the bounds of the window', () => {
  const display = { x: 0, y: 0, width: 1920, height: 1080 }
  const beside = { x: 1920, y: 0, width: 2560, height: 1440 }
  const place = (bounds: Bounds | null, displays: readonly Bounds[]) =>
    boundsFor(bounds, displays, { usual: USUAL_SIZE, smallest: SMALLEST_SIZE })
  const kept = { x: 2200, y: 100, width: 1400, height: 900 }

  it('is where it was, on a display that is there', () => {
    expect(place(kept, [display, beside])).toEqual(kept)
    expect(place(null, [display])).toEqual({ width: 1280, height: 800 })
  })

  it('is left to the system when its display is gone, or its upper edge cannot be reached', () => {
    expect(place(kept, [display])).toEqual({ width: 1280, height: 800 })
    expect(place({ ...kept, x: 0, y: -200 }, [display])).toEqual({ width: 1280, height: 800 })
    expect(place({ ...kept, x: 1_900, y: 0 }, [display])).toEqual({ width: 1280, height: 800 })
  })

  it('is no larger than the display and no smaller than what can be used', () => {
    expect(place({ x: 0, y: 0, width: 4_000, height: 3_000 }, [display])).toEqual(display)
    expect(place({ x: 0, y: 0, width: 10, height: 10 }, [display])).toEqual({ x: 0, y: 0, width: 760, height: 480 })
  })

  it('of a small one are in the lower right corner', () => {
    expect(cornerOf(beside, { width: 300, height: 340 })).toEqual({ x: 4156, y: 1076 })
  })

  it('that cannot be read is forgotten, and one that cannot be stored stops nothing', () => {
    const broken = {
      path: '/desktop.json',
      read: () => {
        throw new Error('damaged')
      },
      write: () => {
        throw new Error('read-only')
      },
    }
    const state = openDesktopState(broken, silentLog)
    state.change({ closeExplained: true })
    expect(state.get()).toEqual({
      bounds: null,
      dropBounds: null,
      maximised: false,
      closeExplained: true,
      startsAtLogin: false,
      loginProgram: null,
      theme: 'system',
      language: 'system',
      installing: null,
      replaced: null,
    })
    expect(openDesktopState({ ...broken, read: () => ({ bounds: 'x', closeExplained: true }) }, silentLog).get()).toMatchObject({
      bounds: null,
      closeExplained: true,
    })
  })
})

describe('errors in main', () => {
  it('start the app again once, and stop it when that fails soon', () => {
    expect(decideAfterError(null, 1_000_000)).toBe('restart')
    expect(decideAfterError(900_000, 1_000_000)).toBe('stop')
    expect(decideAfterError(0, 3_600_000)).toBe('restart')
  })

  it('of the page are mended three times a minute', () => {
    let now = 0
    const may = atMost(3, 60_000, () => now)
    expect([may(), may(), may(), may()]).toEqual([true, true, true, false])
    now = 60_001
    expect(may()).toBe(true)
  })
})

describe('the names of the app', () => {
  it('keep runs from the sources apart from the installed app', () => {
    expect([appName(true), appName(false)]).toEqual(['Reelay', 'Reelay Dev'])
  })

  it('starts it at sign-in by a path with any letters', () => {
    expect(autostartEntry('/opt/Reelay/reelay')).toContain('\nExec="/opt/Reelay/reelay" --hidden\n')
    expect(autostartEntry('/home/a "b" $c 100%/R.AppImage')).toContain(
      '\nExec="/home/a \\\\"b\\\\" \\\\$c 100%%/R.AppImage" --hidden\n',
    )
  })

  it('recognises an entry that was disabled in the system', () => {
    const entry = autostartEntry('/opt/Reelay/reelay')
    expect(
      ['', 'Hidden=true\n', 'X-GNOME-Autostart-enabled=false\n', 'Hidden=false\n'].map((line) => isSwitchedOff(entry + line)),
    ).toEqual([false, true, true, false])
  })

  it('keeps no secret with the key that is in the source of Chromium', () => {
    expect(isSecureText(Buffer.from('v10abc'), 'linux')).toBe(false)
    expect(isSecureText(Buffer.from('v11abc'), 'linux')).toBe(true)
    expect(isSecureText(Buffer.from('v10abc'), 'darwin')).toBe(true)
  })
})

describe('parts that follow the queue', () => {
  it('are all called, although one of them fails', () => {
    const reports: string[] = []
    const fails = (): void => {
      throw new Error('no tray')
    }
    notifyAll([(what: string) => reports.push(what), fails, (what) => reports.push(what)], 'news', silentLog)
    expect(reports).toEqual(['news', 'news'])
  })
})
