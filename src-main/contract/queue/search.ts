/** @file The search in lists. */

/** Characters of a search at most. */
export const MAX_SEARCH_LENGTH = 500
