import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { STATICS, SURFACE } from '../../support/electron-stand-in/surface.ts'

const folder = fileURLToPath(new URL('../../support/electron-stand-in', import.meta.url))

/** Classes and objects of the stand-in under other names than Electron’s. */
const OWNERS: Readonly<Record<string, string>> = { defaultSession: 'Session', mainFrame: 'WebFrameMain' }
/** In the world of the page, which is a text: what differs is noted at `preloadScript`. */
const IN_PAGE = new Set(['ContextBridge', 'IpcRenderer', 'WebUtils'])
/** Of Node’s own emitter, as in Electron. */
const INHERITED = new Set(['on', 'once', 'off'])
/** On macOS only: `App.dock` says that there is none. */
const ABSENT = new Set(['Dock'])

const offered = new Map<string, Set<string>>()
for (const [owner, members] of [...Object.entries(SURFACE), ...Object.entries(STATICS)])
  offered.set(owner, new Set([...(offered.get(owner) ?? []), ...members]))

/** Members as `Owner.name`, with whether a comment stands before them. */
function membersIn(file: string): readonly (readonly [member: string, hasNote: boolean])[] {
  const text = readFileSync(join(folder, file), 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
  const found: (readonly [string, boolean])[] = []

  function visit(node: ts.Node, owner: string | null): void {
    const name = 'name' in node && node.name && ts.isIdentifier(node.name as ts.Node) ? (node.name as ts.Identifier).text : null
    const isMember =
      ts.isMethodDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node) || ts.isAccessor(node)
    if (isMember && owner !== null && name !== null && offered.get(owner)?.has(name)) {
      const notes = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []
      found.push([`${owner}.${name}`, notes.length > 0])
    }
    const next = name === null ? owner : (OWNERS[name] ?? `${name[0]?.toUpperCase()}${name.slice(1)}`)
    const opens = ts.isClassDeclaration(node) || ts.isVariableDeclaration(node) || isMember
    ts.forEachChild(node, (child) => visit(child, opens && next !== null && (offered.has(next) || owner === null) ? next : owner))
  }
  visit(source, null)
  return found
}

describe('the notes of the stand-in for Electron', () => {
  const members = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && name !== 'surface.ts')
    .flatMap(membersIn)

  it('are at every member: how the real one differs', () => {
    // An accessor may be two, of which the first is described.
    const described = new Set(members.flatMap(([member, hasNote]) => (hasNote ? [member] : [])))
    const all = [...offered].flatMap(([owner, names]) => [...names].map((name) => ({ owner, name })))
    const expected = all.filter(({ owner, name }) => !IN_PAGE.has(owner) && !ABSENT.has(owner) && !INHERITED.has(name))
    expect(expected.length).toBeGreaterThan(70)
    expect(expected.map(({ owner, name }) => `${owner}.${name}`).filter((member) => !described.has(member))).toEqual([])
  })
})
