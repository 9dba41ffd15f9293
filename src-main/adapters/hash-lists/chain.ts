/** @file Reads the chain file of an `ascmhl` folder, which names its generations by number and C4. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { Chain } from '../../contract/proof/hash-list.ts'
import { hashValue } from '../../contract/proof/hashes.ts'
import { parseFile } from './parse-file.ts'
import { createXml } from './xml.ts'

const NAMESPACE = 'urn:ASC:MHL:DIRECTORY:v2.0'
const MAX_BYTES = 10_000_000
const MAX_GENERATIONS = 10_000

type Generation = Chain['generations'][number]

/**
 * The generations in the order of their numbers. Each number is there once, with the name of a file in the same folder and its C4.
 *
 * @throws FailureError `list.*`; `file.notAnswering` and `system.*`
 */
export async function readChain(path: string, signal?: AbortSignal): Promise<Chain> {
  const generations = new Map<number, Generation>()
  let draft: Generation = { number: Number.NaN, name: '', c4: '' }

  const xml = createXml(path, {
    open(name, attribute, depth, namespace) {
      if (depth === 1 && (name !== 'ascmhldirectory' || namespace !== NAMESPACE)) {
        throw new FailureError(
          failure('list.unknown', { path, found: phrase('a document “{name}”', { name: name.slice(0, 40) }) }),
        )
      }
      if (name === 'hashlist') draft = { number: Number(attribute('sequencenr')), name: '', c4: '' }
      return true
    },
    close(name, text) {
      if (name === 'path') draft = { ...draft, name: text.trim() }
      else if (name === 'c4') draft = { ...draft, c4: hashValue('c4', text) ?? '' }
      else if (name === 'hashlist') add(draft)
    },
  })

  function add(generation: Generation): void {
    const { number, name, c4 } = generation
    if (!Number.isSafeInteger(number) || number < 1) throw xml.broken(phrase('a generation has no number'))
    if (name === '' || name === '..' || /[\\/]/.test(name))
      throw xml.broken(phrase('generation {number} names no file of this folder', { number }))
    if (c4 === '') throw xml.broken(phrase('generation {number} has no C4', { number }))
    if (generations.has(number)) throw xml.broken(phrase('generation {number} is there twice', { number }))
    if (generations.size >= MAX_GENERATIONS)
      throw xml.broken(phrase('it has more than {most} generations', { most: MAX_GENERATIONS }))
    generations.set(number, generation)
  }

  await parseFile(path, xml, MAX_BYTES, signal)
  return { path, generations: [...generations.values()].toSorted((one, other) => one.number - other.number) }
}
