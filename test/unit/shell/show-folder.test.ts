import { expect, it, vi } from 'vitest'
import { showFile } from '../../../src-main/shell/menus/show-folder.ts'

const shown = vi.hoisted((): string[] => [])
vi.mock('electron', () => ({ shell: { showItemInFolder: (path: string) => void shown.push(path) } }))

it('shows a file in its folder by the file manager of the system', () => {
  showFile('/clips/a.mov')
  expect(shown).toEqual(['/clips/a.mov'])
})
