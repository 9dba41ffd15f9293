/** @file An account as it is stored; its secrets are in secure storage. */
import { z } from 'zod'

export const accountProfileSchema = z.object({
  id: z.string().min(1),
  provider: z.string().min(1),
  name: z.string().min(1),
  settings: z.record(z.string(), z.string()),
  /** What uploads start with unless they say otherwise. */
  defaults: z.object({ options: z.record(z.string(), z.string()), titleTemplate: z.string().nullable() }),
  adHoc: z.boolean(),
})

export type AccountProfile = z.infer<typeof accountProfileSchema>

export const NO_DEFAULTS: AccountProfile['defaults'] = { options: {}, titleTemplate: null }
