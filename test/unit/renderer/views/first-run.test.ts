import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import App from '../../../../src-renderer/App.vue'
import { anAccount, aTest, aWatch, createFakeBridge, emptySummary, someInfo, viewOf } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

/** Views are loaded when they are first shown, on a busy machine later. */
const until = (check: () => void) => vi.waitFor(check, 60_000)

type Fake = ReturnType<typeof createFakeBridge>

async function opened({
  accounts = [],
  rows = [],
}: {
  accounts?: Parameters<Fake['settle']>[0]
  rows?: Parameters<Fake['serve']>[0]
} = {}) {
  const fake = createFakeBridge()
  fake.settle(accounts, { app: { ...someInfo, host: 'electron', nativeDialogs: true } })
  fake.serve(rows)
  if (rows.length > 0) {
    const summary = { ...emptySummary, counts: { ...emptySummary.counts, queued: rows.length } }
    fake.answer('queue.page', () => ({ revision: 0, total: rows.length, offset: 0, rows, summary }))
  }
  fake.answer('files.pick', () => ({ paths: ['/clips/a.mov'] }))
  fake.answer('queue.add', () => ({ batchId: 'b', added: ['id-0'], skipped: [], refused: [] }))
  const view = await show(fake, App)
  await until(() => expect(view.page.find('.queue, .first').exists()).toBe(true))
  await flushPromises()
  return {
    ...view,
    fake,
    isFirst: () => view.page.find('main.first').exists(),
    steps: () => view.page.findAll('main.first ol > li').map((one) => [one.classes().join(' '), one.get('h2').text()]),
    /** Chooses a host by the beginning of its name. */
    async host(name: string) {
      await view.page
        .findAll('.hosts button')
        .find((one) => one.text().startsWith(name))
        ?.trigger('click')
      await flushPromises()
    },
    async account(tested: ReturnType<typeof aTest> = aTest()) {
      fake.answer('accounts.testEntered', () => tested)
      fake.answer('accounts.save', () => {
        fake.emit('accounts.changed', [anAccount()])
        return anAccount()
      })
      await view.submit()
    },
  }
}

describe('the first steps', () => {
  afterEach(() => {
    unmountAll()
    vi.unstubAllEnvs()
  })

  it('are there when there is no account and nothing in the queue, and not otherwise', async () => {
    const fresh = await opened()
    await until(() => expect(fresh.isFirst()).toBe(true))
    unmountAll()
    const withAccount = await opened({ accounts: [anAccount()] })
    expect(withAccount.isFirst()).toBe(false)
    unmountAll()
    const withUploads = await opened({ rows: [viewOf(0)] })
    expect(withUploads.isFirst()).toBe(false)
  })

  it('lead from a host over its test to the first clips, and end with what happens next', async () => {
    const { host, enter, account, steps, fake, click, page, isFirst } = await opened()
    await until(() => expect(isFirst()).toBe(true))
    expect(page.findAll('.hosts button').at(-1)?.text()).toContain('tus server')
    await host('tus server')
    expect(steps()[0]).toEqual(['now', 'tus serverAnother host'])
    await enter('Endpoint', 'https://tus.test/files/')
    await account()
    expect(fake.sent('accounts.testEntered')).toHaveLength(1)
    expect(fake.sent('accounts.save')).toMatchObject([
      { provider: 'tus', name: 'tus server', settings: { endpoint: 'https://tus.test/files/' } },
    ])
    expect(steps().map(([at]) => at)).toEqual(['done', 'now', ''])
    expect(page.get('main.first').text()).toContain('The host accepts the key.')
    await click('Choose files…')
    expect(fake.sent('queue.add')).toEqual([{ paths: ['/clips/a.mov'], destination: { account: 'studio' } }])
    fake.report({
      upserted: [viewOf(0, { state: 'uploading' })],
      summary: { ...emptySummary, counts: { ...emptySummary.counts, uploading: 1 } },
    })
    await flushPromises()
    expect(steps().map(([at, words]) => [at, words])).toEqual([
      ['done', 'StudioChange'],
      ['done', '1 clip'],
      ['now', 'Done'],
    ])
    expect(page.get('main.first').text()).toContain('It goes on where the host says it stopped.')
    await click('Open the queue')
    expect(isFirst()).toBe(false)
  })

  it('store nothing that has failed its test, unless somebody says so', async () => {
    const { host, enter, account, page, has, fake, click } = await opened()
    await until(() => expect(page.find('.hosts button').exists()).toBe(true))
    await host('tus server')
    await enter('Endpoint', 'https://tus.test/files/')
    const answer = { check: 'answers' as const, ok: false }
    const wrong = aTest({
      ok: false,
      message: 'tus.test does not answer.',
      checks: [answer],
      failure: failure('network.unreachable', { host: 'tus.test' }),
    })
    await account(wrong)
    expect(fake.sent('accounts.save')).toEqual([])
    expect(page.get('main.first').text()).toContain('The host does not answer')
    expect([has('Test again'), has('Test and go on')]).toEqual([true, false])
    await click('Go on without a test')
    expect(fake.sent('accounts.save')).toHaveLength(1)
  })

  it('can be left, and come back to', async () => {
    const { click, isFirst, page } = await opened()
    await until(() => expect(isFirst()).toBe(true))
    await click('Later')
    expect(isFirst()).toBe(false)
    await click('Add an account…')
    expect(isFirst()).toBe(true)
    await click('Settings')
    expect(isFirst()).toBe(false)
    await page
      .findAll('nav button')
      .find((one) => one.text().startsWith('Queue'))
      ?.trigger('click')
    await flushPromises()
    await until(() => expect(isFirst()).toBe(true))
  })

  it('end by themselves when an account was added elsewhere', async () => {
    const { fake, isFirst } = await opened()
    await until(() => expect(isFirst()).toBe(true))
    fake.emit('accounts.changed', [anAccount()])
    await flushPromises()
    expect(isFirst()).toBe(false)
  })

  it('lead to a folder as well, and count it', async () => {
    const { host, enter, account, click, page, fake, isFirst, steps } = await opened()
    await until(() => expect(isFirst()).toBe(true))
    await host('tus server')
    await enter('Endpoint', 'https://tus.test/files/')
    await account()
    fake.answer('watch.preview', () => new Promise(() => {}))
    await click('Watch a folder…')
    await until(() => expect(page.find('[role=dialog]').exists()).toBe(true))
    expect(page.get('[role=dialog]').text()).toContain('Watch a folder')
    fake.emit('watches.changed', [aWatch()])
    await click('Close')
    await page
      .findAll('nav button')
      .find((one) => one.text().startsWith('Queue'))
      ?.trigger('click')
    await flushPromises()
    await until(() => expect(steps()[1]).toEqual(['done', '1 watched folder']))
  })

  it('offer the practice server where one was started for development', async () => {
    vi.stubEnv('RENDERER_VITE_PRACTICE_SERVER', 'http://127.0.0.1:9/files/')
    const { fake, isFirst, click, has, steps } = await opened()
    await until(() => expect(isFirst()).toBe(true))
    await until(() => expect(has('Try it here')).toBe(true))
    fake.answer('accounts.save', () => {
      fake.emit('accounts.changed', [anAccount({ name: 'Practice server' })])
      return anAccount({ name: 'Practice server' })
    })
    await click('Try it here')
    expect(fake.sent('accounts.save')).toMatchObject([{ provider: 'tus', settings: { endpoint: 'http://127.0.0.1:9/files/' } }])
    expect(steps()[0]).toEqual(['done', 'Practice serverChange'])
  })
})
