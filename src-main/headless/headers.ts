/** @file `--header` of the command line: “Name: value”, or a source to read the value or whole lines from. */
import { isSecretHeader, warnOfSecret } from './exposed-secrets.ts'
import { usage } from './parse.ts'
import { isSource, readSource } from './read-secrets.ts'

/** A scheme such as `Bearer` may precede the source of the token. */
const SOURCE = /^((?:[a-z]+ +)?)((?:env:|file:).+|-)$/is

/** Lines of “Name: value”. `--header file:PATH` reads lines, `--header 'Authorization: Bearer env:TOKEN'` a value. */
export async function headerLines(entered: readonly string[]): Promise<string[]> {
  const lines: string[] = []
  for (const header of entered) {
    if (isSource(header)) {
      lines.push(...(await readSource('--header', header)).split(/\r?\n/).filter((line) => line.trim() !== ''))
      continue
    }
    const [, name, value] = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/s.exec(header) ?? []
    if (name === undefined || value === undefined) {
      // The whole header may be a secret, so it is not repeated.
      throw usage('--header takes “Name: value”, where the value may be env:VARIABLE, file:PATH or - (standard input).')
    }
    const [, before = '', source] = SOURCE.exec(value) ?? []
    if (source === undefined && isSecretHeader(name, value)) {
      warnOfSecret(`--header “${name}”`, `Give it as --header '${name}: env:VARIABLE', file:PATH or - (standard input).`)
    }
    lines.push(source === undefined ? `${name}: ${value}` : `${name}: ${before}${await readSource(`--header “${name}”`, source)}`)
  }
  return lines
}
