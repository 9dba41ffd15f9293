import { afterEach, expect, it } from 'vitest'
import FileBrowser from '../../../../src-renderer/components/queue/FileBrowser.vue'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

afterEach(unmountAll)

it('the file browser says which names it does not list because they are not text, and what to do', async () => {
  const fake = createFakeBridge()
  const unnamed = ['caf\\xE9', 'dossier\\xE9', 'm\\xFC', 'n\\xF1']
  fake.answer('files.list', () => ({ path: '/clips', parent: '/', places: [], entries: [], unnamed, total: 4 }))
  const { page } = await show(fake, FileBrowser, { modelValue: new Set() })
  expect(page.text()).toContain(
    'their names are not text (UTF-8): caf\\xE9, dossier\\xE9, m\\xFC and others. Rename them to send what is in them.',
  )
})

it('the file browser lets whoever is in the field of the folder type over the path that arrives', async () => {
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
