/** @file One row of docs/servers.md: what is done with a server, and the words for what was seen. */
import type { RealServer } from './server.ts'

export interface Behaviour {
  /** The row, and the name of the test. */
  readonly title: string
  /** What Reelay owes to every server is asserted; what differs between servers is the answer. */
  readonly observe: (kind: RealServer) => Promise<string>
}

export const NOT_OFFERED = 'not offered'
