/** @file Frame numbers as timecodes (SMPTE ST 12-1). Pure. */

/**
 * `(930005, 25)` → `10:20:00:05`. In drop-frame timecode the first two numbers (four at 60) of each minute but every tenth do not exist;
 * it is written with a semicolon. `null` for invalid values.
 */
export function timecodeText(frame: number, perSecond: number, isDropFrame: boolean): string | null {
  if (!Number.isInteger(frame) || frame < 0 || perSecond < 1 || perSecond > 255) return null
  const skipsNumbers = isDropFrame && perSecond % 30 === 0
  const number = skipsNumbers ? withSkippedNumbers(frame, perSecond) : frame
  const seconds = Math.floor(number / perSecond)
  const two = (part: number): string => String(part).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  if (hours > 23) return null
  const clock = [hours, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  return `${clock}${skipsNumbers ? ';' : ':'}${two(number % perSecond)}`
}

function withSkippedNumbers(frame: number, perSecond: number): number {
  const dropped = perSecond / 15
  const perMinute = perSecond * 60 - dropped
  const perTenMinutes = perMinute * 10 + dropped
  const tenMinutes = Math.floor(frame / perTenMinutes)
  const rest = frame % perTenMinutes
  const minutes = rest < perSecond * 60 ? 0 : 1 + Math.floor((rest - perSecond * 60) / perMinute)
  return frame + tenMinutes * 9 * dropped + minutes * dropped
}
