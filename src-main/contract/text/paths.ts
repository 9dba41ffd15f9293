/** @file Paths that may come from Windows or from other systems. */

/** `C:\Clips\A.MP4` → `['C:', 'Clips', 'A.MP4']`. In a path that begins with `/` a backslash is part of a name. */
export function namesIn(path: string): readonly string[] {
  return path.split(path.startsWith('/') ? '/' : /[\\/]/).filter((name) => name !== '')
}

/** The last of them; a path that has none is its own name. */
export function lastNameIn(path: string): string {
  return namesIn(path).at(-1) ?? path
}

/**
 * `\\?\c:\Clips` and `c:\Clips` → `C:\Clips`: the extended and the usual form of an absolute path on Windows. Absolute paths of
 * other systems are returned unchanged.
 */
export function plainPath(path: string): string {
  const plain = path.replace(/^\\\\\?\\UNC\\/i, '\\\\').replace(/^\\\\\?\\(?=[a-z]:)/i, '')
  return /^[a-z]:/.test(plain) ? plain.charAt(0).toUpperCase() + plain.slice(1) : plain
}
