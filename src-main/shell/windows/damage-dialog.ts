/** @file The dialog about damaged files of the data folder. Nothing starts until a person has chosen how to go on. */
import { dialog, shell } from 'electron'
import { type DamagedFile, describeCopy, LOST_WITHOUT } from '../../contract/damage.ts'
import { failureFrom, titleOf } from '../../contract/errors/errors.ts'
import { t, tn } from '../../contract/i18n/i18n.ts'
import { textOf } from '../../contract/i18n/phrase.ts'
import type { Repair } from '../../host.ts'

const DAMAGE: ReadonlySet<string> = new Set(['store.damaged', 'settings.damaged', 'store.listDamaged'])

/**
 * Retries the start until no damage is left; resolves to `null` when a person quits instead. Any other failure is thrown, and so is
 * damage while the app quits, as nobody answers a dialog then.
 */
export async function startWithRepair<T>(
  start: () => Promise<T>,
  openRepair: () => Promise<Repair>,
  isQuitting: () => boolean,
): Promise<T | null> {
  for (;;) {
    try {
      return await start()
    } catch (caught) {
      const problem = failureFrom(caught)
      if (!DAMAGE.has(problem.code) || isQuitting()) throw caught
      const repair = await openRepair()
      try {
        if (!(await askAbout(titleOf(problem), repair))) return null
      } finally {
        repair.close()
      }
    }
  }
}

/** Resolves to `false` when a person quits, otherwise to `true` once the choice is carried out. */
async function askAbout(title: string, repair: Repair): Promise<boolean> {
  for (;;) {
    const damaged = repair.list()
    const [first] = damaged
    if (!first) return true
    const answers = [
      ...(damaged.every(({ whole }) => whole !== null) ? [['restore', t('Put the whole copy back')] as const] : []),
      ['show', t('Show the file')] as const,
      ['go-on', tn(damaged.length, 'Go on without it', 'Go on without them')] as const,
      ['quit', t('Quit')] as const,
    ]
    const quit = answers.length - 1
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: title,
      detail: damaged.map(describe).join('\n\n'),
      buttons: answers.map(([, label]) => label),
      defaultId: quit,
      cancelId: quit,
      noLink: true,
    })
    switch (answers[response]?.[0] ?? 'quit') {
      case 'quit':
        return false
      case 'show':
        shell.showItemInFolder(first.kept)
        break
      case 'restore':
        damaged.forEach(repair.restore)
        return true
      case 'go-on':
        for (const { file } of damaged) repair.goOn(file)
        return true
    }
  }
}

function describe({ file, path, kept, reason, whole }: DamagedFile): string {
  return [
    t('{path}: {reason}. It is kept, unchanged, as {kept}.', { path, reason: textOf(reason), kept }),
    ...(whole ? [describeCopy(whole)] : []),
    t('Going on without it: {loss}', { loss: LOST_WITHOUT[file] }),
  ].join('\n')
}
