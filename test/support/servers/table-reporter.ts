/** @file A reporter of vitest that writes docs/servers.md from the observations of the tests, when `REELAY_WRITE_SERVERS` is set. */
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'
import { type Column, inOrder, pageOf, TABLE_FILE, WRITES_TABLE } from './table.ts'

export const servers: Reporter = {
  onTestRunEnd(modules) {
    if (!WRITES_TABLE) return
    const { columns, unseen } = seenIn(modules)
    if (unseen.length > 0) {
      process.exitCode = 1
      console.error(`docs/servers.md is not written: nothing was seen of\n${unseen.map((name) => `  ${name}`).join('\n')}`)
    } else if (columns.length > 0) writeFileSync(TABLE_FILE, pageOf(columns))
  },
}

/** The observations, a column for each server, and the tests without one. */
function seenIn(modules: readonly TestModule[]): { columns: Column[]; unseen: string[] } {
  const tests = modules.filter(({ project }) => project.name === 'servers').flatMap(({ children }) => [...children.allTests()])
  const columns = new Map<string, { server: string; version: string; words: Map<string, string> }>()
  const unseen: string[] = []
  for (const test of tests) {
    const seen = test.result().state === 'passed' ? test.meta().seen : undefined
    if (seen === undefined) {
      unseen.push(test.fullName)
      continue
    }
    const column = columns.get(seen.server) ?? { server: seen.server, version: seen.version, words: new Map<string, string>() }
    columns.set(seen.server, column)
    column.words.set(seen.behaviour, seen.words)
  }
  return { columns: inOrder([...columns.values()]), unseen }
}
