import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { AccountView, ConnectionTest } from '../../../../src-main/contract/account.ts'
import type { AppInfo } from '../../../../src-main/contract/app-info.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { phrase } from '../../../../src-main/contract/i18n/phrase.ts'
import AccountsView from '../../../../src-renderer/views/AccountsView.vue'
import { anAccount, aTest, createFakeBridge, someInfo } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

async function opened(accounts: readonly AccountView[], { start, app }: { start?: string | null; app?: AppInfo } = {}) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle(accounts, app ? { app } : {})
  fake.answer('accounts.save', (input: { name: string }) => anAccount({ name: input.name }))
  fake.answer('accounts.setDefaults', () => anAccount())
  const view = await show(fake, AccountsView, { start })
  const provider = async (label: string) => {
    const choice = view.page.findAll('button').find((one) => one.find('b').exists() && one.get('b').text() === label)
    await choice?.trigger('click')
  }
  const open = async (name: string) => {
    const row = view.page.findAll('[role=row][data-account]').find((one) => one.text().includes(name))
    await row?.trigger('click')
  }
  return { fake, provider, open, ...view }
}

const refused = failure('account.signIn', { account: 'Studio', status: 401 }, { detail: 'token revoked' })
const refusedAccount = anAccount({ problem: refused, health: { state: 'failed', at: 1_700_000_000_000, reason: refused } })

describe('a new account', () => {
  afterEach(unmountAll)

  it('is asked for its provider first, each with what it is', async () => {
    const { click, page } = await opened([])
    await click('Add an account…')
    expect(page.get('[role=dialog]').text()).toContain('Video hosts')
    expect(page.findAll('[role=dialog] section button').map((one) => one.get('b').text())).toEqual([
      'Cloudflare Stream',
      'MCLS',
      'tus server',
    ])
    expect(page.get('[role=dialog]').text()).toContain('Any server that speaks tus 1.0.0, such as tusd.')
  })

  it('leads to where the key is made, in a new tab that knows nothing of this one', async () => {
    const { click, provider, page } = await opened([])
    await click('Add an account…')
    await provider('Cloudflare Stream')
    const link = page.get('[role=dialog] a')
    expect(link.text()).toContain('Open dash.cloudflare.com')
    expect([link.attributes('href'), link.attributes('target'), link.attributes('rel')]).toEqual([
      'https://dash.cloudflare.com/profile/api-tokens',
      '_blank',
      'noopener noreferrer',
    ])
  })

  it('sends what was entered, secrets apart, and nothing that was not', async () => {
    const { click, provider, enter, submit, page, fake, said } = await opened([])
    await click('Add an account…')
    await provider('Cloudflare Stream')
    expect(page.get('details summary').text()).toBe('More settings')
    await enter('Name', 'Studio')
    await enter('Account id', '023e')
    await enter('API token', 's3cr3t')
    await submit()
    expect(fake.sent('accounts.save')).toEqual([
      { provider: 'cloudflare', name: 'Studio', settings: { accountId: '023e' }, secrets: { apiToken: 's3cr3t' } },
    ])
    expect(said()).toEqual(['“Studio” added.'])
  })

  it('fills in what a preset knows, and shows folded settings that it fills', async () => {
    const { click, provider, field, enter, page } = await opened([])
    await click('Add an account…')
    await provider('tus server')
    await enter('Kind of server', 'Supabase')
    expect(field('Endpoint').element.value).toBe('https://project.supabase.co/storage/v1/upload/resumable')
    expect(field('Chunk size').element.value).toBe('6291456')
    expect(page.get('details').attributes('open')).toBeDefined()
  })

  it('keeps what was entered when a provider is chosen again, keys only until another one is', async () => {
    const { click, provider, field, enter } = await opened([])
    await click('Add an account…')
    await provider('Cloudflare Stream')
    await enter('Account id', '023e')
    await enter('API token', 's3cr3t')
    await provider('Cloudflare Stream')
    expect([field('Account id').element.value, field('API token').element.value]).toEqual(['023e', 's3cr3t'])
    await provider('tus server')
    await provider('Cloudflare Stream')
    expect([field('Account id').element.value, field('API token').element.value]).toEqual(['023e', ''])
  })

  it('says at the form what is wrong, and loses nothing', async () => {
    const { click, provider, enter, submit, field, page, fake } = await opened([])
    fake.answer('accounts.save', () => {
      throw new FailureError(failure('account.invalid', { reason: 'Account id is wrong.' }))
    })
    await click('Add an account…')
    await provider('Cloudflare Stream')
    await enter('Name', 'Studio')
    await enter('API token', 's3cr3t')
    await submit()
    expect(page.get('[role=alert]').text()).toContain('Account id is wrong.')
    expect([field('Name').element.value, field('API token').element.value]).toEqual(['Studio', 's3cr3t'])
  })

  it('is not saved with a secret where none can be stored, and says why', async () => {
    const app = {
      ...someInfo,
      secureStorage: { available: false, reason: phrase('{path} is empty.', { path: '/data/secret.key' }) },
    }
    const { click, provider, field, button, submit, page, fake } = await opened([], { app })
    await click('Add an account…')
    await provider('MCLS')
    expect(page.get('[role=dialog] [role=alert]').text()).toContain('/data/secret.key is empty.')
    expect(field('Password').attributes('disabled')).toBeDefined()
    expect(button('Save').attributes('disabled')).toBeDefined()
    await submit()
    expect(fake.sent('accounts.save')).toEqual([])
  })
})

describe('an account that is there', () => {
  afterEach(unmountAll)

  it('never shows what is stored, and keeps it unless something new is entered', async () => {
    const { open, click, submit, page, fake } = await opened([anAccount()])
    await open('Studio')
    await click('Change the connection')
    expect(page.get('[role=dialog]').text()).toContain('Stored')
    expect(page.findAll('[role=dialog] input[type=password]')).toEqual([])
    await submit()
    expect(fake.sent('accounts.save')).toMatchObject([{ id: 'studio', secrets: {} }])
  })

  it('replaces a secret, or removes it, when that is asked for', async () => {
    const { open, click, enter, field, submit, fake } = await opened([anAccount()])
    await open('Studio')
    await click('Change the connection')
    await click('Replace API token')
    expect(field('API token').element.value).toBe('')
    await enter('API token', 'new')
    await submit()
    await click('Change the connection')
    await click('Remove API token')
    await submit()
    expect(fake.sent('accounts.save')).toMatchObject([{ secrets: { apiToken: 'new' } }, { secrets: { apiToken: '' } }])
  })

  it('wants its keys again when its address leads to another origin, and says so', async () => {
    const tus = anAccount({ provider: 'tus', settings: { endpoint: 'https://a.test/files/' }, storedSecrets: ['headers'] })
    const { open, click, enter, field, submit, page, fake } = await opened([tus])
    await open('Studio')
    await click('Change the connection')
    await enter('Endpoint', 'https://a.test/other/')
    expect(page.get('[role=dialog]').text()).not.toContain('another place')
    await enter('Endpoint', 'https://b.test/files/')
    expect(page.get('[role=dialog] [role=status]').text()).toContain('https://b.test is another place than before.')
    expect(field('Headers').element.value).toBe('')
    await submit()
    await click('Change the connection')
    await enter('Endpoint', 'https://b.test/files/')
    await enter('Headers', 'X-Key: new')
    await submit()
    expect(fake.sent('accounts.save')).toMatchObject([{ secrets: { headers: '' } }, { secrets: { headers: 'X-Key: new' } }])
  })

  it('never takes a key from one origin to another, however often the address goes there and back', async () => {
    const tus = anAccount({ provider: 'tus', settings: { endpoint: 'https://a.test/files/' }, storedSecrets: ['headers'] })
    const { open, click, enter, field, submit, page, fake } = await opened([tus])
    const sent = () => fake.sent('accounts.save').at(-1)
    await open('Studio')
    await click('Change the connection')
    await enter('Endpoint', 'https://b.test/files/')
    await enter('Headers', 'X-Key: of b')
    await enter('Endpoint', 'https://a.test/files/')
    expect(page.get('[role=dialog]').text()).toContain('Stored')
    await submit()
    expect(sent()).toHaveProperty('settings', { endpoint: 'https://a.test/files/' })
    expect(sent()).toHaveProperty('secrets', {})
    await click('Change the connection')
    await enter('Endpoint', 'https://b.test/files/')
    await enter('Headers', 'X-Key: of b')
    await enter('Endpoint', 'https://c.test/files/')
    expect(field('Headers').element.value).toBe('')
    await submit()
    expect(sent()).toMatchObject({ settings: { endpoint: 'https://c.test/files/' }, secrets: { headers: '' } })
  })

  it('keeps what is stored when its removal was taken back by an address there and back, as the form shows it', async () => {
    const tus = anAccount({ provider: 'tus', settings: { endpoint: 'https://a.test/files/' }, storedSecrets: ['headers'] })
    const { open, click, enter, submit, page, fake } = await opened([tus])
    await open('Studio')
    await click('Change the connection')
    await click('Remove Headers')
    expect(page.get('[role=dialog]').text()).toContain('Removed when you save')
    await enter('Endpoint', 'https://b.test/files/')
    await enter('Endpoint', 'https://a.test/files/')
    expect(page.get('[role=dialog]').text()).not.toContain('Removed when you save')
    await submit()
    expect(fake.sent('accounts.save')[0]).toHaveProperty('secrets', {})
  })

  it('says why its host refused it, and opens at the secret to sign in again', async () => {
    const { open, click, field, page } = await opened([refusedAccount])
    expect(page.get('[data-account=studio]').text()).toContain('Key refused')
    await open('Studio')
    expect(page.get('aside').text()).toContain('token revoked')
    await click('Sign in again: Studio')
    expect(page.get('[role=dialog] h2').text()).toBe('Sign in again: Studio')
    expect(document.activeElement).toBe(field('API token').element)
  })

  it('offers to sign in again only where a login was refused', async () => {
    const works = anAccount({ health: { state: 'works', since: 1, at: 1 } })
    const { open, page } = await opened([works, { ...refusedAccount, id: 'matches', name: 'Matches' }])
    const buttons = () => page.findAll('aside button').map((button) => button.text())
    await open('Studio')
    expect(buttons()).not.toContain('Sign in again')
    await open('Matches')
    expect(buttons()).toContain('Sign in again')
  })

  it('opens at the secret when a row of the queue leads there', async () => {
    const { field } = await opened([refusedAccount], { start: 'studio' })
    expect(document.activeElement).toBe(field('API token').element)
  })

  it('shows the plain answer of a test with its details', async () => {
    const { open, click, page, fake } = await opened([anAccount()])
    const lastTest = aTest({ message: 'Signed in.', details: ['120 of 1,000 minutes stored'] })
    fake.answer('accounts.test', () => {
      fake.emit('accounts.changed', [anAccount({ lastTest, health: { state: 'works', since: 1, at: 1 } })])
      return lastTest
    })
    await open('Studio')
    await click('Test connection')
    expect(page.get('aside [role=status]').text()).toBe(
      'The host answers400 msThe host accepts the keySigned in.120 of 1,000 minutes stored',
    )
  })

  it('is removed only when that is confirmed, and says so when it is still in use', async () => {
    const { open, click, said, fake } = await opened([anAccount()])
    await open('Studio')
    fake.answer('accounts.remove', () => {
      throw new FailureError(failure('account.inUse', { name: 'Studio', count: '2 uploads' }))
    })
    await click('Remove…')
    expect(fake.sent('accounts.remove')).toEqual([])
    await click('Remove')
    expect(fake.sent('accounts.remove')).toEqual([{ account: 'studio' }])
    expect(said()).toEqual(['The account “Studio” still has unfinished uploads'])
  })

  it('keeps a title and options that its uploads start with', async () => {
    const { open, click, enter, field, submit, fake } = await opened([anAccount()])
    await open('Studio')
    await click('Change what new uploads start with')
    expect([field('Title by template').element.value, field('Only with signed links').element.checked]).toEqual([
      '{folder} – {name}',
      true,
    ])
    await enter('Title by template', '')
    await enter('Allowed sites', 'a.test')
    await submit()
    expect(fake.sent('accounts.setDefaults')).toEqual([
      { account: 'studio', options: { requireSignedURLs: 'true', allowedOrigins: 'a.test' }, titleTemplate: null },
    ])
  })
})

describe('what is entered', () => {
  afterEach(unmountAll)

  async function filledIn(test: ConnectionTest) {
    const view = await opened([])
    view.fake.answer('accounts.testEntered', () => test)
    await view.click('Add an account…')
    await view.provider('Cloudflare Stream')
    await view.enter('Name', 'Studio')
    await view.enter('Account id', '023e')
    await view.enter('API token', 's3cr3t')
    return view
  }

  it('is tested before it is saved, with a line for each thing that was looked at', async () => {
    const { click, page, fake } = await filledIn(aTest())
    await click('Test')
    expect(fake.sent('accounts.testEntered')).toEqual([
      { provider: 'cloudflare', name: 'Studio', settings: { accountId: '023e' }, secrets: { apiToken: 's3cr3t' } },
    ])
    expect(page.findAll('[role=dialog] .result li').map((line) => line.get('span').text())).toEqual([
      'The host answers',
      'The host accepts the key',
    ])
    expect(fake.sent('accounts.save')).toEqual([])
  })

  it('has what is wrong beside its field, which gets the keyboard', async () => {
    const failed = aTest({ ok: false, failure: refused, field: 'apiToken', checks: [{ check: 'signIn', ok: false }] })
    const { click, field, page } = await filledIn(failed)
    await click('Test')
    const token = field('API token')
    expect(token.attributes('aria-invalid')).toBe('true')
    expect(token.element.closest('.field')?.querySelector('[role=alert]')?.textContent).toBe(
      'The host refuses the key. In its words: token revoked',
    )
    expect(document.activeElement).toBe(token.element)
    expect(page.findAll('[role=dialog] [role=alert]')).toHaveLength(1)
  })

  it('is no longer tested when it is changed', async () => {
    const { click, enter, page, button } = await filledIn(aTest())
    await click('Test')
    expect(button('Test again').exists()).toBe(true)
    await enter('API token', 'other')
    expect(page.find('[role=dialog] .result li').exists()).toBe(false)
    expect(button('Test').exists()).toBe(true)
  })

  it('can be saved without a test', async () => {
    const { submit, fake } = await filledIn(aTest())
    await submit()
    expect([fake.sent('accounts.testEntered').length, fake.sent('accounts.save').length]).toEqual([0, 1])
  })
})

describe('the list', () => {
  afterEach(unmountAll)

  it('is one stop of the Tab key: arrows go through it, Enter opens an account, Escape closes it and gives the keyboard back', async () => {
    const { page } = await opened([anAccount(), anAccount({ id: 'two', name: 'Two', isDefault: false })])
    const list = page.get<HTMLElement>('[role=grid]')
    expect(page.findAll('[role=grid] button').every((button) => button.attributes('tabindex') === '-1')).toBe(true)
    list.element.focus()
    await flushPromises()
    await list.trigger('keydown', { key: 'ArrowDown' })
    expect(page.get('[aria-selected=true]').attributes('data-account')).toBe('two')
    await list.trigger('keydown', { key: 'Enter' })
    expect(page.get('aside h2').text()).toBe('Two')
    await list.trigger('keydown', { key: 'ArrowUp' })
    expect(page.get('aside h2').text()).toBe('Studio')
    await page.get('aside').trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(page.find('aside').exists()).toBe(false)
    expect(document.activeElement).toBe(list.element)
  })

  it('tests all at once, and says how many do not work', async () => {
    const accounts = [anAccount(), anAccount({ id: 'two', name: 'Two', isDefault: false })]
    const { click, fake, said } = await opened(accounts)
    fake.answer('accounts.test', ({ account }: { account: string }) => {
      const lastTest = aTest({ ok: account !== 'two', failure: account === 'two' ? refused : null })
      fake.emit('accounts.changed', [accounts[0], { ...accounts[1], lastTest }] as AccountView[])
      return lastTest
    })
    await click('Test all')
    expect(fake.sent('accounts.test')).toEqual([{ account: 'studio' }, { account: 'two' }])
    expect(said()).toEqual(['1 account does not work.'])
  })

  it('says that all work only if every test of this time was answered so', async () => {
    const accounts = [
      anAccount({ lastTest: aTest({ ok: false, failure: refused }) }),
      anAccount({ id: 'two', name: 'Two', isDefault: false }),
    ]
    const { click, fake, said } = await opened(accounts)
    fake.answer('accounts.test', () => {
      throw new FailureError(failure('account.unknown', { name: 'x' }))
    })
    await click('Test all')
    expect(said()).toEqual(['2 accounts could not be tested.'])
    fake.answer('accounts.test', () => aTest())
    await click('Test all')
    expect(said().at(-1)).toBe('All accounts work.')
  })
})
