/** @file The bar of a progress line. */
const WIDTH = 24

/** `████████▒▒▒▒░░░░░░░░░░░░`. @param percent 0 to 100: solid, and up to where it is lighter */
export function progressBar(percent: number, lighterPercent = percent): string {
  const [solid, all] = [percent, lighterPercent].map((part) => Math.round((part / 100) * WIDTH)) as [number, number]
  return '█'.repeat(solid) + '▒'.repeat(all - solid) + '░'.repeat(WIDTH - all)
}
