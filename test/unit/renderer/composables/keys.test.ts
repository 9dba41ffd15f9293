import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { withCommand, withOption } from '../../../../src-renderer/composables/page/key-names.ts'
import { isInTextField } from '../../../../src-renderer/composables/page/text-field.ts'
import { shortcuts, useShortcuts } from '../../../../src-renderer/composables/page/use-shortcuts.ts'

describe('keys', () => {
  it('are named as the keyboard of the computer shows them', () => {
    expect([withCommand('Z', true), withOption('↑', true)]).toEqual(['⌘Z', '⌥↑'])
    expect([withCommand('Z', false), withOption('↑', false)]).toEqual(['Ctrl+Z', 'Alt+↑'])
    expect(shortcuts().flatMap(({ keys }) => keys)).toContain(withCommand('A'))
  })
})

describe('shortcuts', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('work on what is ticked, and not where something is typed', () => {
    const help = vi.fn()
    const scope = effectScope()
    scope.run(() => useShortcuts({ help }))
    const press = (html: string): boolean => {
      document.body.innerHTML = html
      const target = document.body.firstElementChild as Element
      const before = help.mock.calls.length
      target.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true, cancelable: true }))
      return help.mock.calls.length > before
    }
    const boxes = ['<input type="checkbox">', '<input type="radio">', '<button>Go</button>']
    const texts = ['<input>', '<input type="password">', '<textarea></textarea>', '<select></select>']
    expect(boxes.map(press)).toEqual([true, true, true])
    expect(texts.map(press)).toEqual([false, false, false, false])
    expect(press('<div role="dialog"></div>')).toBe(false)
    scope.stop()
    expect(press('<button>Go</button>')).toBe(false)
  })

  it('know a text field by what is around it, too', () => {
    document.body.innerHTML = '<div contenteditable="true"><b>bold</b></div><p>text</p>'
    expect([isInTextField(document.querySelector('b')), isInTextField(document.querySelector('p'))]).toEqual([true, false])
    expect(isInTextField(null)).toBe(false)
  })
})
