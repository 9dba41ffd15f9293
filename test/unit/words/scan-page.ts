/** @file Reads the sources of the interface: components with Vue's parser, their scripts and expressions as other sources. */
import { globSync, readFileSync } from 'node:fs'
import { parse, type SFCTemplateBlock } from 'vue/compiler-sfc'
import { type Place, type Scan, scanSource, shownTexts } from './scan.ts'

type Child = NonNullable<SFCTemplateBlock['ast']>['children'][number]
type Element = Extract<Child, { tag: string }>

/** Kinds of nodes, as Vue's parser numbers them. */
const TEXT = 2
const ATTRIBUTE = 6

/** Attributes that programs read; any other may be a property of a component that holds a text for people. */
const TECHNICAL =
  /^(?:class|role|type|kind|id|ref|key|dir|lang|tabindex|for|as|scope|align|side|orientation|rel|target|href|src|accept|autocomplete|inputmode|spellcheck|draggable|decoding|loading|focusable|maxlength|rows|size|step|min|max|glyph|value|method|width|height|d|r|x|y|cx|cy|fill|stroke|transform|viewBox|preserveAspectRatio|pathLength|stroke-[a-z]+|data-[a-z-]+|aria-(?!label$|description$|roledescription$|valuetext$|placeholder$|braillelabel$)[a-z]+)$/
/** On elements of HTML it names a field for programs; on a component it may be a text. */
const isTechnical = (attribute: string, tag: string): boolean =>
  TECHNICAL.test(attribute) ||
  (attribute === 'name' && /^(?:input|select|textarea|slot|component|Transition|TransitionGroup)$/.test(tag))
/** Bound attributes whose values are texts for people, whatever has them. */
const SPOKEN = /^(?:title|label|placeholder|alt|text|description|legend|aria-(?:label|description|roledescription|valuetext))$/
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
    visitShown(node.content.loc.source, line, visitor)
  }
}

/** A single word that is shown is for people, also in small letters. Sentences are found as in any source. */
function visitShown(code: string, line: number, visitor: Visitor): void {
  for (const text of shownTexts(code)) if (/^\p{Ll}{2,}$/u.test(text.trim())) visitor.said(text.trim(), line)
}

function visitAttributes({ tag, props }: Element, visitor: Visitor): void {
  for (const prop of props) {
    const { line } = prop.loc.start
    if (prop.type === ATTRIBUTE) {
      const text = 'value' in prop ? (prop.value?.content ?? '') : ''
      if (!isTechnical(prop.name, tag) && LETTERS.test(text)) visitor.said(text, line)
    } else if ('exp' in prop && prop.exp && prop.name !== 'slot') {
      const source = prop.exp.loc.source
      if (prop.name === 'bind' && 'arg' in prop && SPOKEN.test(prop.arg?.loc.source ?? '')) visitShown(source, line, visitor)
      // A handler may be several statements, and a loop names what it goes through after a word.
      if (prop.name === 'on') visitor.code(`() => { ${source} }`, line)
      else visitor.code(prop.name === 'for' ? source.replace(/^.*?\s(?:in|of)\s/s, '') : source, line)
    }
  }
}
