import { describe, expect, it } from 'vitest'
import { fillTitle } from '../../../src-main/contract/title.ts'

const facts = { name: 'C0001', folder: 'Match day', changedAt: new Date(2026, 10, 5, 23, 59).getTime(), index: 3 }

describe('a title by template', () => {
  it('has name, date, folder and index filled in', () => {
    expect(fillTitle('{folder} {index}: {name} ({date})', facts)).toBe('Match day 3: C0001 (2026-11-05)')
  })

  it('keeps text in other braces, and fills nothing that came from a name', () => {
    expect(fillTitle('{camera} {name}', { ...facts, name: '{date}' })).toBe('{camera} {date}')
  })
})
