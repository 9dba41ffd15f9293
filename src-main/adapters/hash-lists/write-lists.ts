/** @file Writes ASC MHL 2.0: reads files, compares them with their lists and receipts, and lists those that pass. */
import { dirname, parse, resolve, sep } from 'node:path'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { commonFolder } from '../../contract/text/common-folder.ts'
import type { ListedFile, ListRequest, ListWriter } from '../../engine/ports/list-writer.ts'
import { type CheckedFile, checkFiles, type WantedFile } from './check-files.ts'
import { type DirectoryHashes, directoryHashes } from './directory-hashes.ts'
import { createHistories } from './histories.ts'
import { readHistory } from './history.ts'
import type { WrittenFile, WrittenFolder, WrittenList } from './list-xml.ts'
import { createHashLists } from './lookup.ts'
import { type NewList, referenceTo, writeGeneration, writeSingle } from './new-generation.ts'
import { type PlanContext, type PlannedList, planFiles, planFolder, planPart } from './plan.ts'
import type { TreeFolder } from './tree.ts'

type Checked = ReadonlyMap<string, CheckedFile>

export const writeLists: ListWriter = async (request, signal) => {
  const plans = await planAll(request, { histories: createHistories(signal), sent: request.sent, signal })
  const all = plans.flatMap(withNested)
  const files = all.flatMap((plan) => plan.files)
  const lists = createHashLists(() => performance.now())
  const checked = await checkFiles(files, { format: request.format, lists, signal, onProgress: request.onProgress })
  for (const plan of all) if (request.out === null) await checkStillSame(plan, signal)
  const written: NewList[] = []
  for (const plan of plans) await writePlan(plan, { request, checked, lists: written })
  const results = [
    ...files.map(({ path }) => resultOf(checked, path)),
    ...all.flatMap((plan) => plan.unread.map(({ file }) => file)),
  ]
  return {
    lists: written.map(({ path }) => path),
    files: results.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
  }
}

async function planAll({ files, out }: ListRequest, context: PlanContext): Promise<readonly PlannedList[]> {
  const isFlat = out !== null
  if ('folder' in files) {
    const folder = resolve(files.folder)
    const above = isFlat ? null : await context.histories.nearest(dirname(folder))
    // The folder is part of one that has lists: its files are added to those.
    if (above === null || (await context.histories.nearest(folder)) !== above) return [await planFolder(folder, isFlat, context)]
    return planPart(folder, above, context)
  }
  const common = commonFolder(
    files.paths.map((path) => dirname(path)),
    sep,
  )
  // Files that share no folder share the root of their drive.
  return planFiles(files.paths, common.includes(sep) ? common : parse(files.paths[0] ?? sep).root, isFlat, context)
}

function withNested(plan: PlannedList): PlannedList[] {
  return [...[...plan.nested.values()].flatMap(withNested), plan]
}

/** Reading may have taken hours, in which another program may have written a list. */
async function checkStillSame({ history }: PlannedList, signal: AbortSignal): Promise<void> {
  const now = await readHistory(history.folder, signal)
  if (now.nextNumber === history.nextNumber) return
  const reason = phrase('another program has written a list there meanwhile')
  throw new FailureError(failure('list.notWritten', { path: history.folder, reason }))
}

interface Writing {
  readonly request: ListRequest
  readonly checked: Checked
  /** The lists that were written so far; grows. */
  readonly lists: NewList[]
}

/** Writes the lists of folders below first, because this one refers to them. @returns the hashes of the folder if all in it is listed */
async function writePlan(plan: PlannedList, writing: Writing): Promise<DirectoryHashes | null> {
  const { request, checked, lists } = writing
  const nestedHashes = new Map<string, DirectoryHashes | null>()
  const references: { path: string; c4: string }[] = []
  for (const [path, nested] of plan.nested) {
    const before = lists.length
    nestedHashes.set(path, await writePlan(nested, writing))
    const own = lists.slice(before).at(-1)
    if (own) references.push(referenceTo(own, plan.history.folder))
  }
  const entries: (WrittenFile | WrittenFolder)[] = []
  let root: DirectoryHashes | null = null
  if (plan.tree) {
    root = await listFolder(plan.tree, { entries, nested: nestedHashes, checked, format: request.format })
  } else entries.push(...plan.files.flatMap((file) => entryOf(file, checked) ?? []))
  if (entries.length === 0) return root
  const list: WrittenList = {
    createdAt: Date.now(),
    maker: request.maker,
    format: request.format,
    ignores: plan.ignores,
    root,
    entries,
    references,
  }
  const written = request.out === null ? await writeGeneration(plan.history, list) : await writeSingle(resolve(request.out), list)
  lists.push(written)
  request.onList(written.path)
  return root
}

interface Listing {
  /** The entries of the list so far; grows. */
  readonly entries: (WrittenFile | WrittenFolder)[]
  readonly nested: ReadonlyMap<string, DirectoryHashes | null>
  readonly checked: Checked
  readonly format: ListRequest['format']
}

/** Adds the entries of a folder. @returns its hashes if everything below it is listed in the format */
async function listFolder(folder: TreeFolder, listing: Listing): Promise<DirectoryHashes | null> {
  const { entries, nested, checked, format } = listing
  const children: Parameters<typeof directoryHashes>[1][number][] = []
  let isWhole = folder.problems.length === 0
  for (const child of folder.children) {
    if (child.kind === 'file') {
      const entry = entryOf(child, checked)
      if (entry) entries.push(entry)
      const hash = entry?.hashes.find((one) => one.format === format)?.value
      if (hash === undefined) isWhole = false
      else children.push({ name: child.name, hash })
      continue
    }
    const hashes = child.hasLists ? (nested.get(child.path) ?? null) : await listFolder(child, listing)
    if (hashes === null) isWhole = false
    else {
      entries.push({ path: child.below, modifiedAt: child.modifiedAt, ...hashes })
      children.push({ name: child.name, ...hashes })
    }
  }
  return isWhole ? directoryHashes(format, children) : null
}

function entryOf({ path, below }: Pick<WantedFile, 'path' | 'below'>, checked: Checked): WrittenFile | null {
  const read = checked.get(path)?.read
  if (!read || read.verdict.hashes.length === 0) return null
  const { sizeBytes, modifiedAt, hashedAt } = read.hashes
  const { hashes, receipt } = read.verdict
  return { path: below, sizeBytes, modifiedAt, hashedAt, hashes, previousPath: read.previousPath, receipt }
}

function resultOf(checked: Checked, path: string): ListedFile {
  const found = checked.get(path)
  if (!found) throw new Error(`${path} was not read`)
  return found.file
}
