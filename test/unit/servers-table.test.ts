/** @file docs/servers.md is what a run of all real servers has written, for the versions that are pinned. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BEHAVIOURS } from '../support/servers/contract.ts'
import { pinnedTusd } from '../support/servers/installed.ts'
import { tusNodeFiles, tusNodeS3, uploadx } from '../support/servers/node-servers.ts'
import { columnsIn, inOrder, pageOf, readTable, SERVERS, TABLE_FILE } from '../support/servers/table.ts'
import { tuspyserver } from '../support/servers/tuspyserver.ts'

describe('the table of real servers', () => {
  const columns = readTable()

  it('names every server in the version that is installed for the run', () => {
    const versions = columns.map(({ server, version }) => [server, version])
    const others = [tusNodeFiles, tusNodeS3, uploadx, tuspyserver].map(({ title, version }) => [title, version])
    expect(versions).toEqual([['tusd', pinnedTusd], ...others])
    expect(columns.map(({ server }) => server)).toEqual(SERVERS)
  })

  it('has what was seen of each server in every behaviour', () => {
    const titles = BEHAVIOURS.map(({ title }) => title)
    for (const { words } of columns) {
      expect([...words.keys()]).toEqual(titles)
      expect([...words.values()]).not.toContain('')
    }
  })

  it('is written as a run writes it', () => {
    const text = readFileSync(TABLE_FILE, 'utf8')
    expect(pageOf(inOrder(columnsIn(text).reverse()))).toBe(text)
  })
})
