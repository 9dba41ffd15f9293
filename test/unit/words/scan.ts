/**
 * @file Reads sources with TypeScript's parser: the messages that they name, and texts in them that read as a sentence and go
 * through none of the functions of `contract/words.ts`.
 */
import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'

export interface Place {
  /** From the root of the project. */
  readonly file: string
  readonly line: number
  readonly text: string
}

export interface Scan {
  /** English messages as catalogues are keyed by them, in the order of the sources. */
  readonly messages: readonly Place[]
  /** Calls of `t`, `tn`, `tc`, `phrase` and `msg` whose texts are not literals. */
  readonly unclear: readonly Place[]
  /** Texts that read as a sentence and are no message. */
  readonly bare: readonly Place[]
}

/** Where the texts of a call are, and the message that they make. */
const FUNCTIONS: Readonly<Record<string, { readonly at: readonly number[]; of(texts: readonly string[]): string }>> = {
  t: { at: [0], of: ([text = '']) => text },
  phrase: { at: [0], of: ([text = '']) => text },
  msg: { at: [0], of: ([text = '']) => text },
  tn: { at: [1, 2], of: ([one, other]) => `${one} | ${other}` },
  tc: { at: [0, 1], of: ([meaning, text]) => `${text} (${meaning})` },
}

/** Words between which there is nothing but a space: what people read and programs do not. */
const SENTENCE = /(?:^|[\s“(])\p{L}[\p{L}’'-]*[,;:]? (?:[\p{L}“(]|\{|$)/u

/** Calls whose texts are for logs and programmers. */
const FOR_LOGS =
  /^(?:.*\.)?(?:debug|info|warn|error|log|logNow|Error|TypeError|AggregateError|assert|exec|prepare|describe|refine)$/

/** All texts of these files. */
export function scan(patterns: readonly string[], root: string): Scan {
  const messages: Place[] = []
  const unclear: Place[] = []
  const bare: Place[] = []
  for (const file of globSync([...patterns], { cwd: root }).toSorted()) {
    const source = ts.createSourceFile(file, readFileSync(`${root}/${file}`, 'utf8'), ts.ScriptTarget.Latest, true)
    const placeOf = (node: ts.Node, text: string): Place => ({
      file: file.replaceAll('\\', '/'),
      line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
      text,
    })
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
        const name = node.expression.getText()
        const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
        if (known) {
          const texts = known.at.map((index) => literalOf(node.arguments?.[index]))
          if (texts.every((text) => text !== null)) messages.push(placeOf(node, known.of(texts)))
          else unclear.push(placeOf(node, node.getText()))
          for (const argument of (node.arguments ?? []).filter((_, index) => !known.at.includes(index))) visit(argument)
          return
        }
        if (FOR_LOGS.test(name)) return
      }
      const text = textOf(node)
      if (text !== null && SENTENCE.test(text)) bare.push(placeOf(node, text))
      ts.forEachChild(node, visit)
    }
    ts.forEachChild(source, visit)
  }
  return { messages, unclear, bare }
}

function literalOf(node: ts.Node | undefined): string | null {
  return node && ts.isStringLiteralLike(node) ? node.text : null
}

/** A literal with what stands between its values, as `{}`. */
function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return null
  return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('')
}
