/** @file The view of watched folders for renderer tests: the list of them, or one of them. */
import { flushPromises } from '@vue/test-utils'
import { vi } from 'vitest'
import type { WatchView } from '../../../../src-main/contract/watch.ts'
import FoldersView from '../../../../src-renderer/views/FoldersView.vue'
import { aBatch, anAccount, aWatch, aWatchFile, createFakeBridge, someInfo } from '../../../support/fake-bridge.ts'
import { show } from '../app.ts'

export const counts = { asking: 12, waiting: 3, queued: 2, sent: 1_204, ignored: 35 }
const card = { id: 'card', path: '/media/card', label: 'EOS_DIGITAL', structure: 'DCIM' }

/** The view of watched folders over a host that has these. */
export async function opened(watches: readonly WatchView[], { accounts = [anAccount()], app = someInfo } = {}) {
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
      ? { total: 2, rows: [aWatchFile({ path: 'A0001.mov', at: 1 }), aWatchFile({ id: '2', path: 'B0002.mov', at: 2 })] }
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

/** One folder, opened; with as much room as a window has. */
export async function inside(watched: WatchView) {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(900)
  const view = await opened([watched])
  view.fake.calls.length = 0
  await view.row(watched.name).trigger('click')
  await flushPromises()
  const press = async (text: string): Promise<void> => {
    const found = view.page.findAll('button').find((one) => one.text() === text)
    if (!found) throw new Error(`no button “${text}”`)
    await found.trigger('click')
    await flushPromises()
  }
  /** Opens a group. */
  const showGroup = async (title: string): Promise<void> => {
    await view.page
      .findAll('[role=treegrid] .group')
      .find((one) => one.get('b').text() === title)
      ?.trigger('click')
    await flushPromises()
  }
  return { ...view, press, show: showGroup }
}
