import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import SideNav from '../../../../src-renderer/components/shell/SideNav.vue'
import { anAccount, aWatch, createFakeBridge, someInfo } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'
import { counts, opened } from '../folders/opened.ts'

describe('the list of watched folders', () => {
  afterEach(unmountAll)

  it('says of each where it is, how it is, where it sends to and what became of its files, without zeros', async () => {
    const { page, row } = await opened([aWatch({ counts: { ...counts, asking: 0 }, openBytes: 5_000_000_000 })])
    const words = row('Exports').text()
    for (const part of [
      '/media/ssd/Exports',
      'Studio',
      'kept where it is',
      '2 in the queue, 3 waiting',
      '1,204 sent',
      '35 left out',
    ])
      expect(words).toContain(part)
    expect(page.get('.figures').text()).toBe('1 folder · 5 files to go')
    unmountAll()
    const { row: bare } = await opened([aWatch()])
    expect(bare('Exports').text()).not.toMatch(/\b0\b/)
  })

  it('names the clip that was sent last', async () => {
    const { row, fake } = await opened([aWatch({ counts: { ...counts, asking: 0 } })])
    expect(fake.sent('watch.files')).toEqual([{ id: 'exports', state: 'sent', limit: 20 }])
    expect(row('Exports').get('.last').text()).toContain('B0002.mov')
  })

  it.each([
    [{ state: 'scanning', seen: 400 }, 'Scanning, 400 files so far'],
    [{ state: 'offline', failure: failure('watch.offline', { path: '/x', volume: 'SSD' }) }, 'SSD is not connected'],
    [{ state: 'paused' }, 'Paused'],
    [
      { state: 'unreadable', failure: failure('watch.unreadable', { path: '/x', reason: 'permission denied' }) },
      'The folder cannot be read',
    ],
  ] as const)('says in words and with a sign when it is %j', async (change, words) => {
    const { row } = await opened([aWatch(change)])
    expect(row('Exports').get('.now').text()).toContain(words)
    expect(row('Exports').find('.shape svg').exists()).toBe(true)
  })

  it('has a ground of its own for a folder that is not available, and says that nothing counts as deleted', async () => {
    const away = failure('watch.offline', { path: '/x', volume: 'SSD' })
    const { row } = await opened([aWatch({ state: 'offline', failure: away }), aWatch({ id: 'b', name: 'Cards' })])
    expect(row('Exports').text()).toContain('Nothing counts as deleted.')
    expect([row('Exports').attributes('data-away'), row('Cards').attributes('data-away')]).toEqual(['true', undefined])
  })

  it('is one stop of the Tab key: arrows, Enter, the menu key, and → into the buttons of a row', async () => {
    const { page, row, at } = await opened([aWatch({ state: 'paused' }), aWatch({ id: 'b', name: 'Cards' })])
    const grid = page.get('[role=grid]')
    expect(page.findAll('[role=grid] button').every((one) => one.attributes('tabindex') === '-1')).toBe(true)
    await grid.trigger('focus')
    expect(at()).toBe('Exports')
    await grid.trigger('keydown', { key: 'ArrowRight' })
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Resume Exports')
    await row('Exports').get('button').trigger('keydown', { key: 'Escape' })
    expect(document.activeElement).toBe(grid.element)
    await grid.trigger('keydown', { key: 'ArrowDown' })
    expect(at()).toBe('Cards')
    await grid.trigger('keydown', { key: 'Home' })
    expect(at()).toBe('Exports')
    await grid.trigger('keydown', { key: 'F10', shiftKey: true })
    await flushPromises()
    expect(page.findAll('[role=menuitem]').map((one) => one.text())).toEqual([
      'Show files',
      'Send files by its rules…',
      'Scan now',
      'Resume',
      'Edit rules…',
      'Copy path',
      'Stop watching…',
    ])
    await page.get('[role=menu]').trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(document.activeElement).toBe(grid.element)
    await grid.trigger('keydown', { key: 'End' })
    await grid.trigger('keydown', { key: 'Enter' })
    expect(page.get('h1').text()).toBe('Cards')
  })

  it('can be searched when there are many', async () => {
    const many = Array.from({ length: 9 }, (_, index) => aWatch({ id: `f${index}`, name: `Card ${index}` }))
    const { page, has } = await opened(many)
    await page.get('input[type=search]').setValue('card 7')
    expect(page.findAll('[data-watch]').map((one) => one.attributes('data-watch'))).toEqual(['f7'])
    await page.get('input[type=search]').setValue('nothing like it')
    expect([page.find('[role=grid]').exists(), has('Show all')]).toEqual([false, true])
    unmountAll()
    const few = await opened([aWatch()])
    expect(few.page.find('input[type=search]').exists()).toBe(false)
  })

  it('asks once for all files, and gives the answer to all of them', async () => {
    const { row, click, fake, said } = await opened([aWatch({ counts })])
    expect(row('Exports').get('.now').text()).toContain('12 files changed after they were sent')
    await click('Send the new versions: Exports')
    await click('Leave them: Exports')
    const files = { id: 'exports', state: 'asking', reason: 'changed' }
    expect(fake.sent('watch.decide')).toEqual([
      { files, do: 'send' },
      { files, do: 'decline' },
    ])
    expect(said()).toEqual(['12 files will be sent.', '12 files left out.'])
  })

  it('says how many sent files could not be moved, and leads to them; and why changes are not reported', async () => {
    const reason = 'the system watches no more folders'
    const unreported = failure('watch.unreported', { path: '/x', reason })
    const settled = { ...counts, asking: 0 }
    const { row, click, fake } = await opened([
      aWatch({ counts: settled, moves: { pending: 0, failed: 16 } }),
      aWatch({ id: 'b', name: 'Cards', polled: true, unreported }),
    ])
    const line = row('Cards').get('.now .two')
    expect([line.text(), line.attributes('title')]).toEqual([
      expect.stringContaining('changes are not reported there'),
      expect.stringContaining(reason),
    ])
    expect(row('Exports').get('.now').text()).toContain('16 files could not be moved')
    await click('See which were not moved: Exports')
    await flushPromises()
    expect(fake.sent('watch.files').at(-1)).toMatchObject({ state: 'sent', reason: 'not-moved' })
  })

  it('scans, pauses one, resumes one, pauses all', async () => {
    const { click, choose, fake } = await opened([aWatch(), aWatch({ id: 'b', name: 'Cards', state: 'paused' })])
    await click('Scan Exports now')
    await choose('Exports', 'Pause')
    await click('Resume Cards')
    await click('Pause all')
    expect(fake.sent('watch.scan')).toEqual([{ id: 'exports' }])
    expect(fake.sent('watch.pause')).toEqual([
      { ids: ['exports'], paused: true },
      { ids: ['b'], paused: false },
      { paused: true },
    ])
  })

  it('resumes all when all are paused', async () => {
    const { click, fake } = await opened([aWatch({ state: 'paused' })])
    await click('Resume all')
    expect(fake.sent('watch.pause')).toEqual([{ paused: false }])
  })

  it('stops only when that is confirmed, and says that what was sent stays known', async () => {
    const { click, choose, fake, page } = await opened([aWatch()])
    await choose('Exports', 'Stop watching…')
    expect(fake.sent('watch.remove')).toEqual([])
    expect(page.get('[role=alertdialog]').text()).toContain('watching the folder again sends nothing twice')
    await click('Stop watching')
    expect(fake.sent('watch.remove')).toEqual([{ id: 'exports' }])
    expect(page.text()).toContain('No folder is watched yet')
  })

  it('leads to another account when its own is gone, and to the sign-in when it is refused', async () => {
    const gone = failure('watch.noAccount', { path: '/x' })
    const refused = failure('account.signIn', { account: 'Studio' })
    const { click, led, page } = await opened([
      aWatch({ state: 'needs-account', accountName: null, failure: gone, rules: { ...aWatch().rules, accountId: 'old' } }),
      aWatch({ id: 'b', name: 'Cards', state: 'needs-account', failure: refused }),
    ])
    await click('Sign in again for Cards')
    expect(led).toEqual([['account', 'studio', true]])
    await click('Choose another account for Exports')
    expect(page.get<HTMLSelectElement>('#watch-account').element.value).toBe('')
  })

  it('offers to watch a card, quietly, and forgets it when told', async () => {
    const { click, page, field, fake, has } = await opened([aWatch()])
    fake.answer('watch.preview', () => new Promise(() => {}))
    await click('Watch EOS_DIGITAL')
    expect(field('Folder to watch').element.value).toBe('/media/card')
    await click('Close')
    await click('Do not watch EOS_DIGITAL')
    expect(fake.sent('watch.dismissCard')).toEqual([{ id: 'card' }])
    expect([has('Watch EOS_DIGITAL'), page.text().includes('EOS_DIGITAL')]).toEqual([false, false])
  })

  it('tells a screen reader of states, and not of every scan', async () => {
    const { fake, page } = await opened([aWatch()])
    const status = () => page.get('p[role=status].visually-hidden').text()
    fake.emit('watches.changed', [aWatch({ state: 'scanning' })])
    await flushPromises()
    expect(status()).toBe('')
    fake.emit('watches.changed', [aWatch({ state: 'watching' })])
    fake.emit('watches.changed', [aWatch({ state: 'paused' })])
    await flushPromises()
    expect(status()).toBe('Exports: Paused.')
  })

  it('says when what runs now does not watch', async () => {
    const { page } = await opened([aWatch()], { app: { ...someInfo, watching: false } })
    expect(page.text()).toContain('watches no folder')
  })

  it('begins with an account when there is none', async () => {
    const { click, led } = await opened([], { accounts: [] })
    await click('Add an account first…')
    expect(led).toEqual([['account', null]])
  })
})

describe('the navigation', () => {
  afterEach(unmountAll)
  it('counts the folders', async () => {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([anAccount()])
    fake.answer('watch.list', () => [aWatch(), aWatch({ id: 'b' })])
    const { has } = await show(fake, SideNav, { view: 'queue' })
    expect(has('Watched folders2')).toBe(true)
  })
})
