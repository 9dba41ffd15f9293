import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const TESTS = /^(?:describe|it|test)\b/

interface Promised {
  readonly words: string
  readonly tests: readonly { readonly file: string; readonly name: string }[]
}

/** The bullets of the section about promises, each with the tests under it. */
function promises(page: string): Promised[] {
  const section = page.split(/^## /m).find((part) => part.startsWith('What Reelay promises')) ?? ''
  return section
    .split(/^- /m)
    .slice(1)
    .map((bullet) => {
      const [words = ''] = bullet.split(/^ {2}- /m)
      const named = bullet.matchAll(/^ {2}- `(?<file>[^`]+)`: (?<name>.+)$/gm)
      const tests = [...named].map(({ groups }) => ({ file: groups?.['file'] ?? '', name: groups?.['name'] ?? '' }))
      return { words: words.replace(/\s+/g, ' ').trim(), tests }
    })
}

/** Names of the tests and groups of a file, such as the first argument of `it.each(…)('…', …)`. */
function titlesIn(file: string): Set<string> {
  const path = join(root, file)
  const titles = new Set<string>()
  if (!existsSync(path)) return titles
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && TESTS.test(node.expression.getText(source))) {
      const [title] = node.arguments
      if (title && ts.isStringLiteralLike(title)) titles.add(title.text)
    }
    ts.forEachChild(node, visit)
  }
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
  visit(source)
  return titles
}

describe('SECURITY.md', () => {
  const all = promises(readFileSync(join(root, 'SECURITY.md'), 'utf8'))

  it('names the tests of every promise', () => {
    expect(all.length).toBeGreaterThan(15)
    expect(all.filter(({ tests }) => tests.length === 0).map(({ words }) => words)).toEqual([])
  })

  it.each(all)('names tests that exist for “$words”', ({ tests }) => {
    expect(tests.filter(({ file, name }) => !titlesIn(file).has(name))).toEqual([])
  })
})
