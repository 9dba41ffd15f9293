/** @file What lies under something that is dropped, and what a drop holds. Pure but for reading the page. */

/** Rows name theirs as `data-account` and `data-watch`. */
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

/** The text of something that is dragged in from another program: its addresses, rather than what they are called. */
export function textIn(data: Pick<DataTransfer, 'getData'>): string {
  const list = data
    .getData('text/uri-list')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n')
  return list === '' ? data.getData('text/plain') : list
}
