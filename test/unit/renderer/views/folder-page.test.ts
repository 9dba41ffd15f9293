import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import WatchFileRow from '../../../../src-renderer/components/folders/WatchFileRow.vue'
import { anAccount, aWatch, aWatchFile, createFakeBridge } from '../../../support/fake-bridge.ts'
import { catchClipboard, show, unmountAll } from '../app.ts'
import { counts, inside } from '../folders/opened.ts'

describe('the files of a folder', () => {
  afterEach(() => {
    unmountAll()
    vi.restoreAllMocks()
  })

  it('are read group by group, but for those that are closed because they are many', async () => {
    const { fake, page, show: open } = await inside(aWatch({ counts }))
    const byState = (fake.sent('watch.files') as { state: string }[]).toSorted((one, other) => (one.state < other.state ? -1 : 1))
    expect(byState).toEqual([
      { id: 'exports', state: 'asking', reason: 'changed', search: '', offset: 0, limit: 200 },
      { id: 'exports', state: 'ignored', search: '', offset: 0, limit: 200 },
      { id: 'exports', state: 'queued', search: '', offset: 0, limit: 200 },
      { id: 'exports', state: 'waiting', search: '', offset: 0, limit: 200 },
    ])
    expect(page.findAll('[role=treegrid] .group').map((one) => [one.get('b').text(), one.attributes('aria-expanded')])).toEqual([
      ['12 files changed after they were sent', 'true'],
      ['3 waiting', 'true'],
      ['2 in the queue', 'true'],
      ['1,204 sent', 'false'],
      ['35 left out', 'true'],
    ])
    fake.calls.length = 0
    await open('1,204 sent')
    expect(fake.sent('watch.files')).toMatchObject([{ state: 'sent', offset: 0 }])
  })

  it('are read again, when they change, in groups that are open alone', async () => {
    const { fake, show: open, press } = await inside(aWatch({ counts }))
    const askedAfter = async (sent: number) => {
      fake.calls.length = 0
      fake.emit('watches.changed', [aWatch({ counts: { ...counts, sent } })])
      await new Promise((resolve) => setTimeout(resolve, 700))
      return (fake.sent('watch.files') as { state: string }[]).map(({ state }) => state).toSorted()
    }
    expect(await askedAfter(1_205)).toEqual(['asking', 'ignored', 'queued', 'waiting'])
    await open('3 waiting')
    expect(await askedAfter(1_206)).toEqual(['asking', 'ignored', 'queued'])
    await press('In the queue2')
    expect(await askedAfter(1_207)).toEqual(['queued'])
    // What is opened again is read anew.
    await press('Waiting3')
    await open('3 waiting')
    expect((fake.sent('watch.files') as { state: string }[]).at(-1)).toMatchObject({ state: 'waiting', offset: 0 })
  })

  it('are shown by state and by reason', async () => {
    const { fake, press } = await inside(aWatch({ counts }))
    fake.calls.length = 0
    await press('Left out35')
    await press('On the ignore list20')
    expect(fake.sent('watch.files')).toMatchObject([{ state: 'ignored', reason: 'ignore-list' }])
  })

  it('have what can be done with a whole group in its head, once', async () => {
    const { page, led, press, click, said, fake } = await inside(aWatch({ counts }))
    const heads = page.findAll('[role=treegrid] .group').map((one) => one.findAll('button').map((two) => two.text()))
    expect(heads).toEqual([['Leave them', 'Send the new versions'], [], ['Show in queue'], [], []])
    expect(page.findAll('[role=treegrid] .row button').some((one) => one.text() === 'Show in queue')).toBe(false)
    await click('Leave them')
    expect(fake.sent('watch.decide')).toEqual([{ files: { id: 'exports', state: 'asking', reason: 'changed' }, do: 'decline' }])
    expect(said()).toEqual(['12 files left out.'])
    await press('Show in queue')
    expect(led).toEqual([['batch', 'batch-1']])
  })

  it('are decided together after a second thought', async () => {
    const { press, click, fake, page } = await inside(aWatch({ counts }))
    await press('Waiting3')
    await click('Don’t send any…')
    expect(fake.sent('watch.decide')).toEqual([])
    expect(page.get('[role=alertdialog]').text()).toContain('Leave out 3 files?')
    await click('Don’t send')
    expect(fake.sent('watch.decide')).toEqual([{ files: { id: 'exports', state: 'waiting', search: '' }, do: 'decline' }])
  })

  it('are gone through by the keyboard: one stop of the Tab key, ← and → close and open a group', async () => {
    const { page } = await inside(aWatch({ counts }))
    const grid = page.get('[role=treegrid]')
    const at = () => page.get(`[id="${grid.attributes('aria-activedescendant')}"]`)
    await grid.trigger('focus')
    expect(at().attributes('aria-expanded')).toBe('true')
    await grid.trigger('keydown', { key: 'ArrowLeft' })
    await flushPromises()
    expect(at().attributes('aria-expanded')).toBe('false')
    await grid.trigger('keydown', { key: 'ArrowRight' })
    await flushPromises()
    expect(at().attributes('aria-expanded')).toBe('true')
    await grid.trigger('keydown', { key: 'ArrowRight' })
    expect(document.activeElement?.textContent?.trim()).toBe('Leave them')
    expect(page.findAll('[role=treegrid] button').every((one) => one.attributes('tabindex') === '-1')).toBe(true)
  })

  it('have the rules beside them in words, and what the next scan does', async () => {
    const { page } = await inside(aWatch({ counts }))
    const words = page.get('aside[aria-label="Rules"]').text()
    for (const part of [
      'Files that the host takes',
      'Unchanged for 10 s and whole',
      'changes are noticed at once',
      'A scan looks at',
    ])
      expect(words).toContain(part)
  })

  it('say that nothing matches, with the rules still beside', async () => {
    const { fake, page, press } = await inside(aWatch({ counts }))
    fake.answer('watch.files', () => ({ total: 0, rows: [] }))
    await page.get('input[type=search]').setValue('nothing like it')
    await vi.waitFor(() => expect(page.text()).toContain('Nothing matches'), 60_000)
    expect(page.find('aside[aria-label="Rules"]').exists()).toBe(true)
    await press('Show all')
    expect(page.text()).not.toContain('Nothing matches')
  })

  it('say so when there are none yet', async () => {
    const { page } = await inside(aWatch())
    expect(page.text()).toContain('No file was found in it yet')
  })

  it('can be scanned again, paused, resumed, and have their rules changed', async () => {
    const { click, fake, page } = await inside(aWatch({ counts }))
    await click('Scan now')
    await click('Pause')
    fake.emit('watches.changed', [aWatch({ counts, state: 'paused' })])
    await flushPromises()
    expect(page.get('.state').text()).toContain('Paused')
    await click('Resume Exports')
    expect(fake.sent('watch.scan')).toEqual([{ id: 'exports' }])
    expect(fake.sent('watch.pause')).toEqual([
      { ids: ['exports'], paused: true },
      { ids: ['exports'], paused: false },
    ])
    await click('Edit rules…')
    expect(page.get('[role=dialog]').text()).toContain('Rules of “Exports”')
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
    expect(small.startsWith('MOV')).toBe(true)
    for (const part of ['Too small', 'It is below the smallest size of the rules.', 'Send anyway']) expect(small).toContain(part)
    expect(await row({ movedTo: '/Sent/C0001.mov' })).toContain('Moved to /Sent/C0001.mov')
    expect(await row({ movedTo: 'trash' })).toContain('Moved to the Trash')
    expect(await row({ failure: failure('watch.notMoved', { path: '/x', reason: 'disk full' }) })).toContain(
      'Sent, but not moved',
    )
  })

  it('come with the batches they were sent in', async () => {
    const copied = catchClipboard()
    const { button, click, led, page } = await inside(aWatch({ counts }))
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
