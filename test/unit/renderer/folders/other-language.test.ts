import { afterEach, describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { ENGLISH, fill, type Translator, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import { messageOfFile, WATCH_REASON_MESSAGES } from '../../../../src-main/contract/messages/watch-messages.ts'
import { WATCH_FILE_STATES, WATCH_REASONS } from '../../../../src-main/contract/watch.ts'
import { headDetail, headTitle } from '../../../../src-renderer/components/folders/file-groups.ts'
import { folderLines } from '../../../../src-renderer/components/folders/folder-lines.ts'
import { describeIgnored } from '../../../../src-renderer/components/folders/preview-messages.ts'
import { reasonText } from '../../../../src-renderer/components/folders/reason-messages.ts'
import { ruleLines } from '../../../../src-renderer/components/folders/rule-lines.ts'
import { draftOf, newDraft, readDraft } from '../../../../src-renderer/components/folders/watch-draft.ts'
import { aPreview, aWatch } from '../../../support/fake-bridge.ts'

/** Every text in angles, with its figures, so that what is not asked for in parts stands beside them. */
const ANGLES: Translator = {
  language: 'de',
  locale: 'de',
  translate: (message, params, count) =>
    `<${fill(message.split(' | ').at(count === undefined || count === 1 ? 0 : -1) ?? message, params)}>`,
}

afterEach(() => useTranslator(ENGLISH))

describe('the texts of watched folders in another language', () => {
  it('are translated when they are shown, as whole messages', () => {
    const watched = aWatch({ rules: { ...aWatch().rules, priority: 1 } })
    const order = () => ruleLines(watched).map(({ text }) => text)[4]
    expect(order()).toBe('Oldest first, before others')
    useTranslator(ANGLES)
    expect(order()).toBe('<<Oldest first>, before others>')
    expect(headTitle({ key: 'sent', state: 'sent', reason: null, files: 1_234 })).toBe('<1.234 sent>')
    expect(describeIgnored(aPreview.ignored)).toBe('<35 left out: <<20 <on the ignore list>>, <15 <another kind of file>>>.>')
    const asked = { key: 'asking', state: 'asking', reason: 'not-text', files: 2 } as const
    expect(headTitle(asked)).toBe('<2 files: <its name is not text>>')
    expect(headDetail({ ...asked, key: 'waiting', state: 'waiting' }, watched, [])).toMatch(/^<.*>$/)
  })

  it('are whole sentences, one after the other', () => {
    useTranslator(ANGLES)
    const counts = { waiting: 1, asking: 0, queued: 0, sent: 0, ignored: 0 }
    const away = aWatch({ state: 'offline', counts, failure: failure('watch.offline', { path: '/x', volume: 'SSD' }) })
    expect(folderLines(away, [], 0).detail).toBe('<1 file waits and keeps its place.> <Nothing counts as deleted.>')
  })

  it('do not change entered values: sizes are read as they were written', () => {
    useTranslator(ANGLES)
    const rules = { ...aWatch().rules, minBytes: 1_500_000, maxBytes: 2_000_000_000 }
    expect(draftOf(rules)).toMatchObject({ minSize: '1.50 MB', maxSize: '2.00 GB' })
    expect(readDraft(draftOf(rules))).toMatchObject({ rules: { minBytes: 1_500_000, maxBytes: 2_000_000_000 } })
    expect(readDraft({ ...newDraft('studio'), minSize: 'much' })).toEqual({
      problems: { minSize: '<Enter a size such as 5 MB.>' },
    })
  })

  it('take the commas of Arabic and Japanese keyboards', () => {
    const draft = { ...newDraft('studio'), kinds: 'some' as const, endings: 'mp4، mov、mxf', codecs: 'ProRes 422، H.264' }
    expect(readDraft(draft)).toMatchObject({ rules: { extensions: ['mp4', 'mov', 'mxf'], codecs: ['ProRes 422', 'H.264'] } })
  })
})

describe('a reason as a part of a sentence', () => {
  it('means the same as the reason by itself', () => {
    const started = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
    for (const reason of WATCH_REASONS) {
      expect(reasonText(reason)).toBe(started(WATCH_REASON_MESSAGES[reason].title))
      for (const state of WATCH_FILE_STATES)
        expect(reasonText(reason, state)).toBe(started(messageOfFile({ state, reason })?.title ?? ''))
    }
  })
})
