import { describe, expect, it } from 'vitest'
import { DISPOSITIONS, REMEDIES } from '../../../src-main/contract/errors/error-entry.ts'
import {
  dispositionOf,
  ERRORS,
  type ErrorCode,
  FailureError,
  failure,
  failureFrom,
  helpOf,
  messageOf,
  titleOf,
} from '../../../src-main/contract/errors/errors.ts'
import { tooLarge } from '../../../src-main/contract/errors/too-large.ts'
import { createTranslator } from '../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'

const codes = Object.keys(ERRORS) as ErrorCode[]

describe('the table of errors', () => {
  it('gives every code a disposition, a remedy, a title without a full stop, and help that is a sentence', () => {
    for (const code of codes) {
      const { disposition, remedy, title, help } = ERRORS[code]
      expect(DISPOSITIONS, code).toContain(disposition)
      expect(REMEDIES, code).toContain(remedy)
      expect(title, code).toMatch(/^[^.]+[^.\s]$/)
      expect(help, code).toMatch(/(\.|\})$|: reelay [a-z ]+$/)
    }
  })

  it('names codes by area and reason', () => {
    for (const code of codes)
      expect(code).toMatch(
        /^(network|watch|server|upload|video|import|account|file|list|receipt|store|settings|queue|input|host|internal|system|update)\.[a-zA-Z]+$/,
      )
  })

  it('has a remedy for everything that waits for a person', () => {
    const stuck = codes.filter((code) => ERRORS[code].disposition === 'attention' && ERRORS[code].remedy === 'none')
    expect(stuck).toEqual(['account.missing'])
  })
})

describe('a failure', () => {
  it('of a file that is too large has both sizes to the byte, written as the language does', () => {
    useTranslator(createTranslator('de', {}))
    const problem = tooLarge('h.test', 30_000_000_001, 30_000_000_000)
    expect(problem.params).toMatchObject({ size: '30,000,000,001', limit: '30,000,000,000' })
    expect(helpOf(problem)).toBe('The file has 30.000.000.001 bytes; the host takes at most 30.000.000.000.')
    useTranslator(ENGLISH)
  })

  it('fills its texts with its parameters', () => {
    const problem = failure('upload.tooLarge', { host: 'h.test', size: 10, limit: 5 }, { detail: 'Maximum size exceeded' })
    expect(titleOf(problem)).toBe('Too large for h.test')
    expect(helpOf(problem)).toBe('The file has 10 bytes; the host takes at most 5.')
    expect(messageOf(problem)).toBe(
      'Too large for h.test. The file has 10 bytes; the host takes at most 5. (Maximum size exceeded)',
    )
  })

  it('survives being thrown, with its cause', () => {
    const cause = new Error('socket')
    const thrown = new FailureError(failure('network.reset', { host: 'h' }), cause)
    expect(failureFrom(thrown)).toEqual(failure('network.reset', { host: 'h' }))
    expect(thrown.cause).toBe(cause)
  })

  it('makes a bug of what nobody expected', () => {
    expect(failureFrom(new TypeError('x is not a function'))).toMatchObject({
      code: 'internal.bug',
      params: { reason: 'x is not a function' },
    })
    expect(dispositionOf(failureFrom('text'))).toBe('attention')
  })
})
