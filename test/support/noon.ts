/** @file A time zone in which it is about noon, so that midnight does not pass during a test of days. */

/** For `TZ` and for a browser. The names have the sign of POSIX: `Etc/GMT-5` is five hours ahead of UTC. */
export function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours()
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
