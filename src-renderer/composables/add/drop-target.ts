/** @file Finds the row on which something is dropped, and the text of a drop. */

/** The account or watched folder of a row, from its attribute `data-account` or `data-watch`; `null` outside of such rows. */
export type DropTarget =
  | { readonly kind: 'account'; readonly id: string }
  | { readonly kind: 'watch'; readonly id: string }
  | null

const ROWS = '[data-account], [data-watch]'

export function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(ROWS) : null
}

export function targetOf(target: EventTarget | null): DropTarget {
  const { account, watch } = rowOf(target)?.dataset ?? {}
  if (account !== undefined) return { kind: 'account', id: account }
  return watch === undefined ? null : { kind: 'watch', id: watch }
}

/** The text of a drop or paste from another program: its addresses, rather than their titles. */
export function textIn(data: Pick<DataTransfer, 'getData'>): string {
  const list = data
    .getData('text/uri-list')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n')
  return list === '' ? data.getData('text/plain') : list
}
