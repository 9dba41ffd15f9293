import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AccountView } from '../../../../src-main/contract/account.ts'
import type { Arrival } from '../../../../src-main/contract/arrivals.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { type AddOutcome, NOTHING_ADDED } from '../../../../src-main/contract/queue/outcomes.ts'
import App from '../../../../src-renderer/App.vue'
import { anAccount, createFakeBridge, someInfo } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

afterEach(unmountAll)

const nothingAdded: AddOutcome = { ...NOTHING_ADDED, batchId: 'batch-1' }

function readLinks({ text }: { readonly text: string }) {
  const lines = text.split('\n')
  const isLink = (line: string): boolean => line.startsWith('https:')
  return {
    items: lines.filter(isLink).map((url) => ({ url, title: null })),
    problems: lines
      .filter((line) => !isLink(line))
      .map((line) => ({ line, failure: failure('input.invalid', { reason: 'no link' }) })),
  }
}

/** The app of a host that is handed things. */
async function open(
  accounts: Parameters<ReturnType<typeof createFakeBridge>['settle']>[0],
  first: readonly Arrival[] = [],
  held: readonly string[] = [],
) {
  const fake = createFakeBridge()
  fake.settle(accounts, { app: { ...someInfo, host: 'electron', nativeDialogs: true } })
  fake.serve([])
  if (held.length > 0) await fake.bridge.request('held.change', { add: [...held] })
  // Before the page is there: it reads what came a moment later by itself, however slow the machine is.
  fake.answer('queue.readLinks', readLinks as never)
  let waiting = first
  fake.answer('arrivals.take', () => {
    const taken = waiting
    waiting = []
    return taken
  })
  const app = await show(
    { ...fake, bridge: { ...fake.bridge, pathsOf: (files) => [...files].map(({ name }) => `/clips/${name}`) } },
    App,
  )
  return {
    ...app,
    fake,
    async arrive(...arrivals: readonly Arrival[]) {
      waiting = arrivals
      fake.emit('arrivals.changed', { waiting: arrivals.length })
      await flushPromises()
    },
    async drop(name: string, on: EventTarget) {
      const dataTransfer = { types: ['Files'], files: [new File([], name)] }
      on.dispatchEvent(Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer }))
      await flushPromises()
    },
  }
}

/** The layer under a dialog listens from the task after it was opened. */
async function clickBeside(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0))
  document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }))
  document.body.dispatchEvent(new MouseEvent('click', { bubbles: true }))
  await new Promise((resolve) => setTimeout(resolve, 0))
}

describe('what comes from outside of the window', () => {
  it('is asked about in one dialog, and what comes meanwhile goes with it', async () => {
    const { page, arrive } = await open([anAccount()], [{ kind: 'files', paths: ['/clips/a.mov'] }])
    await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 1 clip')
    await arrive({ kind: 'files', paths: ['/clips/a.mov', '/clips/b.mov'] })
    await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 2 clip')
  })

  it('waits for the first account', async () => {
    const { page, fake } = await open([], [{ kind: 'files', paths: ['/clips/a.mov'] }])
    await expect.poll(() => page.find('main.first').exists()).toBe(true)
    expect(page.get('main.first [aria-label="Held"]').text()).toContain('1 item waits for an account. a.mov')
    expect(page.find('[role="dialog"]').exists()).toBe(false)
    fake.emit('accounts.changed', [anAccount()])
    await flushPromises()
    await expect.poll(() => page.findAll('[role="dialog"]').some((dialog) => dialog.text().includes('Send 1 clip'))).toBe(true)
  })

  it('waits for the first account with all that comes until then', async () => {
    const { page, fake, arrive } = await open([], [{ kind: 'files', paths: ['/clips/a.mov'] }])
    await arrive({ kind: 'files', paths: ['/clips/b.mov'] })
    fake.emit('accounts.changed', [anAccount()])
    await flushPromises()
    await expect.poll(() => page.findAll('[role="dialog"]').some((dialog) => dialog.text().includes('Send 2 clip'))).toBe(true)
  })

  it('is asked about next when it comes while others are being added', async () => {
    const { page, fake, arrive, submit, said } = await open([anAccount()], [{ kind: 'files', paths: ['/clips/a.mov'] }])
    const added = Promise.withResolvers<AddOutcome>()
    fake.answer('queue.add', () => added.promise)
    await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 1 clip')
    await submit()
    await arrive({ kind: 'files', paths: ['/clips/b.mov'] })
    added.resolve(nothingAdded)
    await flushPromises()
    expect(said()).toHaveLength(1)
    await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 1 clip')
    fake.answer('queue.add', () => nothingAdded)
    await submit()
    expect(fake.sent('queue.add')).toMatchObject([{ paths: ['/clips/a.mov'] }, { paths: ['/clips/b.mov'] }])
    expect(page.find('[role="dialog"]').exists()).toBe(false)
  })

  it('is asked about with what was chosen in the meantime', async () => {
    const { page, fake, arrive, click } = await open([anAccount()])
    const picked = Promise.withResolvers<{ paths: readonly string[] }>()
    fake.answer('files.pick', () => picked.promise)
    await click('Add files…')
    await arrive({ kind: 'files', paths: ['/clips/a.mov'] })
    picked.resolve({ paths: ['/clips/b.mov'] })
    await flushPromises()
    await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 2 clip')
  })

  it('leads to where it says', async () => {
    const { page, arrive, fake } = await open([anAccount()])
    await arrive({ kind: 'view', view: 'settings' })
    await expect.poll(() => page.findAll('h1').map((one) => one.text())).toContain('Settings')
    await arrive({ kind: 'needs' })
    expect(fake.sent('queue.page').at(-1)).toMatchObject({ filter: { group: 'attention' } })
  })

  it('goes to the account whose row it is dropped on', async () => {
    const { page, fake, click, drop } = await open([anAccount(), anAccount({ id: 'league', name: 'League', isDefault: false })])
    await click('Accounts')
    await expect.poll(() => page.find('[data-account="league"]').exists()).toBe(true)
    fake.answer('queue.add', () => nothingAdded)
    await drop('a.mov', page.get('[data-account="league"]').element)
    expect(fake.sent('queue.add')).toEqual([{ paths: ['/clips/a.mov'], destination: { account: 'league' } }])
    expect(page.find('[role="dialog"]').exists()).toBe(false)
  })

  it('is asked about when the account refuses it for what only a person can say', async () => {
    const { page, fake, click, drop } = await open([anAccount(), anAccount({ id: 'league', name: 'League', isDefault: false })])
    await click('Accounts')
    await expect.poll(() => page.find('[data-account="league"]').exists()).toBe(true)
    fake.answer('queue.add', () => {
      throw new FailureError(failure('input.invalid', { reason: 'Choose an event.' }))
    })
    await drop('a.mov', page.get('[data-account="league"]').element)
    const chosen = page.findAll<HTMLInputElement>('[role="dialog"] input[type=checkbox]').filter(({ element }) => element.checked)
    expect(chosen.flatMap(({ element }) => element.closest('label')?.querySelector('.name')?.textContent ?? [])).toEqual([
      'League',
    ])
    await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 1 clip')
  })

  it('is left by the host for the next time, and let go of when the question is closed', async () => {
    const { page, fake, click } = await open([anAccount()], [{ kind: 'files', paths: ['/clips/a.mov'] }])
    expect(fake.sent('held.change')).toEqual([{ add: ['/clips/a.mov'] }])
    await click('Close')
    expect(fake.sent('held.change').at(-1)).toEqual({ release: ['/clips/a.mov'] })
    expect(page.find('[aria-label="Held"]').exists()).toBe(false)
  })

  describe('while clips are held since before', () => {
    const old = ['/clips/old 1.mov', '/clips/old 2.mov']
    async function withHeld() {
      const app = await open([anAccount()], [], old)
      await expect.poll(() => app.page.get('[role="dialog"]').text()).toContain('Send 2 clip')
      return { ...app, held: async () => ((await app.fake.bridge.request('held.list', {})) as { paths: string[] }).paths }
    }

    it.each(['Close', 'Cancel', 'Escape', 'a click beside it'])('leaves those when the dialog is closed by %s', async (way) => {
      const { page, click, arrive, held } = await withHeld()
      if (way === 'Cancel') await arrive({ kind: 'files', paths: ['/clips/a.mov', old[0] ?? ''] })
      if (way === 'Escape') await page.get('[role="dialog"]').trigger('keydown', { key: 'Escape' })
      else if (way === 'a click beside it') await clickBeside()
      else await click(way)
      await flushPromises()
      expect(page.find('[role="dialog"]').exists()).toBe(false)
      expect(await held()).toEqual(old)
      expect(page.get('[aria-label="Held"]').text()).toContain('2 items wait for your choice.')
      await click('Let go')
      expect(await held()).toEqual([])
    })

    it('keeps what was refused, and what is left out of those', async () => {
      const { page, fake, arrive, click, submit, held } = await withHeld()
      await arrive({ kind: 'files', paths: ['/clips/gone.mov', '/clips/a.mov', '/clips/b.mov'] })
      await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 5 clip')
      await click('Leave out old 1.mov')
      await click('Leave out a.mov')
      await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 3 clip')
      const path = '/clips/gone.mov'
      fake.answer('queue.add', () => ({
        ...nothingAdded,
        added: ['1'],
        rejected: [{ path, failure: failure('file.unreadable', { path, reason: 'EACCES' }) }],
      }))
      await submit()
      expect(await held()).toEqual([old[0], path])
      // It is one of those that were held before, now.
      await click('Choose where…')
      await click('Close')
      expect(await held()).toEqual([old[0], path])
    })
  })

  it('is asked about no more when another window has said where it goes', async () => {
    const { page, fake } = await open([anAccount()], [{ kind: 'files', paths: ['/clips/a.mov'] }])
    expect(page.find('[role="dialog"]').exists()).toBe(true)
    fake.answer('held.list', () => ({ paths: [] }))
    fake.emit('held.changed', { held: 0 })
    await flushPromises()
    expect(page.find('[role="dialog"]').exists()).toBe(false)
  })

  it('is not lost while the view that it is dropped on is being loaded', async () => {
    const { page, drop } = await open([anAccount()])
    page
      .findAll<HTMLElement>('nav button')
      .find((one) => one.text().startsWith('Watched folders'))
      ?.element.click()
    await drop('a.mov', window)
    await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 1 clip')
  })

  it('is added to the links that are asked about, and next to those that are being copied', async () => {
    const { page, fake, arrive, submit } = await open([anAccount()], [{ kind: 'import', text: 'https://a.test/1.mp4' }])
    const text = () => page.get<HTMLTextAreaElement>('#import-text').element.value
    await arrive({ kind: 'import', text: 'https://a.test/2.mp4' })
    expect(text()).toBe('https://a.test/1.mp4\nhttps://a.test/2.mp4')
    await expect.poll(() => page.find('[role="dialog"]').text()).toContain('Import 2 links')
    const added = Promise.withResolvers<AddOutcome>()
    fake.answer('queue.import', () => added.promise)
    await submit()
    await arrive({ kind: 'import', text: 'https://a.test/3.mp4' })
    added.resolve(nothingAdded)
    await flushPromises()
    expect(text()).toBe('https://a.test/3.mp4')
  })

  describe('and comes as a link just before Import is clicked', () => {
    const first = 'https://a.test/1.mp4'
    const second = 'https://a.test/2.mp4'
    afterEach(() => void vi.useRealTimers())
    /** The first link was read, the second one was not. */
    async function justCame(arriving = second) {
      const app = await open([anAccount()], [{ kind: 'import', text: first }])
      app.fake.answer('queue.import', () => nothingAdded)
      await expect.poll(() => app.page.find('[role="dialog"]').text()).toContain('Import 1 link')
      // However long this takes, it is before the text is read by itself.
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      await app.arrive({ kind: 'import', text: arriving })
      const imported = () =>
        app.fake.sent('queue.import').map((one) => (one as { items: { url: string }[] }).items.map(({ url }) => url))
      const text = () => app.page.get<HTMLTextAreaElement>('#import-text').element.value
      return { ...app, imported, text }
    }

    it('is imported with the others', async () => {
      const { page, submit, imported } = await justCame()
      await submit()
      expect(imported()).toEqual([[first, second]])
      expect(page.find('[role="dialog"]').exists()).toBe(false)
    })

    it('waits for the next click when a line of it cannot be used, which is shown first', async () => {
      const { page, submit, imported, text } = await justCame('nonsense')
      await submit()
      expect([imported(), text()]).toEqual([[], `${first}\nnonsense`])
      expect(page.get('[aria-label="Lines that cannot be used"]').text()).toContain('nonsense')
      await submit()
      expect(imported()).toEqual([[first]])
    })

    it('stays in the dialog when it cannot be read', async () => {
      const { fake, submit, imported, text } = await justCame()
      fake.answer('queue.readLinks', () => {
        throw new Error('gone')
      })
      await submit()
      expect([imported(), text()]).toEqual([[], `${first}\n${second}`])
    })

    it('is next to what came while it was being read', async () => {
      const { fake, arrive, submit, imported, text } = await justCame()
      const read = Promise.withResolvers<unknown>()
      fake.answer('queue.readLinks', () => read.promise)
      await submit()
      await arrive({ kind: 'import', text: 'https://a.test/3.mp4' })
      read.resolve({ items: [first, second].map((url) => ({ url, title: null })), problems: [] })
      await flushPromises()
      expect([imported(), text()]).toEqual([[[first, second]], 'https://a.test/3.mp4'])
    })

    it('is not imported when the dialog was closed while it was being read', async () => {
      const { fake, click, submit, imported } = await justCame()
      const read = Promise.withResolvers<unknown>()
      fake.answer('queue.readLinks', () => read.promise)
      await submit()
      await click('Close')
      read.resolve({ items: [{ url: first, title: null }], problems: [] })
      await flushPromises()
      expect(imported()).toEqual([])
    })
  })

  it('is read again when it is the link that was just copied, or that the dialog was closed with', async () => {
    const link = { kind: 'import', text: 'https://a.test/1.mp4' } as const
    const { page, fake, arrive, click, submit } = await open([anAccount()], [link])
    const added = Promise.withResolvers<AddOutcome>()
    fake.answer('queue.import', () => added.promise)
    const isRead = () => expect.poll(() => page.find('[role="dialog"]').text()).toContain('Import 1 link')
    await isRead()
    await submit()
    await arrive(link)
    added.resolve(nothingAdded)
    await flushPromises()
    await isRead()
    await click('Close')
    await arrive(link)
    await isRead()
  })

  it('is told of when no account copies from links, and waits for one', async () => {
    const { page, fake, arrive, said } = await open([anAccount({ provider: 'tus' })])
    await arrive({ kind: 'import', text: 'https://a.test/1.mp4' })
    expect(said()).toEqual(['No account copies from links.'])
    expect(page.find('[role="dialog"]').exists()).toBe(false)
    fake.emit('accounts.changed', [anAccount()])
    await flushPromises()
    expect(page.get<HTMLTextAreaElement>('#import-text').element.value).toBe('https://a.test/1.mp4')
  })

  it('is pasted, too, and what is pasted besides is named', async () => {
    const { page, said } = await open([anAccount()])
    const clipboardData = { files: [], getData: () => '/clips/a.mov\n/clips/b.mov\nsome words' }
    window.dispatchEvent(Object.assign(new Event('paste', { cancelable: true }), { clipboardData }))
    await flushPromises()
    await expect.poll(() => page.get('[role="dialog"]').text()).toContain('Send 2 clip')
    expect(said()).toEqual(['1 line is neither a file nor an address.'])
  })
})

describe('adding files before the accounts are read', () => {
  it('waits for them instead of asking for a first account', async () => {
    const fake = createFakeBridge()
    fake.settle([])
    fake.serve([])
    const read = Promise.withResolvers<readonly AccountView[]>()
    fake.answer('accounts.list', () => read.promise)
    const { page, click } = await show(fake, App)
    await click('Add files…')
    expect(page.find('[role="dialog"]').exists()).toBe(false)
    read.resolve([anAccount()])
    await flushPromises()
    await expect.poll(() => page.find('[role="dialog"]').exists()).toBe(true)
    expect(page.get('[role="dialog"]').text()).not.toContain('Add an account')
  })
})
