import { describe, expect, it } from 'vitest'
import { requests } from '../../../src-main/contract/requests.ts'
import { fillTitle, LONGEST_TITLE } from '../../../src-main/contract/title.ts'

const facts = { name: 'C0001', folder: 'Match day', changedAt: new Date(2026, 10, 5, 23, 59).getTime(), index: 3 }

describe('a title by template', () => {
  it('has name, date, folder and index filled in', () => {
    expect(fillTitle('{folder} {index}: {name} ({date})', facts)).toBe('Match day 3: C0001 (2026-11-05)')
  })

  it('keeps text in other braces, and fills nothing that came from a name', () => {
    expect(fillTitle('{camera} {name}', { ...facts, name: '{date}' })).toBe('{camera} {date}')
  })

  it('is cut between two characters when it becomes too long', () => {
    const name = '🎬'.repeat(120)
    const filled = fillTitle('{name}'.repeat(100), { ...facts, name })
    expect([...filled]).toEqual([...'🎬'.repeat(LONGEST_TITLE)])
    expect([...fillTitle('x'.repeat(20_000), facts)]).toHaveLength(LONGEST_TITLE)
    expect(fillTitle(`${'x'.repeat(LONGEST_TITLE - 1)}🎬🎬`, facts)).toBe(`${'x'.repeat(LONGEST_TITLE - 1)}🎬`)
  })

  it('is refused with a message where it is entered too long', () => {
    const title = 'x'.repeat(LONGEST_TITLE + 1)
    const inputs = {
      'queue.add': { paths: ['/a'], destination: { default: true }, title },
      'queue.update': { id: 'a', options: {}, title },
      'accounts.setDefaults': { account: 'a', options: {}, titleTemplate: title },
    } as const
    for (const [channel, input] of Object.entries(inputs)) {
      const { error } = requests[channel as keyof typeof inputs].input.safeParse(input)
      expect(error?.issues.map(({ message }) => message)).toEqual(['A title has at most 1000 characters.'])
    }
  })
})
