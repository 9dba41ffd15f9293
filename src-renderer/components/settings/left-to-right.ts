/** @file Commands and names of packages within a sentence, which is written from right to left in some languages. */

/** With the marks of Unicode that keep a text apart from its surroundings. */
export function leftToRight(text: string): string {
  return `\u2066${text}\u2069`
}
