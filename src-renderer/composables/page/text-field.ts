/** @file Whether keys, pasted and dropped texts belong to a field at an element. */

const NOT_TYPED = ['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file', 'image']
const TEXT_FIELD = `textarea, select, [contenteditable], input:not(${NOT_TYPED.map((type) => `[type="${type}"]`).join(', ')})`

export function isInTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TEXT_FIELD) !== null
}
