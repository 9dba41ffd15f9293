/** @file The directories of an account as a list to pick from (Gcore OpenAPI, tree structure of directories). */
import { z } from 'zod'
import type { OptionChoice } from '../../../contract/account.ts'
import type { Api } from '../kit/api.ts'

/** Deeper trees are cut off: an answer may not keep anybody busy for ever. */
const MOST_DEPTH = 20

const nodeSchema = z.looseObject({
  id: z
    .union([z.number().int(), z.string().min(1)])
    .transform(String)
    .nullish()
    .catch(null),
  name: z.string().nullish().catch(null),
  /** Of directories, or of trees of them: the OpenAPI says both. */
  descendants: z.array(z.unknown()).nullish().catch(null),
  tree: z.array(z.unknown()).nullish().catch(null),
})

/** Every directory, with the names of those that it is in. */
export async function listDirectories(api: Api): Promise<readonly OptionChoice[]> {
  const answer = await api.json(z.unknown(), { method: 'GET', path: '/streaming/directories/tree' })
  return [...directoriesIn(answer, '', 0)]
}

/** Parents come before what is in them. */
export function* directoriesIn(value: unknown, parent: string, depth: number): Generator<OptionChoice> {
  if (depth > MOST_DEPTH) return
  if (Array.isArray(value)) {
    for (const one of value) yield* directoriesIn(one, parent, depth)
    return
  }
  const node = nodeSchema.safeParse(value)
  if (!node.success) return
  const { id, name, descendants, tree } = node.data
  const label = `${parent}${name ?? id ?? ''}`
  if (id) yield { value: id, label }
  yield* directoriesIn(tree ?? [], parent, depth + 1)
  yield* directoriesIn(descendants ?? [], id ? `${label} / ` : parent, depth + 1)
}
