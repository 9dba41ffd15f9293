/** @file The network apart from single requests. */

export interface Network {
  /** Whether a connection to the server of an address can be made. Never throws. */
  reaches(address: string): Promise<boolean>
  /** Called when this machine joins another network; returns a function that unsubscribes. */
  onChange(listener: () => void): () => void
  /** Breaks every connection, idle or busy: after sleep they are dead more often than not. */
  dropConnections(): void
}
