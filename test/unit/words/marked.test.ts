/** @file What hosts make is said in the language of who shows it: one of each kind. */
import { afterEach, describe, expect, it } from 'vitest'
import { addSchema } from '../../../src-main/contract/adding.ts'
import { helpOf } from '../../../src-main/contract/errors.ts'
import { globsProblem } from '../../../src-main/contract/glob.ts'
import { textOf } from '../../../src-main/contract/phrase.ts'
import { proxySignInProblem, proxyUrlProblem } from '../../../src-main/contract/proxy.ts'
import { phraseOf } from '../../../src-main/contract/schema-phrases.ts'
import { strangeInKey } from '../../../src-main/contract/sendable.ts'
import { DEFAULT_WATCH_RULES, watchRulesSchema } from '../../../src-main/contract/watch.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/words.ts'
import { patternsProblem } from '../../../src-main/engine/watch/rules.ts'
import { createCallLimits } from '../../../src-main/ipc/call-limits.ts'
import { createDispatch, type Handlers } from '../../../src-main/ipc/dispatch.ts'
import { silentLog } from '../../support/fakes.ts'
import { MARKED } from '../../support/marked.ts'

afterEach(() => useTranslator(ENGLISH))

/** Made while the language is English, and said in another one. */
function said<T>(made: T, show: (made: T & {}) => string): string {
  useTranslator(MARKED)
  try {
    return show(made as T & {})
  } finally {
    useTranslator(ENGLISH)
  }
}

describe('in another language is said', () => {
  it('why a pattern cannot be used', () => {
    expect(said(globsProblem(['a|b']), textOf)).toBe(
      '[“a|b” cannot be used: [for one of several write {this,that}, or \\| for this very letter.]]',
    )
    expect(said(globsProblem(['{1..9999}']), textOf)).toBe(
      '[“{1..9999}” cannot be used: [{1..9999} stands for more than 1000 names.]]',
    )
    const problem = patternsProblem({ ...DEFAULT_WATCH_RULES, accountId: 'a', exclude: ['[z-a]'] }, [])
    expect(said(problem, helpOf)).toBe(
      '[In [what is excluded]: [“[z-a]” cannot be used: [z-a runs backwards.]] Nothing of the folder is sent until it is changed.]',
    )
  })

  it('why an input is refused, with its figures', async () => {
    const handlers = {} as Handlers
    const dispatch = createDispatch({ handlers, log: silentLog, limits: createCallLimits(async () => {}) })
    const answer = await dispatch('queue.add', { paths: ['/a'], destination: { default: true }, title: 'x'.repeat(1_001) })
    if (answer.ok) throw new Error('it was taken')
    expect(said(answer.error, helpOf)).toContain('[title: [A title has at most 1000 characters.]]')
    expect(answer.error.params['reason']).toBe('title: A title has at most 1000 characters.')
    const issues = watchRulesSchema.safeParse({ ...DEFAULT_WATCH_RULES, accountId: 'a', include: Array(201).fill('a') }).error
      ?.issues
    expect((issues ?? []).map((issue) => said(phraseOf(issue), textOf))).toEqual(['[There are more than 200 patterns.]'])
    expect(addSchema.safeParse({ paths: ['/a'], destination: { default: true }, title: 'x' }).success).toBe(true)
  })

  it('what is wrong with an address of a proxy, its sign-in, and a pasted key', () => {
    expect(said(proxyUrlProblem('ftp://a'), textOf)).toBe('[it must start with http:// or https://]')
    expect(said(proxySignInProblem('me:a\nb'), textOf)).toBe(
      '[it holds a character that cannot be sent: [[a line break (U+000A)] at 5]]',
    )
    expect(said(strangeInKey('key–1'), textOf)).toBe('[U+2013 at 4]')
  })
})
