/** @file One row of docs/servers.md: a scenario, and the text for what was observed. */
import type { RealServer } from './server.ts'

export interface Behaviour {
  /** The row, and the name of the test. */
  readonly title: string
  /** Asserts what must hold with every server, and returns a text for what differs between servers. */
  readonly observe: (kind: RealServer) => Promise<string>
}

export const NOT_OFFERED = 'not offered'
