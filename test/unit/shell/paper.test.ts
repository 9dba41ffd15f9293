import { describe, expect, it } from 'vitest'
import { paperSizeIn } from '../../../src-main/shell/windows/paper.ts'

describe('the paper of a PDF', () => {
  it.each([
    ['US', 'Letter'],
    ['ca', 'Letter'],
    ['DE', 'A4'],
    ['GB', 'A4'],
    ['', 'A4'],
  ])('in %j is %s', (country, paper) => expect(paperSizeIn(country)).toBe(paper))
})
