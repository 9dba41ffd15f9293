import { describe, expect, it } from 'vitest'
import { CHANNELS, type Channel } from '../../src-main/contract/channels.ts'
import { openReelay } from '../bench/host.ts'
import { createDraw } from '../faults/draw.ts'
import { drawCall } from './calls.ts'
import { judgeAnswer } from './judge.ts'

const cyclic: Record<string, unknown> = { ids: [] }
cyclic['filter'] = cyclic

/** What reaches the desktop app beside JSON: its calls are structured clones. */
const STRANGE: readonly unknown[] = [
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1n,
  new Date(Number.NaN),
  new Map([['id', 'x']]),
  new Set(['ids']),
  new Uint8Array(10),
  /x/g,
  new Error('x'),
  Object('boxed'),
  new Array(3),
  cyclic,
].map((value) => structuredClone(value))

/** These would look at whatever folder is drawn; nothing but a strange value for them here. */
const OF_FOLDERS: readonly Channel[] = ['queue.add', 'queue.previewAdd', 'watch.add', 'watch.preview', 'files.list']

describe('the calls of the desktop app', () => {
  it('are answered with an envelope, whatever a structured clone can hold', async () => {
    const { reelay, close } = await openReelay()
    const findings: unknown[] = []
    for (const channel of CHANNELS) {
      for (const [index, strange] of STRANGE.entries()) {
        const { input } = drawCall(channel, createDraw(index), () => [], [])
        const broken = typeof input === 'object' && input !== null ? Object.keys(input).slice(0, 10) : []
        const inputs = [strange, ...broken.map((name) => ({ ...(input as object), [name]: strange }))]
        for (const one of OF_FOLDERS.includes(channel) ? inputs.slice(0, 1) : inputs) {
          const answer = await reelay.dispatch(channel, one)
          findings.push(...judgeAnswer({ channel, input: `strange value ${index}`, kind: 'strange' }, JSON.stringify(answer), []))
        }
      }
    }
    await close()
    expect(findings).toEqual([])
  })
})
