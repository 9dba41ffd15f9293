/** @file Clips that a camera splits into several files. Pure. */

/**
 * Names of the parts that a camera made before this one, nearest first; they belong to one clip. Empty for a name that is not
 * that of a later part.
 *
 * - GoPro: `GX020123.MP4` follows `GX010123.MP4`; older ones `GP010123.MP4` follows `GOPR0123.MP4` (GoPro, “Camera File
 *   Naming Convention”).
 * - RED: `A001_C001_0101AB_002.R3D` follows `…_001.R3D`.
 * - Panasonic, JVC and others with FAT cards: `NAME_002.MOV` is ambiguous, and counts as a clip of its own.
 */
export function earlierParts(name: string): readonly string[] {
  const hero = /^(G[HXL])(\d\d)(\d{4}\.\w+)$/i.exec(name)
  if (hero) return numbersBelow(hero[2]).map((number) => `${hero[1]}${number}${hero[3]}`)
  const oldHero = /^GP(\d\d)(\d{4}\.\w+)$/i.exec(name)
  if (oldHero) return [...numbersBelow(oldHero[1]).map((number) => `GP${number}${oldHero[2]}`), `GOPR${oldHero[2]}`]
  const red = /^([A-Z]\d{3}_C\d{3}_\w{6}_)(\d{3})(\.R3D)$/i.exec(name)
  if (red) return numbersBelow(red[2]).map((number) => `${red[1]}${number}${red[3]}`)
  return []
}

/** `'003'` → `['002', '001']`. */
function numbersBelow(digits = ''): string[] {
  const count = Math.max(0, Number(digits) - 1)
  return Array.from({ length: count }, (_, index) => String(Number(digits) - 1 - index).padStart(digits.length, '0'))
}
