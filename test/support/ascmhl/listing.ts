/** @file Writes and reads hash lists of a folder in tests. */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { writeLists } from '../../../src-main/adapters/hash-lists/write-lists.ts'
import type { ListRequest } from '../../../src-main/engine/ports/list-writer.ts'

export const never = new AbortController().signal

export const writing = (files: ListRequest['files'], change: Partial<ListRequest> = {}): ListRequest => ({
  files,
  format: 'c4',
  out: null,
  sent: () => [],
  maker: { tool: 'Reelay', version: '1.0', hostName: 'cart <2>', userName: 'Ada & Bob' },
  onProgress: () => {},
  onList: () => {},
  ...change,
})

export const writeAll = (folder: string, change: Partial<ListRequest> = {}) => writeLists(writing({ folder }, change), never)

/** `path result`, from a folder. */
export const resultsIn = (folder: string, { files }: Awaited<ReturnType<typeof writeLists>>) =>
  files.map(({ path, result }) => `${relative(folder, path)} ${result}`)

/** All lists and chain files of a folder and below, by path. */
export async function listsIn(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true })
  const found = new Map<string, string>()
  for (const name of names.sort().filter((path) => /ascmhl[\\/]/.test(path)))
    found.set(name, await readFile(join(folder, name), 'utf8'))
  return found
}
