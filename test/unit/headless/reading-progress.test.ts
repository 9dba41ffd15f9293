import { describe, expect, it } from 'vitest'
import { readingLine } from '../../../src-main/headless/output/reading-progress.ts'

const progress = { path: '/card/clip\u001b.mov', files: 3, allFiles: 1_200, bytes: 500, allBytes: 2_000 }

describe('the bar of what is read', () => {
  it('says how much of how much, which file, and how long', () => {
    expect(readingLine(progress, 10_000, 120)).toBe(
      `${'█'.repeat(6)}${'░'.repeat(18)}   25 %  0.5 of 2.0 kB  3 of 1,200 files  30 s  clip\\x1b.mov`,
    )
  })

  it('is cut to the width of the terminal', () => expect(readingLine(progress, 10_000, 40).length).toBeLessThanOrEqual(39))

  it('promises no time before anything was read', () => {
    expect(readingLine({ ...progress, bytes: 0 }, 10_000, 120)).not.toMatch(/\d (s|min)\b/)
  })
})
