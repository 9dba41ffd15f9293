/** @file What hosts make is said in the language of who shows it: one of each kind. */
import { mkdir, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { damageFailure } from '../../../src-main/adapters/data-folder/damage.ts'
import { identify } from '../../../src-main/adapters/files/identity.ts'
import { readChain } from '../../../src-main/adapters/hash-lists/chain.ts'
import { readHashList } from '../../../src-main/adapters/hash-lists/list.ts'
import { fileProblem as cloudflareProblem } from '../../../src-main/adapters/providers/cloudflare/file.ts'
import { checkFile as gcoreProblem } from '../../../src-main/adapters/providers/gcore/files.ts'
import { blockedFailure, uploadLocation } from '../../../src-main/adapters/tus/answers.ts'
import { proxySignInProblem, proxyUrlProblem } from '../../../src-main/contract/addresses/proxy.ts'
import { ERRORS, type Failure, FailureError, failure, failureFrom, helpOf } from '../../../src-main/contract/errors/errors.ts'
import { failureSchema } from '../../../src-main/contract/errors/failure-schema.ts'
import { globsProblem } from '../../../src-main/contract/globs/glob.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'
import { countPhrase, englishOf, phrase, textOf } from '../../../src-main/contract/i18n/phrase.ts'
import { displayTextSchema } from '../../../src-main/contract/i18n/phrase-schema.ts'
import { phraseOf } from '../../../src-main/contract/i18n/schema-phrases.ts'
import type { MediaFacts } from '../../../src-main/contract/media.ts'
import { differencesFrom } from '../../../src-main/contract/proof/proof.ts'
import { addSchema } from '../../../src-main/contract/queue/adding.ts'
import { invalidKeyCharacter } from '../../../src-main/contract/text/pasted-text.ts'
import { DEFAULT_WATCH_RULES, watchRulesSchema } from '../../../src-main/contract/watch.ts'
import { failedTest } from '../../../src-main/engine/accounts/connection-test.ts'
import { checkedOptions } from '../../../src-main/engine/queue/adding/add-targets.ts'
import { notPossible } from '../../../src-main/engine/queue/not-possible.ts'
import { folderFailureFrom, storeFailureFrom } from '../../../src-main/engine/store-failure.ts'
import { patternsProblem } from '../../../src-main/engine/watch/rules.ts'
import { createCallLimits } from '../../../src-main/ipc/call-limits.ts'
import { createDispatch, type Handlers } from '../../../src-main/ipc/dispatch.ts'
import { silentLog } from '../../support/fakes.ts'
import { damageIn } from '../../support/found-damage.ts'
import { MARKED } from '../../support/marked.ts'
import { tempFolder } from '../../support/temp-folder.ts'

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
    expect(said(invalidKeyCharacter('key–1'), textOf)).toBe('[U+2013 at 4]')
  })

  it('what a server answered that is no answer of tus', () => {
    const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>', url: 'https://files.example/' }
    expect(said(blockedFailure(page, 'send'), ({ phrases }) => textOf(phrases?.['reason'] ?? ''))).toBe(
      '[a web page (200) for the bytes that were sent]',
    )
    expect(said(uploadLocation(page).failure, helpOf)).toContain('[[a web page (200)] without an address for the upload]')
  })

  it('why the data folder cannot be used, and what is damaged in it, which a list there keeps', async () => {
    const refused = Object.assign(new Error('EROFS'), { code: 'EROFS' })
    expect(said(storeFailureFrom(refused, '/data').failure, helpOf)).toContain('[its drive is read-only]')
    const noFolder = Object.assign(new Error('EEXIST'), { code: 'EEXIST' })
    expect(said(folderFailureFrom(noFolder, '/data').failure, helpOf)).toContain('[there is a file of that name]')

    await using folder = await tempFolder()
    await writeFile(folder.in('settings.json'), '{')
    await mkdir(folder.in('journal.db'))
    damageIn(folder)
    const again = damageIn(folder)
    expect(again.map(({ reason }) => said(reason, textOf))).toEqual(['[it is a folder]', '[it is not JSON]'])
    expect(said(damageFailure(again), helpOf)).toContain('[it is a folder]')
    const earlier = { file: 'settings.json', kept: 'settings.json.damaged-9', reason: 'it is empty', foundAt: 1 }
    await writeFile(folder.in('needs-repair.json'), JSON.stringify({ version: 1, damaged: [earlier] }))
    expect(damageIn(folder)).toMatchObject([{ reason: 'it is empty' }])
  })

  it('what is wrong with a hash list', async () => {
    await using folder = await tempFolder()
    await writeFile(
      folder.in('ascmhl_chain.xml'),
      '<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0"><hashlist sequencenr="2"><path>a.mhl</path></hashlist></ascmhldirectory>',
    )
    const broken = await readChain(folder.in('ascmhl_chain.xml')).catch(failureFrom)
    expect(said('code' in broken ? broken : null, helpOf)).toContain('[generation 2 has no C4]')
    await writeFile(folder.in('day.mhl'), '<hashlist version="3"></hashlist>')
    const unknown = await readHashList(folder.in('day.mhl')).catch(failureFrom)
    expect(said('code' in unknown ? unknown : null, helpOf)).toContain('[a document “hashlist” of version “3”]')
  })

  it('what a path is instead of a file, and why a host would refuse one', async () => {
    const problem = await identify('/').catch(failureFrom)
    expect(said('code' in problem ? problem : null, helpOf)).toContain('[a folder]')
    const media = { container: null, durationSeconds: 8_000 } as MediaFacts
    const file = { name: 'a.exr', sizeBytes: 1, media }
    expect(said(cloudflareProblem(file, {}, {}), helpOf)).toContain('[a .exr file]')
    expect(said(gcoreProblem(file), helpOf)).toContain('[a .exr file]')
    const long = cloudflareProblem({ ...file, name: 'a.mp4' }, {}, { maxDurationSeconds: '5' })
    expect(said(long, helpOf)).toContain('[the option “Longest duration” of this upload]')
  })

  it('what a connection test came to, in the words of the system where it has some', () => {
    const problem = failure('network.dns', { host: 'a.example' }, { detail: 'ENOTFOUND' })
    const { message, details } = failedTest([], { settings: {}, secrets: [] }, problem, { at: 1, tookMs: 1 })
    expect(said(message, textOf)).toBe(`[[${ERRORS['network.dns'].title.replace('{host}', 'a.example')}].]`)
    expect(details.map((line) => said(line, textOf))[1]).toBe('[In the words of the system or host: ENOTFOUND]')
  })

  it('what a host has otherwise than it was sent, after a journal has kept it', () => {
    const file = { sizeBytes: 2_000_000, durationSeconds: null, sha256: null }
    const differ = { sizeBytes: 1_000_000, durationSeconds: null, wholeSeconds: false, sha256: null }
    const [first] = differencesFrom(file, differ)
    const kept = displayTextSchema.parse(JSON.parse(JSON.stringify(first)))
    expect(said(kept, textOf)).toBe('[host has 1.00 MB, the file is 2.00 MB]')
    expect(englishOf(kept)).toBe('host has 1.00 MB, the file is 2.00 MB')
  })

  it('why an action is refused, and how much keeps an account', () => {
    expect(said(notPossible('needs-attention', 'whenQuiet'), helpOf)).toBe(
      '[The upload is in the state “[Needs you]”, in which “[Send new version once it is quiet]” is not possible.]',
    )
    const inUse = (count: number) =>
      failure('account.inUse', { name: 'a', count: countPhrase(count, '{n} upload', '{n} uploads') })
    expect(said(inUse(1), helpOf)).toContain('[It has [1 upload].')
    expect(said(inUse(1_200), helpOf)).toContain('[It has [1,200 uploads].')
    expect(failureSchema.parse(JSON.parse(JSON.stringify(inUse(2))))).toEqual(inUse(2))
    expect(inUse(2).params).toEqual({ name: 'a', count: '2 uploads' })
  })

  it('why one account of several refuses an option', () => {
    const refuse = () => {
      throw new FailureError(failure('input.invalid', { reason: phrase('It is copied from a link.') }))
    }
    const target = { account: { name: 'Studio', defaults: { options: {} } }, provider: { checkOptions: refuse } }
    let problem: Failure | null = null
    try {
      checkedOptions(target as never, {}, { now: 0, isOneOfSeveral: true })
    } catch (caught) {
      problem = failureFrom(caught)
    }
    expect(said(problem, helpOf)).toContain('[Studio: [It is copied from a link.]]')
  })
})
