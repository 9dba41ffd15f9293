import { afterEach, expect, it } from 'vitest'
import { h } from 'vue'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { createTranslator } from '../../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import { type DisplayText, phrase } from '../../../../src-main/contract/i18n/phrase.ts'
import type { Processing } from '../../../../src-main/contract/video.ts'
import VideoProcessing from '../../../../src-renderer/components/video/VideoProcessing.vue'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

afterEach(() => {
  unmountAll()
  useTranslator(ENGLISH)
})

async function shown(tries: number, words: DisplayText = 'queued', language = 'en'): Promise<string> {
  const reported = failure('video.unanswered', { host: 'Studio', reason: 'answer 502' }, { detail: 'Bad gateway' })
  const processing: Processing = {
    state: 'pending',
    percent: null,
    words,
    parts: [],
    warning: null,
    proof: [],
    checkedAt: 2,
    unanswered: { since: 1, at: 2, tries, failure: reported },
  }
  const InLanguage = {
    setup() {
      if (language !== 'en') useTranslator(createTranslator(language, { 'no playlist yet': 'noch keine Playlist' }))
      return () => h(VideoProcessing, { processing, canAsk: false, busy: false })
    },
  }
  const { page } = await show(createFakeBridge(), InLanguage)
  return page.text()
}

it('the details of a video show since when its state cannot be read, and the failure, after a few polls', async () => {
  expect(await shown(2)).not.toContain('502')
  const text = await shown(3)
  expect(text).toMatch(/Since \d\d:\d\d: Studio does not say how far it is with the video\./)
  expect(text).toContain('answer 502')
  expect(text).toContain('(Bad gateway)')
})

it('our own texts of a state are in the language of the page; those of the host stay, and so do rows of earlier versions', async () => {
  expect(await shown(0, phrase('no playlist yet'), 'de')).toContain('noch keine Playlist')
  unmountAll()
  expect(await shown(0, 'no playlist yet', 'de')).toContain('no playlist yet')
  unmountAll()
  expect(await shown(0, 'transcoding', 'de')).toContain('transcoding')
})
