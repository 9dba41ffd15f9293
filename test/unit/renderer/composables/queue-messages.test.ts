import { afterEach, describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import type { Measure } from '../../../../src-main/contract/queue/measure.ts'
import { TASK_VERBS, type TaskVerb } from '../../../../src-main/contract/queue/task.ts'
import { UPLOAD_STATES } from '../../../../src-main/contract/queue/upload.ts'
import { COLUMN_NAMES } from '../../../../src-renderer/components/queue/table-columns.ts'
import { endMessage, progressMessage, startMessage } from '../../../../src-renderer/composables/queue/bulk-messages.ts'
import { questionBefore, questionBeforeDeletion } from '../../../../src-renderer/composables/queue/queue-questions.ts'
import { labelOf } from '../../../../src-renderer/composables/queue/use-queue-actions.ts'

afterEach(() => useTranslator(ENGLISH))

const measure = (failed: number, acceptedBytes: number): Measure =>
  ({
    counts: Object.fromEntries(UPLOAD_STATES.map((state) => [state, state === 'failed' ? failed : 0])),
    unfinished: { acceptedBytes },
  }) as unknown as Measure

describe('a task on many uploads', () => {
  const at = (verb: TaskVerb, state: 'running' | 'stopped' | 'undoing' | 'done', uploads: number) => ({
    ...{ verb, state, done: 1_200, changed: uploads, total: uploads },
  })

  it('has messages for one and for several, while it runs and when it has ended', () => {
    expect(progressMessage({ ...at('pause', 'running', 0), total: 2_500 })).toBe('Pausing: 1,200 of 2,500')
    expect(startMessage(at('move', 'running', 1))).toBe('Moving 1 upload.')
    expect(startMessage(at('move', 'undoing', 2_500))).toBe('Bringing back 2,500 uploads.')
    expect(endMessage(at('whenQuiet', 'done', 1))).toBe('1 upload started over once it is quiet.')
    expect(endMessage({ ...at('remove', 'stopped', 3), total: 10 })).toBe('Stopped: 3 of 10 removed.')
  })

  it.each(TASK_VERBS)('has whole sentences for %s', (verb) => {
    for (const uploads of [1, 2_500]) {
      const said = [
        startMessage(at(verb, 'running', uploads)),
        endMessage(at(verb, 'done', uploads)),
        endMessage(at(verb, 'stopped', uploads)),
      ]
      for (const sentence of said) expect(sentence).toMatch(new RegExp(`${uploads.toLocaleString('en')}.*\\.$`))
      expect(said.join()).not.toMatch(/\{|\}/)
    }
  })
})

describe('questions', () => {
  it('name one upload, and count several', () => {
    expect(questionBefore('startOver', measure(2, 5_000_000), null)).toEqual({
      title: 'Start 2 uploads over?',
      lines: ['The 5.00 MB that were already sent will be deleted at the host and sent again.'],
      action: 'Start over',
    })
    expect(questionBefore('sendAsIs', measure(1, 0), 'a.mov')?.title).toBe('Send “a.mov” as it is?')
    expect(questionBeforeDeletion(1, 'Final', 'Studio').title).toBe('Delete “Final” at Studio?')
    expect(questionBeforeDeletion(2_500, null, null)).toMatchObject({
      title: 'Delete 2,500 videos at their hosts?',
      lines: [
        expect.stringMatching(/^They cannot .* their links .* they leave this list\./),
        'You can undo this for 10 seconds.',
      ],
    })
  })
})

it('the texts of the queue are in another language from the moment that it is chosen', () => {
  const row = { state: 'failed', failure: failure('file.changed', { path: '/a.mov' }) } as const
  expect([COLUMN_NAMES.time, labelOf('startOver', row)]).toEqual(['Time left', 'Send new version'])
  useTranslator({ language: 'de', locale: 'de', translate: (message, _, count) => `de: ${message} (${count ?? ''})` })
  expect([COLUMN_NAMES.time, labelOf('startOver', row)]).toEqual(['de: Time left ()', 'de: Send new version ()'])
  expect(endMessage({ verb: 'pause', state: 'done', changed: 2, total: 2 })).toBe(
    'de: {n} upload paused. | {n} uploads paused. (2)',
  )
})
