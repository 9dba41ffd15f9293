/**
 * @file When a machine has no more of something to give: open files, memory. That says nothing of the file, drive or host
 * that was asked for, is nobody's fault, and ends when others give back what they have. Pure.
 */

const CODES: Readonly<Record<string, 'system.files' | 'system.busy'>> = {
  EMFILE: 'system.files',
  ENFILE: 'system.files',
  ENOMEM: 'system.busy',
  ENOBUFS: 'system.busy',
  EAGAIN: 'system.busy',
  EAI_MEMORY: 'system.busy',
}

/** What an error says of the machine, and the system's own word for it; `null` when it is about something else. */
export function exhaustionOf(caught: unknown): { readonly code: 'system.files' | 'system.busy'; readonly said: string } | null {
  for (const error of caught instanceof AggregateError ? caught.errors : [caught]) {
    const said = error instanceof Error && 'code' in error ? String(error.code) : ''
    const code = CODES[said]
    if (code !== undefined) return { code, said }
  }
  return null
}
