import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors.ts'
import type { WatchView } from '../../../../src-main/contract/watch.ts'
import WatchFileRow from '../../../../src-renderer/components/folders/WatchFileRow.vue'
import SideNav from '../../../../src-renderer/components/shell/SideNav.vue'
import FoldersView from '../../../../src-renderer/views/FoldersView.vue'
import { aBatch, anAccount, aWatch, aWatchFile, createFakeBridge, someInfo } from '../../../support/fake-bridge.ts'
import { catchClipboard, show, unmountAll } from '../app.ts'

const counts = { asking: 12, waiting: 3, queued: 2, sent: 1_204, ignored: 35 }
const card = { id: 'card', path: '/media/card', label: 'EOS_DIGITAL', structure: 'DCIM' }

async function opened(watches: readonly WatchView[], { accounts = [anAccount()], app = someInfo } = {}) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle(accounts, { app })
  fake.answer('watch.list', () => watches)
  fake.answer('watch.cards', () => [card])
  fake.answer('watch.reasons', () => [
    { state: 'asking', reason: 'changed', files: 12 },
    { state: 'ignored', reason: 'ignore-list', files: 20 },
    { state: 'ignored', reason: 'extension', files: 15 },
  ])
  fake.answer('watch.files', (({ state }: { state: string }) =>
    state === 'sent'
      ? { total: 2, rows: [aWatchFile({ path: 'A0001.mov', at: 1 }), aWatchFile({ path: 'B0002.mov', at: 2 })] }
      : { total: 1, rows: [aWatchFile({ state: 'asking', reason: 'changed' })] }) as never)
  fake.answer('watch.decide', () => ({ changed: 12 }))
  fake.answer('watch.scan', () => aWatch({ state: 'watching' }))
  fake.answer('batches.list', () => ({ total: 1, batches: [aBatch()] }))
  for (const channel of ['watch.pause', 'watch.remove', 'watch.dismissCard']) fake.answer(channel, () => null)
  const led: unknown[] = []
  const view = await show(fake, FoldersView, {
    onAccount: (...what: unknown[]) => led.push(['account', ...what]),
    onBatch: ({ id }: { id: string }) => led.push(['batch', id]),
    onUpload: (id: string) => led.push(['upload', id]),
  })
  const { page } = view
  const row = (name: string) => {
    const found = page.findAll('[data-watch]').find((one) => one.get('b').text() === name)
    if (!found) throw new Error(`no row “${name}”`)
    return found
  }
  return {
    fake,
    led,
    row,
    /** The name in the row at which the keyboard is. */
    at: () => page.get(`[id="${page.get('[role=grid]').attributes('aria-activedescendant')}"] b`).text(),
    /** Chooses an entry of the menu of a row. */
    async choose(name: string, entry: string) {
      await view.click(`More for ${name}`)
      await page
        .findAll('[role=menuitem]')
        .find((one) => one.text() === entry)
        ?.trigger('click')
      await flushPromises()
    },
    ...view,
  }
}

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
    await click('Enter the key for Cards')
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

describe('the files of a folder', () => {
  afterEach(unmountAll)

  it('are read page by page, by state and by reason', async () => {
    const { row, fake, page } = await opened([aWatch({ counts })])
    fake.calls.length = 0
    await row('Exports').trigger('click')
    await flushPromises()
    expect(fake.sent('watch.files')).toEqual([{ id: 'exports', state: 'all', search: '', offset: 0, limit: 200 }])
    const chip = (text: string) => page.findAll('.chips button').find((one) => one.text() === text)
    await chip('Left out35')?.trigger('click')
    await flushPromises()
    await chip('On the ignore list20')?.trigger('click')
    await flushPromises()
    expect(fake.sent('watch.files').slice(1)).toMatchObject([{ state: 'ignored' }, { state: 'ignored', reason: 'ignore-list' }])
  })

  it('are decided together after a second thought', async () => {
    const { row, click, fake, page } = await opened([aWatch({ counts })])
    await row('Exports').trigger('click')
    await flushPromises()
    await page
      .findAll('.chips button')
      .find((one) => one.text() === 'Waiting3')
      ?.trigger('click')
    await flushPromises()
    expect(fake.sent('watch.files').at(-1)).toMatchObject({ state: 'waiting' })
    await click('Don’t send any…')
    expect(fake.sent('watch.decide')).toEqual([])
    expect(page.get('[role=alertdialog]').text()).toContain('Leave out 1 file?')
    await click('Don’t send')
    expect(fake.sent('watch.decide')).toEqual([{ files: { id: 'exports', state: 'waiting', search: '' }, do: 'decline' }])
  })

  it('say in words why, and where they were moved', async () => {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([anAccount()])
    const row = async (change: Parameters<typeof aWatchFile>[0]) => {
      const { page } = await show(fake, WatchFileRow, { file: aWatchFile(change), now: Date.now(), busy: false })
      const text = page.text()
      unmountAll()
      return text
    }
    const small = await row({ state: 'ignored', reason: 'too-small' })
    for (const part of ['Left out: Too small', 'It is below the smallest size of the rules.', 'Send anyway'])
      expect(small).toContain(part)
    expect(await row({ movedTo: '/Sent/C0001.mov' })).toContain('Moved to /Sent/C0001.mov')
    expect(await row({ movedTo: 'trash' })).toContain('Moved to the Trash')
    expect(await row({ failure: failure('watch.notMoved', { path: '/x', reason: 'disk full' }) })).toContain(
      'Sent, but not moved',
    )
  })

  it('come with the batches they were sent in', async () => {
    const copied = catchClipboard()
    const { button, click, led, page, row } = await opened([aWatch({ counts })])
    await row('Exports').trigger('click')
    await flushPromises()
    expect(page.get('li[aria-label="Card A"]').text()).toContain('40 of 42 sent')
    await click('Show Card A in the queue')
    expect(led).toEqual([['batch', 'batch-1']])
    await button('Receipts of Card A').trigger('click', { button: 0 })
    const entries = page.findAll('[role=menuitem]')
    expect(entries.map((one) => one.text())).toEqual(['Save receipt…', 'Save as JSON…', 'Copy command for a hash list'])
    await entries.at(-1)?.trigger('click')
    expect(copied).toEqual(['reelay --data-dir "/data" receipts --format ascmhl --batch batch-1'])
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
