/** @file The writing direction of an element, and the points at which menus open in it. */

export interface Point {
  readonly x: number
  readonly y: number
}

export function isRtl(element: Element | null): boolean {
  return element !== null && getComputedStyle(element).direction === 'rtl'
}

/** The x coordinate in a box at a distance from where its text begins, px. @param element whose direction counts */
export function inlineStart(element: Element | null, { left, right }: DOMRect, inset = 0): number {
  return isRtl(element) ? right - inset : left + inset
}

/** Where a menu opens: below the button that was clicked, or at the pointer. */
export function menuPoint({ type, currentTarget, clientX, clientY }: MouseEvent): Point {
  if (type !== 'click') return { x: clientX, y: clientY }
  const button = currentTarget as HTMLElement
  const box = button.getBoundingClientRect()
  return { x: inlineStart(button, box), y: box.bottom }
}
