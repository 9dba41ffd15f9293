import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { fileFailure } from '../../../src-main/adapters/files/identity.ts'
import { networkFailure } from '../../../src-main/adapters/network/failure.ts'
import { dispositionOf, failureFrom } from '../../../src-main/contract/errors/errors.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { canLimitWatches, withFewWatches } from '../../support/tree-process.ts'

const SCRIPT = fileURLToPath(new URL('../../support/exhausted.ts', import.meta.url))
const TREE = fileURLToPath(new URL('../../support/exhausted-tree.ts', import.meta.url))

/** The output of a script that can have few files open. */
async function printed(script: string, folder: string): Promise<unknown> {
  const command = ['-c', 'ulimit -n 60; exec "$@"', 'sh', process.execPath, script, folder]
  return JSON.parse((await promisify(execFile)('/bin/sh', command)).stdout)
}

const FIRST_WATCH = fileURLToPath(new URL('../../support/first-watch.ts', import.meta.url))

const withCode = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' })

it('every call that opens something fails with “too many open files”, and nothing else', async (context) => {
  context.skip(process.platform !== 'linux', 'the limit is set by a Linux shell')
  await using folder = await tempFolder()
  await writeFile(folder.in('clip.mp4'), 'not a movie')
  const results = (await printed(SCRIPT, folder.path)) as Record<string, string>
  const { 'a walk over a folder': walked, ...others } = results
  expect(walked).toBe('file')
  expect(Object.entries(others).filter(([, code]) => code !== 'system.files')).toEqual([])
  expect(Object.keys(others).length).toBeGreaterThan(12)
})

it('folders that could not be read to watch what is in them are named as not reported, and read later', async (context) => {
  context.skip(process.platform !== 'linux', 'elsewhere the system watches what is in folders by itself')
  await using folder = await tempFolder()
  const card = folder.in('card')
  expect(await printed(TREE, folder.path)).toEqual({
    without: { paths: [folder.path, card], unwatched: { message: expect.stringContaining('open files'), params: {} } },
    afterwards: { paths: [folder.path, card, folder.in('card/day')], unwatched: null },
  })
})

it('a folder that is not watched names the limit that was reached: of open files, or of programs that watch', async (context) => {
  context.skip(!canLimitWatches(), 'watches cannot be limited here')
  await using folder = await tempFolder()
  await chmod(folder.path, 0o777)
  const run = promisify(execFile)
  const few = ['-c', 'ulimit -n 60; exec "$@"', 'sh', process.execPath, FIRST_WATCH, folder.path, 'without-files']
  const files = JSON.parse((await run('/bin/sh', few)).stdout)
  expect(files).toEqual({ first: { message: expect.stringContaining('ulimit -n'), params: {} }, afterwards: null })
  const [command = '', ...args] = withFewWatches(0, 'instances')
  const programs = JSON.parse((await run(command, [...args, process.execPath, FIRST_WATCH, folder.path])).stdout)
  expect(programs.first.message).toContain('fs.inotify.max_user_instances')
})

it.each(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'ENOBUFS'])('%s is waited for, wherever it comes from', (code) => {
  const expected = code.endsWith('FILE') ? 'system.files' : 'system.busy'
  const error = withCode(code)
  const failures = [
    fileFailure(error, '/clip.mp4'),
    networkFailure(error, new URL('https://host.test')),
    networkFailure(new AggregateError([withCode('ECONNREFUSED'), error]), new URL('https://host.test')),
    failureFrom(error),
  ]
  for (const problem of failures) expect([problem.code, dispositionOf(problem)]).toEqual([expected, 'wait-backoff'])
})

it('a file that another program has locked is waited for', () => {
  const problem = fileFailure(withCode('EBUSY'), '/clip.mp4')
  expect([problem.code, dispositionOf(problem)]).toEqual(['file.locked', 'wait-backoff'])
})
