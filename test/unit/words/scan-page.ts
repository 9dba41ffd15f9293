/** @file Reads the sources of the interface: components with Vue's parser, their scripts and expressions as other sources. */
import { globSync, readFileSync } from 'node:fs'
import { parse, type SFCTemplateBlock } from 'vue/compiler-sfc'
import { type Place, type Scan, scanSource } from './scan.ts'

type Child = NonNullable<SFCTemplateBlock['ast']>['children'][number]
type Element = Extract<Child, { tag: string }>

/** Kinds of nodes, as Vue's parser numbers them. */
const TEXT = 2
const ATTRIBUTE = 6

/** Attributes and properties of our own components that hold a text for people. */
const SAID =
  /^(?:title|label|placeholder|alt|heading|text|words|message|hint|help|note|confirm|cancel|what|sentence|name-of|caption|summary|aria-(?:label|description|roledescription|valuetext|placeholder))$/
const LETTERS = /\p{L}{2}/u

/** All texts of the interface. A single word in it may be one for people too. */
export function scanPages(patterns: readonly string[], root: string): Scan {
  const messages: Place[] = []
  const unclear: Place[] = []
  const bare: Place[] = []
  for (const found of globSync([...patterns], { cwd: root }).toSorted()) {
    const file = found.replaceAll('\\', '/')
    const text = readFileSync(`${root}/${file}`, 'utf8')
    const take = (code: string, line: number): void => {
      const scanned = scanSource(file, code, { line, words: true })
      messages.push(...scanned.messages)
      unclear.push(...scanned.unclear)
      bare.push(...scanned.bare)
    }
    if (!file.endsWith('.vue')) {
      take(text, 1)
      continue
    }
    const { descriptor } = parse(text, { filename: file })
    for (const script of [descriptor.script, descriptor.scriptSetup]) if (script) take(script.content, script.loc.start.line)
    for (const child of descriptor.template?.ast?.children ?? [])
      visit(child, {
        code: (code, line) => take(`(${code.trim().replace(/;$/, '')}\n)`, line),
        said: (said, line) => bare.push({ file, line, text: said }),
      })
  }
  return { messages, unclear, bare }
}

interface Visitor {
  code(code: string, line: number): void
  said(text: string, line: number): void
}

function visit(node: Child, visitor: Visitor): void {
  const { line } = node.loc.start
  if ('tag' in node) {
    if (node.tag === 'code') return
    visitAttributes(node, visitor)
    for (const child of node.children) visit(child, visitor)
  } else if (node.type === TEXT) {
    const text = (node as { content: string }).content.trim()
    if (LETTERS.test(text)) visitor.said(text, line)
  } else if ('content' in node && typeof node.content === 'object' && 'loc' in node.content) {
    visitor.code(node.content.loc.source, line)
  }
}

function visitAttributes({ props }: Element, visitor: Visitor): void {
  for (const prop of props) {
    const { line } = prop.loc.start
    if (prop.type === ATTRIBUTE) {
      const text = 'value' in prop ? (prop.value?.content ?? '') : ''
      if (SAID.test(prop.name) && LETTERS.test(text)) visitor.said(text, line)
    } else if ('exp' in prop && prop.exp && prop.name !== 'slot') {
      const source = prop.exp.loc.source
      // A handler may be several statements, and a loop names what it goes through after a word.
      if (prop.name === 'on') visitor.code(`() => { ${source} }`, line)
      else visitor.code(prop.name === 'for' ? source.replace(/^.*?\s(?:in|of)\s/s, '') : source, line)
    }
  }
}
