/** @file Names in little room. */

const segments = new Intl.Segmenter()

/** Names give up the middle: their ends tell takes apart. */
export function shorten(name: string, letters: number): string {
  const all = [...segments.segment(name)].map(({ segment }) => segment)
  if (all.length <= letters) return name
  const end = Math.floor((letters - 1) / 2)
  return `${all.slice(0, letters - 1 - end).join('')}…${all.slice(-end).join('')}`
}
