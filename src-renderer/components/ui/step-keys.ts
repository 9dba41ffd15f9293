/** @file What the keys of a list and of a slider move to. */

/** The index in a list that is one Tab stop, from 0 to `last`; `null` for a key that does not move. */
export function listStep(key: string, index: number, last: number): number | null {
  const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: last }[key]
  return to === undefined ? null : Math.min(last, Math.max(0, to))
}

/** The value of a slider, which may be outside of 0 to `last`; `null` for a key that does not move. @param page step of the page keys */
export function sliderStep(key: string, value: number, page: number, last: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: value - 1,
    ArrowRight: value + 1,
    ArrowDown: value - 1,
    ArrowUp: value + 1,
    PageDown: value - page,
    PageUp: value + page,
    Home: 0,
    End: last,
  }
  return steps[key] ?? null
}
