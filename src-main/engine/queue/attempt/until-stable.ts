/** @file The wait of an upload whose file is still being written; afterwards the file is checked again. Pure. */
import { failure } from '../../../contract/errors/errors.ts'
import type { Waiting } from '../../../contract/queue/upload.ts'
import type { Settings } from '../../../contract/settings.ts'

export function untilStable(path: string, { quietSeconds }: Pick<Settings, 'quietSeconds'>, now: number): Waiting {
  return { reason: 'file-growing', until: now + quietSeconds * 1_000, failure: failure('file.growing', { path }) }
}
