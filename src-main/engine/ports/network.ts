/** @file The network below single requests. */

/** The way to hosts, apart from what is said to them. */
export interface Network {
  /** Whether a connection to the host of an address can be made. Never throws. */
  reaches(address: string): Promise<boolean>
  /** Tells that this machine is in another network than before; answers a function that ends it. */
  onChange(listener: () => void): () => void
  /** Breaks every connection, idle or busy: after sleep they are dead more often than not. */
  dropConnections(): void
}
