import { EventEmitter } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createNoticePresenter } from '../../../src-main/shell/presence/notice-presenter.ts'
import { refuseNaps } from '../../../src-main/shell/system/app-nap.ts'

const registered = vi.hoisted((): unknown[] => [])

vi.mock('electron', () => ({ systemPreferences: { registerDefaults: (defaults: unknown) => registered.push(defaults) } }))

beforeEach(() => {
  registered.length = 0
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('a nap of the app', () => {
  it.each([
    ['darwin', [{ NSAppSleepDisabled: true }]],
    ['linux', []],
    ['win32', []],
  ] as const)('is refused where there is one: %s', (platform, defaults) => {
    vi.stubGlobal('process', { ...process, platform })
    refuseNaps()
    expect(registered).toEqual(defaults)
  })
})

class Notice extends EventEmitter {
  shown = 0
  show(): void {
    this.shown += 1
  }
}

describe('a notice', () => {
  /** Whether the keeper still holds it: what was collected answers nothing. */
  async function isHeldAfter(event: string | null): Promise<boolean> {
    const warnings: string[] = []
    const keep = createNoticePresenter({ warn: (message) => void warnings.push(message) })
    const refs = (() => {
      const notice = new Notice()
      keep(notice as never)
      expect(notice.shown).toBe(1)
      if (event !== null) notice.emit(event, {}, 'not signed')
      return new WeakRef(notice)
    })()
    if (event === 'failed') expect(warnings).toEqual(['a notice was not shown: not signed'])
    await new Promise((resolve) => setTimeout(resolve, 10))
    collect()
    await new Promise((resolve) => setTimeout(resolve, 10))
    // The keeper outlives the collection.
    keep(new Notice() as never)
    return refs.deref() !== undefined
  }

  it('is kept until it is clicked, closed or has failed, which is logged', async () => {
    expect(await isHeldAfter(null)).toBe(true)
    for (const event of ['click', 'close', 'failed']) expect(await isHeldAfter(event), event).toBe(false)
  })
})

function collect(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}
