/** @file Output of commands to standard output and standard error, besides the bars. Control characters in names are escaped. */
import { printable, printableJson } from '../../contract/text/printable.ts'

/** A line for people on standard output. */
export function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`)
}

/** A text of several lines for people on standard output. */
export function printLines(text: string): void {
  for (const line of text.replace(/\n$/, '').split('\n')) print(line)
}

/** A line for people on standard error: problems and warnings. */
export function printProblem(line: string): void {
  process.stderr.write(`${printable(line)}\n`)
}

/** Prints to standard output: the object with `--json`, the text otherwise. */
export function printResult({ json }: { readonly json: boolean }, value: object, text: string): void {
  if (json) printJson(value)
  else print(text)
}

/** A line for programs on standard output. */
export function printJson(value: object): void {
  process.stdout.write(`${printableJson(value)}\n`)
}
