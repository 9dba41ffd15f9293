import { afterEach, describe, expect, it } from 'vitest'
import { createTranslator } from '../../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import type { WatchRules, WatchView } from '../../../../src-main/contract/watch.ts'
import { ruleLines, scanLines, scanSummary } from '../../../../src-renderer/components/folders/rule-lines.ts'
import { aWatch } from '../../../support/fake-bridge.ts'

const now = 1_700_000_000_000
const withRules = (change: Partial<WatchRules>): WatchView => aWatch({ rules: { ...aWatch().rules, ...change } })
const rulesOf = (change: Partial<WatchRules>) =>
  Object.fromEntries(ruleLines(withRules(change)).map(({ name, text }) => [name, text]))
const scansOf = (change: Partial<WatchView>) =>
  Object.fromEntries(scanLines(aWatch(change), now).map(({ name, text }) => [name, text]))

afterEach(() => useTranslator(ENGLISH))

describe('the rules of a folder as lines', () => {
  it('name every rule, also defaults', () => {
    expect(rulesOf({})).toEqual({
      Files: 'Files that the host takes, also in subfolders',
      'Ready when': 'Unchanged for 10 s and whole',
      Title: 'As the account says',
      Hours: 'At any time',
      Order: 'Oldest first',
      Then: 'Kept where it is',
      'If changed': 'Ask',
    })
  })

  it('have the values of rules', () => {
    const hours = [{ days: [1, 2, 3, 4, 5], from: '20:00', to: '06:00' }]
    expect(
      rulesOf({
        extensions: ['mxf'],
        subfolders: false,
        quietSeconds: 90,
        titleTemplate: '{folder} – {name}',
        hours,
        order: 'name',
        priority: 1,
        afterwards: { do: 'move', folder: '/Sent' },
        sidecars: true,
        whenChanged: 'send',
      }),
    ).toEqual({
      Files: 'MXF files, not in subfolders',
      'Ready when': 'Unchanged for 90 s and whole',
      Title: '{folder} – {name}',
      Hours: 'Monday to Friday 20:00–06:00',
      Order: 'By name, before others',
      Then: 'Moved to /Sent, with what belongs to it',
      'If changed': 'Send the new version',
    })
    expect(rulesOf({ afterwards: { do: 'trash' } })['Then']).toBe('Moved to the Trash')
  })

  it('have hours as the clock of the language has them, and several in a row', () => {
    const hours = [
      { days: [1, 2, 3, 4, 5], from: '20:00', to: '06:00' },
      { days: [0], from: '00:00', to: '00:00' },
    ]
    expect(rulesOf({ hours })['Hours']).toBe('Monday to Friday 20:00–06:00; Sunday all day')
    useTranslator(createTranslator('ar', {}))
    expect(rulesOf({ hours: hours.slice(0, 1) })['Hours']).toMatch(/08:00\s+م/)
  })

  it('wait longer on a network drive', () => {
    const lines = ruleLines(aWatch({ volume: { label: 'nas', kind: 'network' } }))
    expect(lines.find(({ name }) => name === 'Ready when')?.text).toBe('Unchanged for 30 s and whole')
  })
})

describe('the scans of a folder as lines', () => {
  it('have the time of the last and the next scan, and the drive', () => {
    expect(scansOf({})).toEqual({
      Last: expect.stringMatching(/^\d\d:\d\d$/),
      Next: expect.stringMatching(/^\d\d:\d\d; changes are noticed at once$/),
      Drive: 'SSD, can be unplugged',
    })
    expect(scansOf({ polled: true })['Next']).toContain('until then changes are not noticed')
    expect(scansOf({ lastScanAt: null, volume: { label: '', kind: 'local' } })).toMatchObject({ Last: 'Not yet' })
    expect(scansOf({ volume: { label: '', kind: 'local' } })).not.toHaveProperty('Drive')
  })

  it.each([
    ['scanning', 'Scanning, 12 files so far'],
    ['paused', 'As soon as it is resumed'],
    ['offline', 'As soon as it is back'],
    ['needs-account', 'As soon as it can be sent from it again'],
  ] as const)('have the condition of the next scan when the folder is %s', (state, text) => {
    expect(scansOf({ state, seen: 12 })['Next']).toBe(text)
  })

  it('have a summary of a scan, with moves if the rules have any', () => {
    expect(scanSummary(withRules({}))).toBe('A scan looks at every file: what is new is sent, what is known is not sent again.')
    expect(scanSummary(withRules({ afterwards: { do: 'trash' } }))).toContain('What is sent and still here is moved.')
  })
})
