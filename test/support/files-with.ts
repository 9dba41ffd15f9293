/** @file Which files of a folder hold a text: for tests that nothing stores a secret in clear. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../../src-main/contract/errors/error-code.ts'

/** Names of files below a folder that hold any of these texts, in clear, URL-encoded or in base64. */
export async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const forms = texts.flatMap((text) => [text, encodeURIComponent(text), Buffer.from(text).toString('base64').replace(/=+$/, '')])
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const found = await Promise.all(
    entries.map(async ({ parentPath, name }) => {
      const content = await readFile(join(parentPath, name)).catch((caught: unknown) => {
        // A running process may delete a file meanwhile.
        if (errorCode(caught) === 'ENOENT') return Buffer.alloc(0)
        throw caught
      })
      return forms.some((form) => content.includes(form)) ? name : null
    }),
  )
  return found.filter((name) => name !== null)
}
