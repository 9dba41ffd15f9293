import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createChanges } from '../../../../src-main/adapters/watch/volumes/changes.ts'
import { createLinuxVolumes } from '../../../../src-main/adapters/watch/volumes/linux.ts'

const EVERY_MS = 5
const pause = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function aSystem() {
  const system = { state: 'one', looks: 0, heard: new Set<() => void>() }
  const onChange = createChanges({
    everyMs: EVERY_MS,
    async look() {
      system.looks += 1
      return system.state
    },
    listen(changed) {
      system.heard.add(changed)
      return () => void system.heard.delete(changed)
    },
  })
  return { system, onChange }
}

describe('drives that come and go', () => {
  it('are looked for while somebody listens and no longer, once for all', async () => {
    const { system, onChange } = aSystem()
    await pause(EVERY_MS * 4)
    expect([system.looks, system.heard.size]).toEqual([0, 0])
    const ends = [onChange(() => {}), onChange(() => {})]
    await pause(EVERY_MS * 4)
    expect(system.looks).toBeGreaterThan(0)
    expect(system.heard.size).toBe(1)
    ends[0]?.()
    expect(system.heard.size).toBe(1)
    ends[1]?.()
    const { looks } = system
    await pause(EVERY_MS * 10)
    expect([system.looks, system.heard.size]).toEqual([looks, 0])
  })

  it('are told to everybody, once for all signs that they come with', async () => {
    const { system, onChange } = aSystem()
    const told: string[] = []
    const ends = ['a', 'b'].map((name) => onChange(() => void told.push(name)))
    await pause(EVERY_MS * 4)
    expect(told).toEqual([])
    system.state = 'two'
    for (const changed of system.heard) changed()
    await pause(600)
    expect(told).toEqual(['a', 'b'])
    for (const end of ends) end()
  })

  it('are looked for where the system tells nothing, and where a look fails', async () => {
    let state = 'one'
    const told: string[] = []
    const onChange = createChanges({
      everyMs: EVERY_MS,
      look: () => (state === 'broken' ? Promise.reject(new Error('no')) : Promise.resolve(state)),
      listen: () => {
        throw new Error('not here')
      },
    })
    const end = onChange(() => void told.push('changed'))
    await pause(EVERY_MS * 4)
    state = 'broken'
    await pause(EVERY_MS * 4)
    state = 'two'
    await pause(600)
    end()
    expect(told).toEqual(['changed'])
  })

  it('are seen on Linux without asking any drive', async ({ skip }) => {
    if (process.platform !== 'linux') return skip('this is about Linux')
    vi.useRealTimers()
    const { signs } = createLinuxVolumes()
    expect(await signs.look()).toContain(' / ')
    expect(await signs.look()).toBe(await signs.look())
  })
})
