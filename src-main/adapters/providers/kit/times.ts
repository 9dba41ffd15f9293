/** @file Times that several providers share. */

/** Long videos are processed for hours; a host that has nothing to play after a day will hardly have it later. */
export const A_DAY_MS = 24 * 60 * 60_000
