import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { lastProblems } from '../../src-main/log-tail.ts'
import { createRotatedFile } from '../../src-main/rotated-file.ts'
import { tempFolder } from '../support/temp-folder.ts'

const same = (text: string): string => text
const line = (msg: string, level = 40): string => `${JSON.stringify({ level, time: 0, area: 'queue', msg })}\n`
const shown = (msg: string): string => `1970-01-01T00:00:00.000Z queue: ${msg}`

async function aLog() {
  const folder = await tempFolder()
  await mkdir(folder.in('logs'))
  return {
    problems: (most?: number) => lastProblems(folder.path, same, most),
    path: folder.in('logs', 'reelay.log'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

describe('the last problems of the log', () => {
  it('are there right after a rotation, newest first', async () => {
    await using log = await aLog()
    const file = createRotatedFile(log.path, { maxBytes: 100, oldFiles: 3 })
    file.write(line('first'))
    file.write(line('information', 30))
    file.write(line('second'))
    file.write(line('third'))
    expect(log.problems()).toEqual(['third', 'second', 'first'].map(shown))
    expect(log.problems(2)).toEqual(['third', 'second'].map(shown))
  })

  it('are there when a rotation was interrupted', async () => {
    await using log = await aLog()
    await writeFile(`${log.path}.1`, line('first'))
    await writeFile(`${log.path}.0`, line('second'))
    expect(log.problems()).toEqual(['second', 'first'].map(shown))
  })

  it('are none without a log', async () => {
    await using log = await aLog()
    expect(log.problems()).toEqual([])
  })
})
