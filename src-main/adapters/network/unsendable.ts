/** @file Headers that HTTP cannot carry, with a failure that names them: Node’s own error does not. */
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { invalidHeaderCharacter } from '../../contract/text/pasted-text.ts'

/** What is wrong with the first header that cannot be sent; its value is not repeated. */
export function unsendableHeader(headers: Readonly<Record<string, string>>, { host }: URL): Failure | null {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch {
      return failure('account.unsendable', {
        host,
        header: name,
        character: invalidHeaderCharacter(value) ?? phrase('one in its name'),
      })
    }
  }
  return null
}
