import { describe, expect, it, vi } from 'vitest'
import { windowsVolume } from '../../../../src-main/adapters/watch/volumes/windows.ts'
import { createBuses, isBuiltIn, parseBuses } from '../../../../src-main/adapters/watch/volumes/windows-buses.ts'

describe('volumes on Windows', () => {
  const facts = { root: 'E:\\', real: 'E:\\', serial: 0x1234abcdn, systemDrive: 'C:' }
  it.each([
    [
      { ...facts, serial: 0n },
      { id: '', fileSystem: null },
    ],
    [
      facts,
      {
        id: 'serial:1234abcd',
        fileSystem: { id: 'serial:1234abcd', subpath: '' },
        label: 'E:',
        kind: 'removable',
        stableInodes: false,
      },
    ],
    [
      { ...facts, isBuiltIn: true },
      { id: 'serial:1234abcd', kind: 'local', stableInodes: false },
    ],
    [
      { ...facts, root: 'c:\\', real: 'C:\\' },
      { kind: 'local', stableInodes: true },
    ],
    [
      { ...facts, root: 'Z:\\', real: '\\\\Server\\Share\\' },
      { id: 'unc:\\\\server\\share', label: 'Share', kind: 'network', root: 'Z:\\', stableInodes: false },
    ],
    [
      { ...facts, root: '\\\\server\\share\\', real: '\\\\server\\share\\' },
      { id: 'unc:\\\\server\\share', kind: 'network' },
    ],
    [
      { ...facts, real: '\\\\?\\UNC\\server\\share\\a' },
      { id: 'unc:\\\\server\\share', kind: 'network' },
    ],
    [
      { ...facts, real: '\\\\?\\Volume{1}\\' },
      { id: 'serial:1234abcd', kind: 'removable' },
    ],
  ])('%# are identified by their serial number or their share', (facts, expected) => {
    expect(windowsVolume({ isBuiltIn: false, ...facts })).toMatchObject(expected)
  })
})

describe('drives of Windows', () => {
  it('are removable unless their bus is a built-in one', async () => {
    const busOf = createBuses(async () => parseBuses('C NVMe\r\nD SATA\r\nE USB\r\nF SD\r\nG File Backed Virtual\r\n\r\n'))
    const buses = await Promise.all(['C:\\', 'd:\\', 'E:\\', 'F:\\', 'G:\\', 'H:\\'].map((root) => busOf(root, 1n)))
    expect(buses.map(isBuiltIn)).toEqual([true, true, false, false, false, false])
  })

  it('that are removable are not watched, which would prevent their safe removal', () => {
    const facts = { root: 'E:\\', real: 'E:\\', serial: 1n, systemDrive: 'C:' }
    expect(windowsVolume({ ...facts, isBuiltIn: false }).isHeldByWatching).toBe(true)
    expect(windowsVolume({ ...facts, isBuiltIn: true }).isHeldByWatching).toBeUndefined()
    expect(windowsVolume({ ...facts, root: 'C:\\', isBuiltIn: false }).isHeldByWatching).toBeUndefined()
  })
})

describe('the query for the buses of Windows drives', () => {
  /** Counts questions, each of which is answered in its turn by the next of these. */
  function asked(...answers: readonly string[]) {
    let times = 0
    let at = 0
    const busOf = createBuses(
      async () => {
        times += 1
        const answer = answers[Math.min(times, answers.length) - 1] ?? ''
        await new Promise(setImmediate)
        return parseBuses(answer)
      },
      () => at,
    )
    const pass = (ms: number): void => {
      at += ms
    }
    return { busOf, times: () => times, pass }
  }

  it('runs once for all drives of concurrent calls, and never again for those', async () => {
    const { busOf, times } = asked('D SATA\nE USB\n')
    const busesNow = () => Promise.all(['D:\\', 'E:\\', 'F:\\'].map((root) => busOf(root, 7n)))
    expect(await busesNow()).toEqual(['SATA', 'USB', null])
    expect(times()).toBe(1)
    expect(await busOf('E:\\', 7n)).toBe('USB')
    expect(times()).toBe(1)
    // The answer names all drives that were there.
    for (let look = 0; look < 3; look += 1) expect(await busOf('F:\\', 7n)).toBe(null)
    expect(times()).toBe(1)
  })

  it('runs again for a drive that was connected while it ran', async () => {
    const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
    let times = 0
    const busOf = createBuses(async () => parseBuses((await answers[times++]?.promise) ?? ''))
    const first = busOf('D:\\', 7n)
    await vi.waitFor(() => expect(times).toBe(1), 60_000)
    const late = busOf('E:\\', 7n)
    answers[0]?.resolve('D SATA\n')
    expect(await Promise.all([first, late])).toEqual(['SATA', null])
    answers[1]?.resolve('E USB\n')
    expect(await busOf('E:\\', 7n)).toBe('USB')
    expect(times).toBe(2)
  })

  it('runs again for another drive under a letter', async () => {
    const { busOf, times } = asked('E USB\n', 'E SATA\n')
    expect([await busOf('E:\\', 7n), await busOf('E:\\', 8n), await busOf('e:\\', 7n)]).toEqual(['USB', 'SATA', 'USB'])
    expect(times()).toBe(2)
  })

  it('runs again after a while when it had no result, and not for every call', async () => {
    const { busOf, times, pass } = asked('', 'D SATA\n')
    for (let call = 0; call < 5; call += 1) expect(await busOf('D:\\', 7n)).toBe(null)
    expect(times()).toBe(1)
    pass(61_000)
    expect(await busOf('D:\\', 7n)).toBe('SATA')
    expect(times()).toBe(2)
  })
})
