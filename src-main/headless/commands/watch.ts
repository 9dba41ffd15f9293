/** @file `reelay watch`: adds, changes, lists and previews watched folders. */
import { resolve } from 'node:path'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { counted } from '../../contract/text/format.ts'
import { DEFAULT_WATCH_RULES, type WatchPreview, type WatchRules, type WatchView } from '../../contract/watch.ts'
import type { Client } from '../../http-api/client.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { print, printJson, printResult } from '../output/terminal.ts'
import { previewLine, watchLine } from '../output/watch-lines.ts'
import { countsText, previewText, watchText } from '../output/watch-text.ts'
import { usage } from '../parse.ts'
import { pickWatch } from '../watch-name.ts'
import { rulesFrom, type WatchFlags } from '../watch-rules.ts'

interface AddWatchFlags extends WatchFlags {
  readonly dryRun?: boolean
}

export async function addWatch(context: CommandContext, folder: string, flags: AddWatchFlags): Promise<number> {
  const rules = rulesFrom(flags)
  const path = resolve(folder)
  return withClient(context, async (client) => {
    if (flags.dryRun) return showPreview(context, await client.request('watch.preview', { path, rules }), rules.accountId ?? null)
    const watch = await client.request('watch.add', { path, rules })
    const { watching } = await client.request('app.info', {})
    const next = watching
      ? 'Finished files are sent from now on.'
      : 'Files are sent while Reelay runs; start it with: reelay watch run'
    show(context, watch, [`Watching ${watch.path}. ${next}`])
    return EXIT.ok
  })
}

/** Rules that are not named stay unchanged. */
export async function updateWatch(context: CommandContext, name: string, flags: AddWatchFlags): Promise<number> {
  const changes = rulesFrom(flags)
  if (Object.keys(changes).length === 0)
    throw usage('Name at least one rule to change; they are listed by: reelay watch update --help')
  return withClient(context, async (client) => {
    const { id, rules: before, accountName } = await findWatch(context, client, name)
    const rules = changes.options === undefined ? changes : { ...changes, options: optionsAfter(before, changes.options) }
    if (flags.dryRun) {
      return showPreview(context, await client.request('watch.preview', { id, rules }), rules.accountId ?? accountName)
    }
    const watch = await client.request('watch.update', { id, rules })
    show(context, watch, [`Rules of ${watch.path} changed.`])
    return EXIT.ok
  })
}

/** No options at all reset all of them; an empty value resets one. */
function optionsAfter(before: WatchRules, change: Readonly<Record<string, string>>): Record<string, string> {
  if (Object.keys(change).length === 0) return DEFAULT_WATCH_RULES.options
  return Object.fromEntries(Object.entries({ ...before.options, ...change }).filter(([, value]) => value !== ''))
}

export function listWatches(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    const watches = await client.request('watch.list', {})
    for (const watch of watches) show(context, watch, watchText(watch, Date.now()))
    if (watches.length === 0 && !context.json) print('No folder is watched. Add one with: reelay watch add FOLDER --account NAME')
    return EXIT.ok
  })
}

/** Of a watched folder with its rules, or of any other folder. */
export async function previewWatch(context: CommandContext, name: string, flags: WatchFlags): Promise<number> {
  const rules = rulesFrom(flags)
  return withClient(context, async (client) => {
    const watch = await pickWatch(await client.request('watch.list', {}), name, context.drives)
    const preview = await client.request('watch.preview', watch ? { id: watch.id, rules } : { path: resolve(name), rules })
    return showPreview(context, preview, rules.accountId ?? watch?.accountName ?? null)
  })
}

export function scanWatch(context: CommandContext, name: string): Promise<number> {
  return withClient(context, async (client) => {
    const { id } = await findWatch(context, client, name)
    const watch = await client.request('watch.scan', { id })
    show(context, watch, [`${watch.path}: ${countsText(watch.counts)}.`])
    return EXIT.ok
  })
}

export interface PauseFlags {
  readonly all?: boolean
}

export async function pauseWatches(
  context: CommandContext,
  paused: boolean,
  names: readonly string[],
  { all = false }: PauseFlags,
): Promise<number> {
  const verb = paused ? 'pause' : 'resume'
  if (all === names.length > 0) throw usage(`Name the folders to ${verb}, or use --all.`)
  return withClient(context, async (client) => {
    const ids = all ? undefined : (await findWatches(context, client, names)).map(({ id }) => id)
    await client.request('watch.pause', { ...(ids === undefined ? {} : { ids }), paused })
    const changed = (await client.request('watch.list', {})).filter(({ id }) => ids?.includes(id) ?? true)
    for (const watch of changed) if (context.json) show(context, watch, [])
    if (!context.json) print(`${counted(changed.length, 'folder')} ${verb}d.`)
    return EXIT.ok
  })
}

export function removeWatch(context: CommandContext, name: string): Promise<number> {
  return withClient(context, async (client) => {
    const { id, path } = await findWatch(context, client, name)
    await client.request('watch.remove', { id })
    const message = `${path} is no longer watched. What was sent stays known, so that watching it again sends nothing twice.`
    printResult(context, { type: 'removed', id, path }, message)
    return EXIT.ok
  })
}

/** @throws FailureError `watch.unknown`, or `input.invalid` when several fit */
export async function findWatch(context: CommandContext, client: Client, name: string): Promise<WatchView> {
  const watch = await pickWatch(await client.request('watch.list', {}), name, context.drives)
  if (!watch) throw new FailureError(failure('watch.unknown', { id: name }))
  return watch
}

/** All of them, or none when one is unknown. */
async function findWatches({ drives }: CommandContext, client: Client, names: readonly string[]): Promise<WatchView[]> {
  const watches = await client.request('watch.list', {})
  const found = await Promise.all(names.map((name) => pickWatch(watches, name, drives)))
  return found.map((watch, index) => {
    if (!watch) throw new FailureError(failure('watch.unknown', { id: names[index] ?? '' }))
    return watch
  })
}

function show({ json }: CommandContext, watch: WatchView, lines: readonly string[]): void {
  if (json) printJson(watchLine(watch))
  else for (const line of lines) print(line)
}

function showPreview({ json }: CommandContext, preview: WatchPreview, account: string | null): number {
  if (json) printJson(previewLine(preview))
  else for (const line of previewText(preview, account)) print(line)
  return EXIT.ok
}
