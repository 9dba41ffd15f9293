import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reactive } from 'vue'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import type { AddPreview } from '../../../../src-main/contract/queue/add-preview.ts'
import type { Input } from '../../../../src-main/contract/requests.ts'
import AddSheet from '../../../../src-renderer/components/add/AddSheet.vue'
import { anAccount } from '../../../support/fake-bridge.ts'
import { aPreviewOfAdding } from '../../../support/preview-of-adding.ts'
import { unmountAll } from '../app.ts'
import { common, nas, opened, paths, sheet } from './opened-sheet.ts'

describe('what the sheet that adds clips asks the host', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => {
    vi.useRealTimers()
    unmountAll()
  })

  it('sends nothing while what is shown answers an earlier question', async () => {
    const { tick, box, settled, fake, page, click, lines } = await sheet()
    const later = Promise.withResolvers<AddPreview>()
    fake.answer('queue.previewAdd', () => later.promise)
    await tick('NAS')
    const button = () => page.findAll('button').at(-1)
    expect([button()?.text(), button()?.attributes('disabled'), page.get('footer p').text()]).toEqual(['Send', '', 'Looking…'])
    expect(lines()).toHaveLength(2)
    await page.get('form').trigger('submit')
    expect(fake.sent('queue.add')).toEqual([])
    const to = [{ account: 'studio' }, { account: 'nas' }]
    later.resolve(aPreviewOfAdding({ paths, to } as Input<'queue.previewAdd'>))
    await settled()
    expect(page.get('footer p').text()).toBe('4 uploads, 4.00 MB.')
    // The host cannot look at what is asked next: that is said, and it may be sent.
    fake.answer('queue.previewAdd', () => {
      throw new FailureError(failure('host.busy'))
    })
    await box('NAS').setValue(false)
    expect(button()?.attributes('disabled')).toBe('')
    await settled()
    await click('Send')
    expect(fake.sent('queue.add')).toEqual([{ ...common, options: {} }])
  })

  it('asks one question at a time, then the newest, and none again that has not changed', async () => {
    const { tick, fake, settled, page } = await sheet()
    const asked = () => fake.sent('queue.previewAdd') as Input<'queue.previewAdd'>[]
    fake.emit('accounts.changed', [anAccount(), nas])
    await settled()
    expect(asked()).toHaveLength(1)
    const first = Promise.withResolvers<AddPreview>()
    fake.answer('queue.previewAdd', () => first.promise)
    await tick('NAS')
    await tick('Studio')
    await tick('Studio')
    await tick('Studio')
    expect(asked()).toHaveLength(2)
    fake.answer('queue.previewAdd', aPreviewOfAdding as never)
    first.resolve(aPreviewOfAdding(asked()[1] as Input<'queue.previewAdd'>))
    await settled()
    expect(asked().map(({ to }) => to.map(({ account }) => account))).toEqual([['studio'], ['studio', 'nas'], ['nas']])
    expect(page.get('footer p').text()).toBe('2 uploads, 2.00 MB.')
  })

  it('asks nothing while it is closed, and uses no answer to what was asked before', async () => {
    const props = reactive({ open: false, paths })
    const view = await opened(AddSheet, props)
    const { fake, page } = view
    const settled = async () => {
      await vi.advanceTimersByTimeAsync(200)
      await flushPromises()
    }
    const before = Promise.withResolvers<AddPreview>()
    fake.answer('queue.previewAdd', () => before.promise)
    props.paths = [...paths, '/clips/C0003.mov']
    await settled()
    expect(fake.sent('queue.previewAdd')).toEqual([])
    props.open = true
    await settled()
    props.open = false
    await settled()
    props.paths = paths
    await settled()
    expect(fake.sent('queue.previewAdd')).toHaveLength(1)
    props.paths = [...paths, '/clips/C0003.mov']
    props.open = true
    await settled()
    const asked = fake.sent('queue.previewAdd')[0] as Input<'queue.previewAdd'>
    fake.answer('queue.previewAdd', aPreviewOfAdding as never)
    before.resolve({ ...aPreviewOfAdding(asked), bytes: 5, unread: 3 })
    await settled()
    expect(fake.sent('queue.previewAdd')).toHaveLength(2)
    expect(page.get('.description').text()).toContain('3.00 MB')
  })

  it('does not send again what is not offered any more', async () => {
    const [sent = ''] = paths
    const { tick, click, settled, fake, box } = await sheet((input, plain) => ({
      ...plain,
      accounts: plain.accounts.map((account) => ({
        ...account,
        counts: { ...account.counts, sent: input.except?.includes(sent) ? 0 : 1 },
      })),
    }))
    const isAgain = () => (fake.sent('queue.previewAdd').at(-1) as Input<'queue.previewAdd'>).to[0]?.again
    const offer = '1 clip sent to Studio before'
    await tick(offer)
    expect(isAgain()).toBe(true)
    await tick('Studio')
    await tick('Studio')
    expect([isAgain(), box(offer).element.checked]).toEqual([false, false])
    await tick(offer)
    await click('Leave out C0001.mov')
    await settled()
    await settled()
    expect(isAgain()).toBe(false)
    await click('Put back')
    await settled()
    expect(box(offer).element.checked).toBe(false)
    await click('Send 2 clips to Studio')
    expect(fake.sent('queue.add')).toEqual([{ ...common, options: {} }])
  })

  it('can be sent when there was no time to find all clips, and says that there are more', async () => {
    const refused = failure('upload.tooLarge', { host: 'Studio', size: 40_000_000_000, limit: 30_000_000_000 })
    let uploads = 0
    const { click, tick, fake, page } = await sheet((_input, plain) => ({
      ...plain,
      complete: false,
      going: uploads,
      seconds: uploads === 0 ? null : 2_640,
      accounts: plain.accounts.map((account) => ({
        ...account,
        uploads,
        counts: { queued: 0, sent: 0, unsure: 0, refused: 2 },
        refusals: [{ path: '/clips/Match day/C0001.mov', failure: refused }],
      })),
    }))
    expect(page.get('h2').text()).toBe('At least 2 clips')
    expect(page.get('.description').text()).toBe('At least 2.00 MB, from /clips/Match day')
    expect(page.get('footer p').text()).toBe('Nothing to send among the first 2 clips.')
    expect(page.text()).not.toContain('Nothing is sent here.')
    await click('Send the rest to Studio')
    expect(fake.sent('queue.add')).toEqual([{ ...common, options: {} }])
    uploads = 2
    await tick('NAS')
    expect(page.get('footer p').text()).toMatch(
      /^At least 4 uploads, 4\.00 MB\.\s*At least 44 min more, done about .+ at the earliest\.$/,
    )
    await click('Send at least 2 clips to 2 hosts')
  })
})
