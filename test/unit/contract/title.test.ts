import { describe, expect, it } from 'vitest'
import { requests } from '../../../src-main/contract/requests.ts'
import { fillTitle, MAX_TITLE_LENGTH, needsFacts } from '../../../src-main/contract/text/title.ts'

const facts = {
  name: 'C0001',
  folder: 'Match day',
  changedAt: new Date(2026, 10, 5, 23, 59).getTime(),
  index: 3,
  media: null,
}
const media = { durationSeconds: 760.4, reel: 'A003', timecode: '10:20:30:05', recordedAt: '2026-11-19T23:30:00+09:00' }
const nothing = { durationSeconds: null, reel: null, timecode: null, recordedAt: null }

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
    expect([...(filled ?? '')]).toEqual([...'🎬'.repeat(MAX_TITLE_LENGTH)])
    expect([...(fillTitle('x'.repeat(20_000), facts) ?? '')]).toHaveLength(MAX_TITLE_LENGTH)
    expect(fillTitle(`${'x'.repeat(MAX_TITLE_LENGTH - 1)}🎬🎬`, facts)).toBe(`${'x'.repeat(MAX_TITLE_LENGTH - 1)}🎬`)
  })

  it('is refused with a message where it is entered too long', () => {
    const title = 'x'.repeat(MAX_TITLE_LENGTH + 1)
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

describe('a title with what the file says of itself', () => {
  it('has duration, reel and timecode filled in, and the day where it was recorded', () => {
    const filled = fillTitle('{reel} {name} {date} {timecode} ({duration})', { ...facts, media })
    expect(filled).toBe('A003 C0001 2026-11-19 10:20:30:05 (12:40)')
  })

  it('has the day of a recording in UTC by the calendar of this computer, and that without a time zone as it is written', () => {
    const at = new Date(2026, 10, 18, 0, 30)
    const utc = `${at.toISOString().slice(0, 19)}Z`
    expect(fillTitle('{date}', { ...facts, media: { ...media, recordedAt: utc } })).toBe('2026-11-18')
    expect(fillTitle('{date}', { ...facts, media: { ...media, recordedAt: '2026-11-17T23:59:59' } })).toBe('2026-11-17')
  })

  it('has the day of the last change where the file tells no other', () => {
    expect(fillTitle('{name} {date}', { ...facts, media: nothing })).toBe('C0001 2026-11-05')
  })

  it.each([
    ['{reel} – {name}', 'C0001'],
    ['{name} – {reel}', 'C0001'],
    ['{name} – {reel} – {index}', 'C0001 – 3'],
    ['{name}_{reel}_{timecode}_{index}', 'C0001_3'],
    ['{name} ({duration})', 'C0001'],
    ['{name} [{reel}] {index}', 'C0001 3'],
    ['{name} ({reel}, {index})', 'C0001 (3)'],
    ['Take {index} · {timecode} · {name}', 'Take 3 · C0001'],
  ])('leaves no separators behind for what is not told: %s', (template, title) => {
    expect(fillTitle(template, { ...facts, media: nothing })).toBe(title)
  })

  it.each(['{reel}', '{reel}/{timecode}', '({reel})', '   ', ''])('is none where nothing is left: "%s"', (template) => {
    expect(fillTitle(template, { ...facts, media: nothing })).toBeNull()
    expect(fillTitle(template, facts)).toBeNull()
  })

  it('keeps the separators of a name', () => {
    expect(fillTitle('{name}{reel}', { ...facts, name: 'A - - B', media: nothing })).toBe('A - - B')
  })

  it('waits for the file only where its template asks for that', () => {
    expect(['{date}', '{duration}', '{reel}', '{timecode}'].map(needsFacts)).toEqual([true, true, true, true])
    expect(['{name} {folder} {index}', 'reel', '{take}', ''].map(needsFacts)).toEqual([false, false, false, false])
  })
})
