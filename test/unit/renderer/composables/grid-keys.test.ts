import { afterEach, expect, it } from 'vitest'
import { type GridKeyOptions, useGridKeys } from '../../../../src-renderer/composables/queue/use-grid-keys.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

it('← and → open and close a group by the direction of the list, whatever that of the page is', () => {
  const folds: (boolean | null)[] = []
  const onKey = useGridKeys({
    queue: { lines: { value: 1 } },
    selection: { cursor: { value: 0 } },
    toggleGroup: (isOpen: boolean | null) => folds.push(isOpen) > 0,
  } as unknown as GridKeyOptions)
  const press = (direction: 'ltr' | 'rtl', key: string): boolean | null | undefined => {
    document.body.innerHTML = `<div style="direction: ${direction}"></div>`
    const list = document.body.firstElementChild as HTMLElement
    list.addEventListener('keydown', onKey)
    list.dispatchEvent(new KeyboardEvent('keydown', { key }))
    return folds.at(-1)
  }
  expect([press('ltr', 'ArrowRight'), press('ltr', 'ArrowLeft')]).toEqual([true, false])
  expect([press('rtl', 'ArrowRight'), press('rtl', 'ArrowLeft')]).toEqual([false, true])
  expect(press('rtl', 'Enter')).toBeNull()
})
