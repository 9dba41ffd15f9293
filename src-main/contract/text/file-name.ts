/** @file Names of files that every system takes. Pure. */

/** Without what some system forbids in names, and short. */
export function portableFileName(text: string): string {
  const name = text
    .replace(/[<>:"/\\|?*\p{Cc}]/gu, '-')
    .slice(0, 100)
    .trim()
    .replace(/^\.+|[. ]+$/g, '')
  return name === '' ? 'Reelay' : name
}
