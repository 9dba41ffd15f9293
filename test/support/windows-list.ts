/**
 * @file Lists drives twice as on Windows, where each is a folder of this one that is called by its letter: prints kinds by letter,
 * as JSON, a line for each time.
 */
import { createWindowsVolumes } from '../../src-main/adapters/watch/volumes/windows.ts'

const { list } = createWindowsVolumes('C:')
for (let time = 0; time < 2; time += 1) {
  console.log(JSON.stringify(Object.fromEntries((await list()).map(({ label, kind }) => [label, kind]))))
}
