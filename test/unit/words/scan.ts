/**
 * @file Reads sources with TypeScript's parser: the messages that they name, and texts in them that read as a sentence and go
 * through none of the functions of `contract/i18n/i18n.ts`.
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
  countPhrase: { at: [1, 2], of: ([one, other]) => `${one} | ${other}` },
  tc: { at: [0, 1], of: ([meaning, text]) => `${text} (${meaning})` },
}

/** Words between which there is nothing but a space: what people read and programs do not. */
const SENTENCE = /(?:^|[\s“(])\p{L}[\p{L}’'-]*[,;:]? (?:[\p{L}“(]|\{|$)/u

/** Calls whose texts are for logs and programmers. */
const FOR_LOGS = /^(?:.*\.)?(?:debug|info|warn|error|log|logNow|Error|TypeError|AggregateError|assert|exec|prepare|describe)$/

/** Calls that name what they do, for the log: texts in their arguments are none for people, what is called there is looked at. */
const TASKS = /^(?:detach|shield|shielded|settle|settleWithin)$/

/** A word as it begins a text: in an interface it may be one for people. */
const WORD = /^\p{Lu}\p{Ll}+…?$/u

/** A lone word beside a value, as in `${n} clips`. */
const BESIDE_VALUE = /^\{\} \p{L}{2,}[.…]?$|^\p{L}{2,}[:,]? \{\}[.…]?$/u

/** Words that programs compare: keys of a keyboard. */
const KEYS =
  /^(?:Escape|Enter|Tab|Space|Home|End|Delete|Backspace|Insert|Shift|Control|Meta|Alt|Arrow(?:Up|Down|Left|Right)?|Page(?:Up|Down)|Key[A-Z]|Slash|Files)$/

/** All texts of these files. */
export function scan(patterns: readonly string[], root: string): Scan {
  const found = globSync([...patterns], { cwd: root })
    .toSorted()
    .map((file) => scanSource(file.replaceAll('\\', '/'), readFileSync(`${root}/${file}`, 'utf8')))
  return {
    messages: found.flatMap(({ messages }) => messages),
    unclear: found.flatMap(({ unclear }) => unclear),
    bare: found.flatMap(({ bare }) => bare),
  }
}

/**
 * All texts of one source.
 *
 * @param from the line of its file at which it begins, and whether a single word counts as a sentence
 */
export function scanSource(
  file: string,
  code: string,
  from: { readonly line: number; readonly words: boolean } = { line: 1, words: false },
): Scan {
  const messages: Place[] = []
  const unclear: Place[] = []
  const bare: Place[] = []
  const source = ts.createSourceFile(file.replace(/\.vue$/, '.ts'), code, ts.ScriptTarget.Latest, true)
  const placeOf = (node: ts.Node, text: string): Place => ({
    file,
    line: from.line + source.getLineAndCharacterOfPosition(node.getStart()).line,
    text,
  })
  const isText = (text: string, node: ts.Node): boolean =>
    !isName(node) &&
    (SENTENCE.test(text) || (from.words && (WORD.test(text) || BESIDE_VALUE.test(text)) && !KEYS.test(text) && !isCompared(node)))
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
    if (text !== null && isText(text, node) && !isDetail(node) && !isTask(node)) bare.push(placeOf(node, text))
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(source, visit)
  return { messages, unclear, bare }
}

/** The name of a property, as in `{ 'checksum confirmed': … }`. */
function isName(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node
}

/** The detail of a failure is for whoever looks into it, in the words of a system or in English. */
function isDetail({ parent }: ts.Node): boolean {
  return ts.isPropertyAssignment(parent) && parent.name.getText() === 'detail'
}

function isTask({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && TASKS.test(parent.expression.getText())
}

/** A value that a program tells apart, such as in `event.key === 'Dead'`, and the names of properties. */
function isCompared(node: ts.Node): boolean {
  const { parent } = node
  return (
    ts.isCaseClause(parent) ||
    ts.isElementAccessExpression(parent) ||
    (ts.isBinaryExpression(parent) && /^[!=]==$/.test(parent.operatorToken.getText()))
  )
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

/** Texts that an expression comes to, such as both of `isUsual ? 'default' : 'other'`; not those that it compares or hands on. */
export function shownTexts(code: string): readonly string[] {
  const [statement] = ts.createSourceFile('shown.ts', `(${code}\n)`, ts.ScriptTarget.Latest, true).statements
  return statement && ts.isExpressionStatement(statement) ? resultsOf(statement.expression) : []
}

function resultsOf(node: ts.Expression): readonly string[] {
  const text = textOf(node)
  if (text !== null)
    return [text, ...(ts.isTemplateExpression(node) ? node.templateSpans.flatMap((span) => resultsOf(span.expression)) : [])]
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return resultsOf(node.expression)
  if (ts.isConditionalExpression(node)) return [...resultsOf(node.whenTrue), ...resultsOf(node.whenFalse)]
  if (!ts.isBinaryExpression(node)) return []
  const { PlusToken, BarBarToken, QuestionQuestionToken, AmpersandAmpersandToken } = ts.SyntaxKind
  const { kind } = node.operatorToken
  if (kind === AmpersandAmpersandToken) return resultsOf(node.right)
  const isEither = kind === PlusToken || kind === BarBarToken || kind === QuestionQuestionToken
  return isEither ? [...resultsOf(node.left), ...resultsOf(node.right)] : []
}
