import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { TaskView } from '../../../../src-main/contract/queue/task.ts'
import NoticeList from '../../../../src-renderer/components/shell/NoticeList.vue'
import TaskStrip from '../../../../src-renderer/components/shell/TaskStrip.vue'
import { newTaskId } from '../../../../src-renderer/state/tasks.ts'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const NOW = 1_700_000_000_000
const running: TaskView = {
  id: '7d3f7e0c-6f0b-4b43-9a52-1f2f6f0c9a10',
  verb: 'remove',
  state: 'running',
  total: 50_000,
  done: 1_200,
  changed: 1_200,
  refused: 0,
  canStop: true,
  canUndo: true,
  undoUntil: null,
  failure: null,
  startedAt: NOW,
}
const removed: TaskView = { ...running, state: 'done', done: 50_000, changed: 50_000, canStop: false, undoUntil: NOW + 10_000 }

/** The status line’s strip and the corner of notices, with a host on which this work goes on. */
async function shell(tasks: readonly TaskView[] = []) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([])
  fake.answer('tasks.list', () => tasks)
  fake.answer('tasks.undo', () => ({ restored: 1 }))
  fake.answer('tasks.stop', () => running)
  const view = await show(fake, defineComponent({ render: () => [h(TaskStrip), h(NoticeList), h('input', { id: 'field' })] }))
  return {
    fake,
    ...view,
    /** What a person sees, without what only a screen reader hears. */
    seen: () => view.page.findAll('.task, .undo').map((one) => one.text()),
    spoken: () => view.page.findAll('.visually-hidden[role=status]').map((one) => one.text()),
    async report(list: readonly TaskView[]) {
      fake.emit('tasks.changed', list)
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => {
  unmountAll()
  vi.useRealTimers()
})

describe('a task', () => {
  it('shows its progress, whoever started it, and can be stopped', async () => {
    const { fake, page, click } = await shell([running])
    await vi.advanceTimersByTimeAsync(300)
    expect(page.get('.task').text()).toContain('Removing: 1,200 of 50,000')
    expect(page.get('[role=progressbar]').attributes('aria-valuenow')).toBe('2')
    await click('Stop')
    expect(fake.sent('tasks.stop')).toEqual([{ task: running.id }])
  })

  it('that ends at once shows nothing, and moves nothing', async () => {
    const { page, report } = await shell()
    await report([running])
    await vi.advanceTimersByTimeAsync(200)
    await report([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(page.find('.task').exists()).toBe(false)
  })

  it('is announced to screen readers once, not with every figure', async () => {
    const { spoken, report } = await shell([running])
    await vi.advanceTimersByTimeAsync(300)
    const first = spoken()[0]
    await report([{ ...running, done: 20_000 }])
    expect([first, spoken()[0]]).toEqual(['Removing 50,000 uploads.', 'Removing 50,000 uploads.'])
  })

  it('is announced for each task, also if the next one has the same text', async () => {
    const { page, report } = await shell([running])
    await vi.advanceTimersByTimeAsync(300)
    const words = () => page.get('.strip [role=status] > *')
    const first = words().element
    await report([{ ...running, done: 20_000 }])
    const same = words().element
    await report([{ ...running, id: newTaskId() }])
    expect([same === first, words().element === first, words().text()]).toEqual([true, false, 'Removing 50,000 uploads.'])
  })

  it('returns the focus when its button to stop disappears', async () => {
    const { page, report } = await shell([running])
    await vi.advanceTimersByTimeAsync(300)
    page.get<HTMLElement>('#field').element.focus()
    page.get<HTMLElement>('.task button').element.focus()
    await report([])
    expect([page.find('.task').exists(), document.activeElement?.id]).toEqual([false, 'field'])
  })

  it('that was stopped reports what was done, and failures their reason', async () => {
    const { said, report } = await shell()
    await report([{ ...running, verb: 'pause', state: 'stopped', canUndo: false, changed: 700 }])
    await report([
      { ...running, verb: 'pause', state: 'stopped', canUndo: false, changed: 700 },
      { ...running, id: newTaskId(), verb: 'resume', state: 'failed', canUndo: false, failure: failure('host.closing') },
    ])
    expect(said()).toEqual(['Stopped: 700 of 50,000 paused.', 'Stopped: 1,200 of 50,000 resumed.'])
  })
})

describe('a removal', () => {
  it('can be undone for ten seconds, which count down evenly and never up', async () => {
    const { seen, report, page } = await shell()
    await report([running])
    await report([removed])
    const seconds: string[] = []
    for (let step = 0; step < 22; step += 1) {
      seconds.push(page.find('.seconds').exists() ? page.get('.seconds').text() : '')
      await vi.advanceTimersByTimeAsync(500)
      // The host tells of something else.
      if (step % 3 === 0) await report([{ ...removed }])
    }
    const halves = (from: number) =>
      Array.from({ length: from }, (_, second) => [`${from - second} s`, `${from - second} s`]).flat()
    expect(seconds).toEqual([...halves(10), '', ''])
    expect(seen()).toEqual([])
  })

  it('is undone by the button or the usual keys, but not while a person types', async () => {
    const { fake, click, page, report } = await shell([removed])
    await page.get('#field').trigger('keydown', { key: 'z', ctrlKey: true })
    expect(fake.sent('tasks.undo')).toEqual([])
    await page.trigger('keydown', { key: 'z', metaKey: true })
    await click('Undo')
    expect(fake.sent('tasks.undo')).toEqual([{ task: removed.id }, { task: removed.id }])
    await report([{ ...removed, state: 'undoing', canUndo: false, undoUntil: null }])
    expect(page.find('.undo').exists()).toBe(false)
  })

  it('is announced once, with the keys and without the seconds', async () => {
    const { page, report } = await shell()
    const region = page.get('.corner > .visually-hidden[role=status]')
    const words = [region.text()]
    await report([running])
    await report([removed])
    words.push(region.text())
    await vi.advanceTimersByTimeAsync(3_000)
    words.push(region.text())
    await report([])
    words.push(region.text())
    const said = '50,000 uploads removed. Undo with Ctrl+Z within 10 seconds.'
    // The place of the words is there before they are: only what changes in it is read.
    expect([words, region.element.isConnected]).toEqual([['', said, said, ''], true])
  })

  it('is announced each time, also with the same text, and not again when a later removal is undone', async () => {
    const { page, report } = await shell()
    const region = page.get('.corner > .visually-hidden[role=status]')
    // What comes new into the region is read; alone, without what is there already.
    const read: string[] = []
    const observer = new MutationObserver((changes) => {
      for (const change of changes) for (const node of change.addedNodes) read.push(node.textContent ?? '')
    })
    observer.observe(region.element, { childList: true, subtree: true, characterData: true })
    const next = { ...removed, id: newTaskId() }
    const said = '50,000 uploads removed. Undo with Ctrl+Z within 10 seconds.'
    await report([removed])
    await report([removed, next])
    expect([read, region.attributes('aria-atomic')]).toEqual([[said, said], 'false'])
    await report([removed, { ...next, state: 'undoing', canUndo: false, undoUntil: null }])
    expect([read.length, region.text()]).toEqual([2, said])
    // It could not be brought back, and can still be.
    await report([removed, next])
    await report([removed])
    expect(read).toEqual([said, said])
    await report([])
    observer.disconnect()
    expect(region.text()).toBe('')
  })

  it.each([
    ['after its time', async () => void (await vi.advanceTimersByTimeAsync(11_000))],
    ['when it was undone', async (report: (list: readonly TaskView[]) => Promise<void>) => report([])],
  ])('returns the focus to where it was: %s', async (_when, goes) => {
    const { page, report } = await shell([removed])
    const field = page.get<HTMLElement>('#field').element
    field.focus()
    page.get<HTMLElement>('.undo button').element.focus()
    await goes(report)
    expect([page.find('.undo').exists(), document.activeElement?.id]).toEqual([false, 'field'])
  })

  it('does not take the focus from where a person has moved it', async () => {
    const { page, report } = await shell([removed])
    const undo = page.get<HTMLElement>('.undo button').element
    page.get<HTMLElement>('#field').element.focus()
    undo.focus()
    undo.blur()
    await vi.advanceTimersByTimeAsync(10)
    await report([])
    expect(document.activeElement).toBe(document.body)
  })

  it('before this page was opened can be undone as long as the host reports', async () => {
    const { seen } = await shell([{ ...removed, undoUntil: NOW + 3_400 }])
    expect(seen()[0]).toContain('4 s')
  })
})

it('gets an id that every host accepts, also where a page has no randomUUID', () => {
  const ids = Array.from({ length: 100 }, newTaskId)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(new Set(ids).size).toBe(100)
})
