/** @file The only way of a command to standard output and standard error, besides the bars. Nothing on it obeys a name. */
import { printable, printableJson } from '../../contract/printable.ts'

/** A line for people on standard output. */
export function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`)
}

/** A line for people on standard error: problems and warnings. */
export function printProblem(line: string): void {
  process.stderr.write(`${printable(line)}\n`)
}

/** One or the other on standard output: the object where lines are for programs, the words where they are for people. */
export function tell({ json }: { readonly json: boolean }, value: object, words: string): void {
  if (json) printJson(value)
  else print(words)
}

/** A line for programs on standard output. */
export function printJson(value: object): void {
  process.stdout.write(`${printableJson(value)}\n`)
}
