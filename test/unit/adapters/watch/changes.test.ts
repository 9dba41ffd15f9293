import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createChanges } from '../../../../src-main/adapters/watch/volumes/changes.ts'
import { createLinuxVolumes } from '../../../../src-main/adapters/watch/volumes/linux.ts'

const EVERY_MS = 5
const pause = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function aSystem() {
  const system = { state: 'one', reads: 0, listeners: new Set<() => void>() }
  const onChange = createChanges({
    everyMs: EVERY_MS,
    async read() {
      system.reads += 1
      return system.state
    },
    listen(changed) {
      system.listeners.add(changed)
      return () => void system.listeners.delete(changed)
    },
  })
  return { system, onChange }
}

describe('changes of the mounted volumes', () => {
  it('are polled while there are listeners and no longer, once for all', async () => {
    const { system, onChange } = aSystem()
    await pause(EVERY_MS * 4)
    expect([system.reads, system.listeners.size]).toEqual([0, 0])
    const ends = [onChange(() => {}), onChange(() => {})]
    await pause(EVERY_MS * 4)
    expect(system.reads).toBeGreaterThan(0)
    expect(system.listeners.size).toBe(1)
    ends[0]?.()
    expect(system.listeners.size).toBe(1)
    ends[1]?.()
    const { reads } = system
    await pause(EVERY_MS * 10)
    expect([system.reads, system.listeners.size]).toEqual([reads, 0])
  })

  it('are reported to every listener, once for all events of one drive', async () => {
    const { system, onChange } = aSystem()
    const reported: string[] = []
    const ends = ['a', 'b'].map((name) => onChange(() => void reported.push(name)))
    await pause(EVERY_MS * 4)
    expect(reported).toEqual([])
    system.state = 'two'
    for (const changed of system.listeners) changed()
    await pause(600)
    expect(reported).toEqual(['a', 'b'])
    for (const end of ends) end()
  })

  it('are polled where the system has no events, also after a reading fails', async () => {
    let state = 'one'
    const reported: string[] = []
    const onChange = createChanges({
      everyMs: EVERY_MS,
      read: () => (state === 'broken' ? Promise.reject(new Error('no')) : Promise.resolve(state)),
      listen: () => {
        throw new Error('not here')
      },
    })
    const end = onChange(() => void reported.push('changed'))
    await pause(EVERY_MS * 4)
    state = 'broken'
    await pause(EVERY_MS * 4)
    state = 'two'
    await pause(600)
    end()
    expect(reported).toEqual(['changed'])
  })

  it('are read on Linux without a call to any drive', async ({ skip }) => {
    if (process.platform !== 'linux') return skip('this is about Linux')
    const { changes } = createLinuxVolumes()
    expect(await changes.read()).toContain(' / ')
    expect(await changes.read()).toBe(await changes.read())
  })
})
