/** @file Times that several providers share. */

/** Long videos are processed for hours; a host that has nothing to play after a day will hardly have it later. */
export const A_DAY_MS = 24 * 60 * 60_000

/** Clocks of a host and of this computer may differ by this much. */
export const CLOCK_SLACK_MS = 10 * 60_000
