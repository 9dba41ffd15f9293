/** @file Which files of a folder hold a text: for tests that nothing stores a secret in clear. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Names of files below a folder that hold any of these texts, in clear, URL-encoded or in base64. */
export async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const forms = texts.flatMap((text) => [text, encodeURIComponent(text), Buffer.from(text).toString('base64').replace(/=+$/, '')])
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const found = await Promise.all(
    entries.map(async ({ parentPath, name }) => {
      // A running process may delete a file meanwhile.
      const content = await readFile(join(parentPath, name)).catch(() => Buffer.alloc(0))
      return forms.some((form) => content.includes(form)) ? name : null
    }),
  )
  return found.filter((name) => name !== null)
}
