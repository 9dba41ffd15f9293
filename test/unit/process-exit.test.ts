import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const source = (name: string): string => JSON.stringify(new URL(`../../src-main/${name}`, import.meta.url).href)
const FILE = JSON.stringify(fileURLToPath(import.meta.url))

/** Runs a few lines in a process of their own. */
function end(lines: string): { readonly status: number | null; readonly stdout: string } {
  const begin = `const { exitProcess, exitSoon } = await import(${source('process-exit.ts')})
    const { open } = await import(${source('adapters/drives/files.ts')})
    process.on('exit', () => console.log('exit'))
    const file = await open(${FILE}, 'r')\n`
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', begin + lines], { encoding: 'utf8' })
  return { status, stdout: stdout.trim() }
}

describe('a process that leaves', () => {
  it('with a file open has its exit code, and does what is to be done at the exit', () => {
    expect(end('exitProcess(130)')).toEqual({ status: 130, stdout: 'exit' })
  })

  it('while a file is being read waits for that answer', () => {
    expect(end('void file.read(new Uint8Array(1000), 0, 1000, 0); await exitSoon(130)')).toEqual({ status: 130, stdout: 'exit' })
  })
})
