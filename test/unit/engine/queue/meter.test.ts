import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../../src-main/engine/queue/attempt/meter.ts'

describe('the speed of an upload', () => {
  it('is unknown before there are enough samples', () => {
    const meter = createMeter()
    meter.record(0, 0)
    meter.record(1_000, 100)
    expect(meter.rate(100)).toBeNull()
  })

  it('is the average over the last seconds', () => {
    const meter = createMeter()
    for (let second = 0; second <= 20; second += 1) meter.record(second * 1_000_000, second * 1_000)
    expect(meter.rate(20_000)).toBe(1_000_000)
  })

  it('falls when nothing moves any more', () => {
    const meter = createMeter()
    for (let second = 0; second <= 5; second += 1) meter.record(second * 1_000_000, second * 1_000)
    expect(meter.rate(10_000)).toBeLessThan(1_000_000)
  })

  it('starts over when a host confirms less than was sent', () => {
    const meter = createMeter()
    meter.record(0, 0)
    meter.record(5_000_000, 1_000)
    meter.record(1_000_000, 2_000)
    meter.record(2_000_000, 3_000)
    expect(meter.rate(3_000)).toBe(1_000_000)
  })
})
