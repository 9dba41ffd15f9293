import { afterEach, describe, expect, it } from 'vitest'
import type { AccountView } from '../../../../src-main/contract/account.ts'
import type { AppInfo } from '../../../../src-main/contract/app-info.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors.ts'
import AccountsView from '../../../../src-renderer/views/AccountsView.vue'
import { anAccount, createFakeBridge, someInfo } from '../../../support/fake-bridge.ts'
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
  return { fake, provider, ...view }
}

const refused = failure('account.signIn', { account: 'Studio' }, { detail: 'token revoked' })

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
    const app = { ...someInfo, secureStorage: { available: false, reason: 'No keyring was found.' } }
    const { click, provider, field, button, submit, page, fake } = await opened([], { app })
    await click('Add an account…')
    await provider('MCLS')
    expect(page.get('[role=dialog] [role=alert]').text()).toContain('No keyring was found.')
    expect(field('Password').attributes('disabled')).toBeDefined()
    expect(button('Save').attributes('disabled')).toBeDefined()
    await submit()
    expect(fake.sent('accounts.save')).toEqual([])
  })
})

describe('an account that is there', () => {
  afterEach(unmountAll)

  it('never shows what is stored, and keeps it unless something new is entered', async () => {
    const { click, submit, page, fake } = await opened([anAccount()])
    await click('Edit…')
    expect(page.get('[role=dialog]').text()).toContain('Stored')
    expect(page.findAll('[role=dialog] input[type=password]')).toEqual([])
    await submit()
    expect(fake.sent('accounts.save')).toMatchObject([{ id: 'studio', secrets: {} }])
  })

  it('replaces a secret, or removes it, when that is asked for', async () => {
    const { click, enter, field, submit, fake } = await opened([anAccount()])
    await click('Edit…')
    await click('Replace API token')
    expect(field('API token').element.value).toBe('')
    await enter('API token', 'new')
    await submit()
    await click('Edit…')
    await click('Remove API token')
    await submit()
    expect(fake.sent('accounts.save')).toMatchObject([{ secrets: { apiToken: 'new' } }, { secrets: { apiToken: '' } }])
  })

  it('wants its keys again when its address leads to another origin, and says so', async () => {
    const tus = anAccount({ provider: 'tus', settings: { endpoint: 'https://a.test/files/' }, storedSecrets: ['headers'] })
    const { click, enter, field, submit, page, fake } = await opened([tus])
    await click('Edit…')
    await enter('Endpoint', 'https://a.test/other/')
    expect(page.get('[role=dialog]').text()).not.toContain('another place')
    await enter('Endpoint', 'https://b.test/files/')
    expect(page.get('[role=dialog] [role=status]').text()).toContain('https://b.test is another place than before.')
    expect(field('Headers').element.value).toBe('')
    await submit()
    await click('Edit…')
    await enter('Endpoint', 'https://b.test/files/')
    await enter('Headers', 'X-Key: new')
    await submit()
    expect(fake.sent('accounts.save')).toMatchObject([{ secrets: { headers: '' } }, { secrets: { headers: 'X-Key: new' } }])
  })

  it('says why its host refused it, and opens at the secret to sign in again', async () => {
    const { click, field, page } = await opened([anAccount({ problem: refused })])
    expect(page.get('li').text()).toContain('Studio: sign in again')
    expect(page.get('li').text()).toContain('token revoked')
    await click('Sign in again')
    expect(page.get('[role=dialog] h2').text()).toBe('Sign in again: Studio')
    expect(document.activeElement).toBe(field('API token').element)
  })

  it('opens at the secret when a row of the queue leads there', async () => {
    const { field } = await opened([anAccount({ problem: refused })], { start: 'studio' })
    expect(document.activeElement).toBe(field('API token').element)
  })

  it('shows the plain answer of a test with its details', async () => {
    const { click, page, fake } = await opened([anAccount()])
    fake.answer('accounts.test', () => ({ ok: true, message: 'Signed in.', details: ['120 of 1,000 minutes stored'] }))
    await click('Test connection')
    expect(page.get('[role=status]').text()).toBe('Signed in.120 of 1,000 minutes stored')
  })

  it('is removed only when that is confirmed, and says so when it is still in use', async () => {
    const { click, said, fake } = await opened([anAccount()])
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
    const { click, enter, field, submit, fake } = await opened([anAccount()])
    await click('Defaults…')
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
