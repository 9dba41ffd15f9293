/**
 * @file Recognises that a machine is out of file descriptors, memory or the like. Such an error is not about the file, drive or
 * provider in question, and ends when other programs free some. Pure.
 */
import { errorCode } from './error-code.ts'

const CODES: Readonly<Record<string, 'system.files' | 'system.busy'>> = {
  EMFILE: 'system.files',
  ENFILE: 'system.files',
  ENOMEM: 'system.busy',
  ENOBUFS: 'system.busy',
  EAGAIN: 'system.busy',
  EAI_MEMORY: 'system.busy',
}

/** The exhaustion behind an error, and the error code of the system; `null` for any other error. */
export function exhaustionOf(
  caught: unknown,
): { readonly code: 'system.files' | 'system.busy'; readonly systemCode: string } | null {
  for (const error of caught instanceof AggregateError ? caught.errors : [caught]) {
    const systemCode = errorCode(error)
    const code = CODES[systemCode]
    if (code !== undefined) return { code, systemCode }
  }
  return null
}
