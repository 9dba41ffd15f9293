import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { UploadView } from '../../../../src-main/contract/queue/upload.ts'
import QueueMenu from '../../../../src-renderer/components/queue/QueueMenu.vue'
import QueueRow from '../../../../src-renderer/components/queue/QueueRow.vue'
import { useQueueActions } from '../../../../src-renderer/composables/queue/use-queue-actions.ts'
import { useSelection } from '../../../../src-renderer/composables/queue/use-selection.ts'
import { useState } from '../../../../src-renderer/state/inject.ts'
import { COLUMNS } from '../../../../src-renderer/state/preferences.ts'
import { anAccount, createFakeBridge, viewOf } from '../../../support/fake-bridge.ts'
import { catchClipboard, show, unmountAll } from '../app.ts'

const done = {
  provider: 'cloudflare',
  state: 'done',
  remoteId: 'v',
  accountId: 'studio',
  accountName: 'Studio',
  title: 'Final',
} as const
const links = { watch: 'https://v.test/1/watch' }
const fine = { changed: 1, refused: 0, refusals: [] }
/** Every piece of work has an id of its own. */
const task = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)

/** The menu of a queue in which all given rows are selected. */
async function menuOf(rows: readonly UploadView[]) {
  const fake = createFakeBridge()
  fake.serve(rows)
  fake.settle([anAccount(), anAccount({ id: 'plain', provider: 'tus' })])
  for (const channel of ['queue.cancel', 'queue.remove']) fake.answer(channel, () => fine)
  let actions: ReturnType<typeof useQueueActions> | undefined
  const led: unknown[] = []
  const Host = defineComponent({
    setup() {
      const { queue, notices } = useState()
      const selection = useSelection(queue, notices)
      actions = useQueueActions(selection, (...where) => led.push(where))
      selection.select(rows.map(({ id }) => id))
      const found = actions
      return () =>
        h(
          QueueMenu,
          {
            rows: selection.rows.value,
            count: selection.count.value,
            possible: found.possible.value,
            hasDetails: false,
            hasReceipt: false,
            canReveal: false,
            canKeep: found.keepable.value,
            canDelete: found.deletable.value,
            onAction: found.ask,
            onCancelKeeping: found.cancelKeeping,
            onDeleteRemote: found.deleteRemote,
          },
          () => h('div', { id: 'list' }),
        )
    },
  })
  const view = await show(fake, Host)
  await view.page.get('#list').trigger('contextmenu')
  await flushPromises()
  const items = () => view.page.findAll('[role=menuitem]')
  if (!actions) throw new Error('not mounted')
  return {
    fake,
    led,
    actions,
    ...view,
    words: () => items().map((one) => one.text()),
    item: (words: string) => items().find((one) => one.text() === words),
    async choose(words: string) {
      await items()
        .find((one) => one.text() === words)
        ?.trigger('click')
      await flushPromises()
    },
  }
}

describe('the menu of a row', () => {
  beforeEach(() => void catchClipboard())
  afterEach(unmountAll)

  it('cancels without a question, and keeps the part at the host on request', async () => {
    const half = viewOf(1, { state: 'paused', remoteId: 'v', acceptedBytes: 500, inFlightBytes: 0 })
    const plain = await menuOf([half])
    await plain.choose('Cancel')
    expect(plain.actions.question.value).toBeNull()
    expect(plain.fake.sent('queue.cancel')).toEqual([{ ids: ['id-1'], task, undoable: true }])
    unmountAll()
    const keeping = await menuOf([half])
    await keeping.choose('Cancel, keep what the host has')
    expect(keeping.fake.sent('queue.cancel')).toEqual([{ ids: ['id-1'], task, undoable: true, remote: 'keep' }])
  })

  it('sends a file that differs from its offload as it is, after a question that explains the consequence', async () => {
    const differs = viewOf(1, {
      state: 'needs-attention',
      failure: failure('file.notAsOffloaded'),
      acceptedBytes: 0,
      inFlightBytes: 0,
    })
    const { actions, choose, fake, words } = await menuOf([differs])
    fake.answer('queue.sendAsIs', () => fine)
    expect(words()).toContain('Send new copy')
    await choose('Send as it is')
    expect(actions.question.value?.lines.join(' ')).toContain('its receipt says for ever that it differs')
    expect(fake.sent('queue.sendAsIs')).toEqual([])
    actions.question.value?.confirm()
    expect(fake.sent('queue.sendAsIs')).toEqual([{ ids: ['id-1'], task }])
    unmountAll()
    const other = await menuOf([viewOf(1, { state: 'needs-attention', failure: failure('upload.expired') })])
    expect(other.words()).not.toContain('Send as it is')
  })

  it('offers to keep the part at the host only where there is one', async () => {
    const { words } = await menuOf([viewOf(1, { state: 'queued', remoteId: null })])
    expect(words()).toContain('Cancel')
    expect(words()).not.toContain('Cancel, keep what the host has')
  })

  it('deletes a finished video at its host only after a question that names it', async () => {
    const { choose, actions, fake } = await menuOf([viewOf(1, done)])
    await choose('Delete at the host…')
    expect(actions.question.value?.title).toBe('Delete “Final” at Studio?')
    expect(fake.sent('queue.remove')).toEqual([])
    actions.question.value?.confirm()
    expect(fake.sent('queue.remove')).toEqual([{ ids: ['id-1'], task, undoable: true, remote: 'delete' }])
  })

  it('only removes a finished video from the list otherwise', async () => {
    const { choose, words, fake } = await menuOf([viewOf(1, { ...done, accountId: 'plain', provider: 'tus' })])
    expect(words()).not.toContain('Delete at the host…')
    await choose('Remove from listDel')
    expect(fake.sent('queue.remove')).toEqual([{ ids: ['id-1'], task, undoable: true }])
  })

  it('shows why a host did not delete, and keeps the row selected', async () => {
    const { choose, actions, fake, said } = await menuOf([viewOf(1, done)])
    const refusal = { id: 'id-1', failure: failure('account.signIn', { account: 'Studio' }) }
    fake.answer('queue.remove', () => ({ changed: 0, refused: 1, refusals: [refusal] }))
    await choose('Delete at the host…')
    actions.question.value?.confirm()
    await flushPromises()
    expect([said(), actions.deletable.value]).toEqual([['Studio: sign in again.'], true])
  })

  it('copies and opens the link of a video', async () => {
    const { words, item } = await menuOf([viewOf(1, { ...done, links })])
    expect(words()).toContain('Copy watch link')
    const open = item('Open watch link')
    expect([open?.attributes('href'), open?.attributes('target'), open?.attributes('rel')]).toEqual([
      links.watch,
      '_blank',
      'noopener noreferrer',
    ])
  })

  it('opens the account at its secret when the host refused that', async () => {
    const { actions, led } = await menuOf([])
    const stopped = { state: 'needs-attention', accountId: 'studio' } as const
    actions.primary(viewOf(1, { ...stopped, failure: failure('account.signIn') }))
    actions.primary(viewOf(1, { ...stopped, failure: failure('server.notTus') }))
    expect(led).toEqual([
      ['studio', true],
      ['studio', false],
    ])
  })
})

describe('a row', () => {
  afterEach(unmountAll)
  const row = async (change: Partial<UploadView>, more: Record<string, unknown> = {}) => {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([])
    return show(fake, QueueRow, { columns: COLUMNS, density: 'comfortable', row: viewOf(1, change), ...more })
  }

  it('offers its link as soon as the video can be played', async () => {
    const asked: string[] = []
    const onCopyLink = () => asked.push('link')
    const finished = await row({ ...done, links }, { onCopyLink })
    await finished.click('Copy Watch link of clip1.mp4')
    expect(asked).toEqual(['link'])
    unmountAll()
    expect((await row({ ...done, links: {} })).has('Copy Watch link of clip1.mp4')).toBe(false)
    unmountAll()
    expect((await row({ state: 'processing', links })).has('Copy Watch link of clip1.mp4')).toBe(false)
  })

  it('shows that it is copied from a link', async () => {
    const { page } = await row({ kind: 'import', state: 'processing', path: 'https://a.test/b.mp4?…' })
    expect(page.text()).toContain('Copied from a link.')
    expect([page.find('.frame svg').exists(), page.get('.frame').text()]).toEqual([true, ''])
  })
})
