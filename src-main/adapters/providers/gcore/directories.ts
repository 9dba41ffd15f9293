/** @file The directories of an account as a list to pick from (Gcore OpenAPI, tree structure of directories). */
import { z } from 'zod'
import type { OptionChoice } from '../../../contract/account.ts'
import type { Api } from '../kit/api.ts'

/** Deeper trees are cut off, so that a hostile answer cannot take unbounded time. */
const MAX_DEPTH = 20

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

/** Every directory, labelled with its path. */
export async function listDirectories(api: Api): Promise<readonly OptionChoice[]> {
  const answer = await api.json(z.unknown(), { method: 'GET', path: '/streaming/directories/tree' })
  return [...directoriesIn(answer, '', 0)]
}

/** Parents come before their children. */
function* directoriesIn(value: unknown, parent: string, depth: number): Generator<OptionChoice> {
  if (depth > MAX_DEPTH) return
  if (Array.isArray(value)) {
    for (const element of value) yield* directoriesIn(element, parent, depth)
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
