import { describe, expect, it } from 'vitest'
import { createSerialQueue } from '../../../../src-main/engine/serial.ts'
import {
  createReportedChanges,
  type ReportedChangesDeps,
  type StatReportedDeps,
  statReported,
} from '../../../../src-main/engine/watch/reported-changes.ts'
import { anIdentity } from '../../../support/fakes.ts'

describe('reports of names that differ in case alone', () => {
  it('lead to a scan of their folder, which alone has the name; others to a stat of the file', async () => {
    const statPaths: string[] = []
    const deps = {
      key: '',
      root: () => '/clips',
      files: {
        stat: async (path: string) => {
          statPaths.push(path)
          return null
        },
      },
      watchedFiles: { at: () => null },
      reconciler: { resolveMoves: async () => {} },
      signal: () => new AbortController().signal,
      inTransaction: (work: () => void) => work(),
    } as unknown as StatReportedDeps
    const { folders, gone } = await statReported(deps, ['day/first.mxf', 'day/FIRST.mxf', 'day/other.mxf'])
    expect(statPaths).toEqual(['/clips/day/other.mxf'])
    expect(new Set(folders)).toEqual(new Set(['day', 'day/other.mxf']))
    expect(gone).toEqual([])
  })
})

describe('a path that is reported while the last check ends', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('is checked, however late (%d microtasks)', async (microtasks) => {
    const checked: string[] = []
    const deps = {
      key: '',
      root: () => '/clips',
      files: {
        stat: async (path: string) => {
          checked.push(path)
          return { name: 'a.mp4', identity: anIdentity, birthNs: '0' }
        },
      },
      watchedFiles: { at: () => null },
      reconciler: { found: () => {}, resolveMoves: async () => {} },
      scanner: { running: async () => {} },
      serial: createSerialQueue(),
      clock: { turn: async () => void reportLate() },
      signal: () => new AbortController().signal,
      inTransaction: (work: () => void) => work(),
      isActive: () => true,
    } as unknown as ReportedChangesDeps
    const reports = createReportedChanges(deps)
    let isReported = false
    async function reportLate(): Promise<void> {
      if (isReported) return
      isReported = true
      for (let count = 0; count < microtasks; count += 1) await null
      reports.reportBelow('late.mp4')
    }
    reports.reportBelow('first.mp4')
    await new Promise((resolve) => setImmediate(resolve))
    expect(checked).toEqual(['/clips/first.mp4', '/clips/late.mp4'])
  })
})
