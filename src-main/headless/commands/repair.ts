/** @file `reelay repair`: lists the damaged files of the data folder, and restores or drops them. It never prompts. */
import { DATA_FILES, type DamagedFile, describeCopy, LOST_WITHOUT } from '../../contract/damage.ts'
import { FailureError } from '../../contract/errors/errors.ts'
import { englishOf } from '../../contract/i18n/phrase.ts'
import { isoTime } from '../../contract/text/dates.ts'
import type { Repair } from '../../host.ts'
import type { CommandContext } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { print, printJson } from '../output/terminal.ts'
import { usage } from '../parse.ts'

interface RepairFlags {
  readonly restore?: boolean
  readonly goOn?: boolean
}

export async function repair(context: CommandContext, files: readonly string[], flags: RepairFlags): Promise<number> {
  const { restore = false, goOn = false } = flags
  if (restore && goOn)
    throw usage('Use --restore or --go-on; each can be for some files only: reelay repair journal.db --restore')
  for (const file of files) {
    if (!(DATA_FILES as readonly string[]).includes(file)) throw usage(`“${file}” is none of ${DATA_FILES.join(', ')}.`)
  }
  const opened = open(context, restore || goOn)
  if (opened === null) return EXIT.ok
  try {
    const chosen = opened.list().filter(({ file }) => files.length === 0 || files.includes(file))
    // A copy that cannot be restored is reported before anything is changed.
    const hopeless = restore ? chosen.find(({ whole }) => whole === null) : undefined
    if (hopeless) opened.restore(hopeless)
    for (const damaged of chosen) {
      if (restore) opened.restore(damaged)
      else if (goOn) opened.goOn(damaged.file)
      report(context, damaged, restore ? 'restored' : goOn ? 'gone-on' : 'damaged')
    }
    const left = opened.list().length
    if (!context.json) print(ending(left, chosen.length))
    return left === 0 ? EXIT.ok : EXIT.attention
  } finally {
    opened.close()
  }
}

/** `null` when Reelay runs there: then no file is damaged. */
function open({ openRepair, dataDir, json }: CommandContext, isChanging: boolean): Repair | null {
  try {
    return openRepair(dataDir)
  } catch (caught) {
    const isInUse = caught instanceof FailureError && caught.failure.code === 'store.inUse'
    if (!isInUse || isChanging) throw caught
    if (!json) print(caught.message)
    return null
  }
}

function report(context: CommandContext, damaged: DamagedFile, type: 'damaged' | 'restored' | 'gone-on'): void {
  const { file, path, kept, foundAt, whole } = damaged
  const reason = englishOf(damaged.reason)
  const lost = LOST_WITHOUT[file]
  const line = { type, file, path, kept, reason, foundAt: isoTime(foundAt), lost, whole }
  if (context.json) printJson(line)
  else if (type === 'restored') print(`${file} is back, from ${whole?.path ?? path}.`)
  else if (type === 'gone-on') print(`${file} begins empty; what it was stays in ${kept}.`)
  else for (const line of choices(damaged, lost)) print(line)
}

function choices({ file, path, kept, reason, whole }: DamagedFile, lost: string): string[] {
  return [
    `${path} is damaged: ${englishOf(reason)}.`,
    `  It is kept, unchanged, as ${kept}.`,
    ...(whole === null
      ? ['  No whole copy of it was found.']
      : [`  ${describeCopy(whole)}`, `  To use it: reelay repair ${file} --restore`]),
    `  Going on without it: ${lost}`,
    `  To do that: reelay repair ${file} --go-on`,
  ]
}

function ending(left: number, chosen: number): string {
  if (left > 0) return `Nothing is sent until ${left === 1 ? 'this is' : 'these are'} decided.`
  return chosen === 0 ? 'Nothing is damaged.' : 'Nothing is damaged any more.'
}
