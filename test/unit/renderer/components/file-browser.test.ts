import { afterEach, beforeEach, expect, it } from 'vitest'
import FileBrowser from '../../../../src-renderer/components/queue/FileBrowser.vue'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

beforeEach(() => localStorage.clear())
afterEach(unmountAll)

it('the file browser names entries that it does not list because their names are not UTF-8, and what to do', async () => {
  const fake = createFakeBridge()
  const unnamed = ['caf\\xE9', 'dossier\\xE9', 'm\\xFC', 'n\\xF1']
  fake.answer('files.list', () => ({ path: '/clips', parent: '/', places: [], entries: [], unnamed, total: 4 }))
  const { page } = await show(fake, FileBrowser, { modelValue: new Set() })
  expect(page.text()).toContain(
    'their names are not text (UTF-8): caf\\xE9, dossier\\xE9, m\\xFC and others. Rename them to send what is in them.',
  )
})

it('the file browser selects the path that arrives while its field has the focus', async () => {
  const fake = createFakeBridge()
  const { promise, resolve } = Promise.withResolvers<object>()
  fake.answer('files.list', (() => promise) as never)
  const { page } = await show(fake, FileBrowser, { modelValue: new Set() })
  const input = page.find('input[name="path"]').element as HTMLInputElement
  input.focus()

  resolve({ path: '/home/me', parent: '/', places: [], entries: [], unnamed: [], total: 0 })
  await expect.poll(() => input.value).toBe('/home/me')
  await expect.poll(() => [input.selectionStart, input.selectionEnd]).toEqual([0, '/home/me'.length])
})

it('the file browser shows dates, sorts by them and by size, and keeps folders first', async () => {
  const fake = createFakeBridge()
  const at = (name: string, kind: 'file' | 'folder', sizeBytes: number | null, modifiedAt: number) => ({
    ...{ name, path: `/clips/${name}`, kind, sizeBytes, modifiedAt },
  })
  const entries = [
    at('Day 1', 'folder', null, 0),
    at('a.mov', 'file', 5_000, 86_400_000),
    at('b.mov', 'file', 1_000, 172_800_000),
  ]
  fake.answer('files.list', () => ({ path: '/clips', parent: '/', places: [], drives: [], entries, unnamed: [], total: 3 }))
  const { page } = await show(fake, FileBrowser, { modelValue: new Set() })
  const names = () => page.findAll('[role=option] .name').map((one) => one.text())
  expect(page.findAll('[role=option] .date')[1]?.text()).toMatch(/^2 January/)
  expect(names()).toEqual(['Day 1', 'a.mov', 'b.mov'])
  const sort = async (order: string) => page.get('.order select').setValue(order)
  await sort('date')
  expect(names()).toEqual(['Day 1', 'b.mov', 'a.mov'])
  await sort('size')
  expect(names()).toEqual(['Day 1', 'a.mov', 'b.mov'])
})

it('the file browser has shortcuts to drives, with their free space, and to recent folders', async () => {
  const fake = createFakeBridge()
  const drives = [{ label: 'CARD A', path: '/media/card', kind: 'removable', freeBytes: 12_000_000_000 }]
  const entries = [{ name: 'a.mov', path: '/clips/a.mov', kind: 'file', sizeBytes: 1, modifiedAt: null }]
  fake.answer('files.list', () => ({ path: '/clips', parent: '/', places: [], drives, entries, unnamed: [], total: 1 }))
  const { page, click } = await show(fake, FileBrowser, { modelValue: new Set() })
  await page.get('[role=option]').trigger('click')
  expect(page.findAll('[aria-label="Recent folders"] option').map((one) => one.text())).toEqual(['Recent…', '/clips'])
  const drive = page.findAll('button').find((one) => one.text().includes('CARD A'))
  expect(drive?.text()).toContain('12.0 GB free')
  await click(drive?.text() ?? '')
  expect(fake.sent('files.list').at(-1)).toEqual({ path: '/media/card' })
  await page.get('[aria-label="Recent folders"]').setValue('/clips')
  expect(fake.sent('files.list').at(-1)).toEqual({ path: '/clips' })
})
