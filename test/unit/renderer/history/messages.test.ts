import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { createTranslator } from '../../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import {
  dayLabel,
  presetsFor,
  rangeText,
  retentionText,
  totalsOf,
} from '../../../../src-renderer/components/history/day-messages.ts'
import { canSendAgain, linesOf } from '../../../../src-renderer/components/history/past-lines.ts'
import { aPastUpload } from '../../../support/a-past-upload.ts'

const TODAY = '2026-11-26'

describe('the labels of days', () => {
  it('name today and yesterday, other days by weekday and date, and other years', () => {
    expect(dayLabel('2026-11-26', TODAY)).toEqual(['Today', 'Thursday 26 November'])
    expect(dayLabel('2026-11-25', TODAY)).toEqual(['Yesterday', 'Wednesday 25 November'])
    expect(dayLabel('2026-11-24', TODAY)).toEqual(['Tuesday', '24 November'])
    expect(dayLabel('2025-11-24', TODAY)).toEqual(['Monday', '24 November 2025'])
  })

  it('shorten ranges within a month', () => {
    expect(rangeText(null, TODAY)).toBe('All days')
    expect(rangeText({ from: '2026-11-01', to: TODAY }, TODAY)).toBe('1 – 26 November')
    expect(rangeText({ from: '2026-10-30', to: '2026-11-02' }, TODAY)).toBe('30 October – 2 November')
    expect(rangeText({ from: '2025-12-30', to: '2026-01-02' }, TODAY)).toBe('30 December 2025 – 2 January 2026')
    expect(rangeText({ from: TODAY, to: TODAY }, TODAY)).toBe('Today')
  })

  it('offer calendar months, across the turn of a year', () => {
    expect(presetsFor('2026-01-15').at(-1)).toEqual({ name: 'Last month', range: { from: '2025-12-01', to: '2025-12-31' } })
    expect(presetsFor(TODAY)[2]).toEqual({ name: 'Last 7 days', range: { from: '2026-11-20', to: TODAY } })
  })

  it('have totals without zeros', () => {
    const day = { day: TODAY, uploads: { sent: 1_074, failed: 1, cancelled: 0 }, sentBytes: 312_000_000_000 }
    expect(totalsOf(day, 'all')).toBe('1,074 sent · 1 failed · 312 GB')
    expect(totalsOf(day, 'failed')).toBe('1 failed')
    expect([365, 730, 90, 1].map(retentionText)).toEqual([
      'Entries are kept for a year, receipts for ever.',
      'Entries are kept for 2 years, receipts for ever.',
      'Entries are kept for 90 days, receipts for ever.',
      'Entries are kept for a day, receipts for ever.',
    ])
  })
})

describe('the labels of days in another language', () => {
  beforeEach(() => useTranslator(createTranslator('de', {})))
  afterEach(() => useTranslator(ENGLISH))

  it('have its dates and figures', () => {
    expect(dayLabel('2026-11-24', TODAY)).toEqual(['Dienstag', '24. November'])
    expect(dayLabel(TODAY, TODAY)[1]).toBe('Donnerstag, 26. November')
    expect(rangeText({ from: '2025-11-01', to: '2025-11-09' }, TODAY)).toBe('1.–9. November 2025')
    const day = { day: TODAY, uploads: { sent: 1_074, failed: 0, cancelled: 0 }, sentBytes: 0 }
    expect(totalsOf(day, 'all')).toBe('1.074 sent')
  })

  it('have ranges as the language writes them', () => {
    const inLanguage = (language: string): string => {
      useTranslator(createTranslator(language, {}))
      return rangeText({ from: '2026-11-01', to: TODAY }, TODAY)
    }
    expect(['es', 'fr', 'ja', 'ar'].map(inLanguage)).toEqual([
      '1–26 de noviembre',
      '1–26 novembre',
      '11/01～11/26',
      '1–26 نوفمبر',
    ])
  })
})

describe('an entry', () => {
  it('has its result, proof, duration and speed', () => {
    expect(linesOf(aPastUpload(), 0)).toMatchObject({
      glyph: 'done',
      state: 'Done, ready to watch',
      detail: 'Size confirmed',
      size: '1.00 GB',
      took: '2 min',
      speed: '10.0 MB/s',
      isWide: false,
    })
  })

  it('that failed has the reason and the help, and can be sent again', () => {
    const failed = aPastUpload({ result: 'failed', sentAt: null, failure: failure('file.missing', { path: '/a.mov' }) })
    expect(linesOf(failed, 0)).toMatchObject({ glyph: 'failed', state: 'The file is not there', took: '', isWide: true })
    expect(canSendAgain(failed)).toBe(true)
    expect(canSendAgain({ ...failed, rowState: 'needs-attention' })).toBe(true)
  })

  it('has the time of its day, which is that of the host', () => {
    const endedAt = Date.UTC(2026, 10, 26, 23, 30)
    expect(linesOf(aPastUpload({ endedAt, day: '2026-11-27', utcOffset: 540 }), 0).time).toBe('08:30')
    expect(linesOf(aPastUpload({ endedAt, day: '2026-11-26', utcOffset: -210 }), 0).time).toBe('20:00')
  })

  it('that was deleted at its host has the time of that', () => {
    const deletedAt = new Date(2026, 10, 26, 9, 5).getTime()
    const deleted = aPastUpload({ deletedAt, links: {} })
    expect(linesOf(deleted, deletedAt)).toMatchObject({
      glyph: 'off',
      state: 'Sent, deleted at the host',
      detail: 'Deleted 09:05',
    })
    expect(canSendAgain(deleted)).toBe(true)
  })

  it('that is in the queue again cannot be sent again', () => {
    const again = aPastUpload({ result: 'failed', sentAt: null, rowState: 'uploading' })
    expect(linesOf(again, 0)).toMatchObject({ glyph: 'queued', detail: 'It is in the queue again' })
    expect(canSendAgain(again)).toBe(false)
  })

  it('of a link can be copied again only while its row, which keeps the link, is there', () => {
    const copy = aPastUpload({ kind: 'import', result: 'failed' })
    expect(canSendAgain(copy)).toBe(false)
    expect(canSendAgain({ ...copy, rowState: 'failed' })).toBe(true)
    expect(linesOf(copy, 0)).toMatchObject({ size: '', took: '' })
  })
})
