/** @file Saves texts as a file, by the browser or by the window of the desktop app. */

/** @param type the MIME type */
export function download(name: string, type: string, parts: readonly string[]): void {
  const address = URL.createObjectURL(new Blob([...parts], { type }))
  Object.assign(document.createElement('a'), { href: address, download: name }).click()
  // Some browsers begin the download a moment after the click.
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
