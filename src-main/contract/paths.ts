/** @file Names in a path that may come from either kind of system. */

/** `C:\Clips\A.MP4` → `['C:', 'Clips', 'A.MP4']`. In a path that begins with `/` a backslash is part of a name. */
export function namesIn(path: string): readonly string[] {
  return path.split(path.startsWith('/') ? '/' : /[\\/]/).filter((name) => name !== '')
}

/** The last of them; a path that has none is its own name. */
export function lastNameIn(path: string): string {
  return namesIn(path).at(-1) ?? path
}

/**
 * `\\?\c:\Clips` and `c:\Clips` → `C:\Clips`: how programs on Windows may write an absolute path, and how people do. Absolute
 * paths of other systems stay as they are.
 */
export function plainPath(path: string): string {
  const plain = path.replace(/^\\\\\?\\UNC\\/i, '\\\\').replace(/^\\\\\?\\(?=[a-z]:)/i, '')
  return /^[a-z]:/.test(plain) ? plain.charAt(0).toUpperCase() + plain.slice(1) : plain
}
