/** @file The folder that paths have in common. Pure. */

/**
 * Of some folders, without a separator at its end; of none, and where they share nothing but the root, it is empty.
 *
 * @param sep what separates names on the system of the paths
 */
export function commonFolder(folders: readonly string[], sep: string): string {
  const [first = [], ...others] = folders.map((folder) => folder.split(sep))
  const length = first.findIndex((name, index) => others.some((other) => other[index] !== name))
  return (length === -1 ? first : first.slice(0, length)).join(sep)
}
