/** @file All receipts, read in pages, and an index of what was sent. */
import { basename } from 'node:path'
import type { Receipt } from '../contract/queue/upload.ts'
import type { SentContent } from '../engine/ports/list-writer.ts'
import type { Client } from '../http-api/client.ts'

const PAGE = 1_000

export interface ReceiptFilter {
  readonly since: number
  readonly batchId?: string
}

/** The newest first. A receipt that is added meanwhile may repeat another one, but none is left out. */
export async function* receiptsOf(client: Client, filter: ReceiptFilter): AsyncGenerator<Receipt> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await client.request('receipts.list', { ...filter, offset, limit: PAGE })
    yield* page.receipts
    if (offset + PAGE >= page.total) return
  }
}

export interface SentIndex {
  /** By path, in any composition of its characters. */
  sent(path: string): readonly SentContent[]
  /** By name and size, at any path. */
  alike(name: string, sizeBytes: number): readonly SentContent[]
}

/** An index of the receipts with a checksum; the newest first. */
export async function indexSent(receipts: Iterable<Receipt> | AsyncIterable<Receipt>): Promise<SentIndex> {
  const byPath = new Map<string, Map<string, SentContent>>()
  const byName = new Map<string, Map<string, SentContent>>()
  const add = (map: Map<string, Map<string, SentContent>>, key: string, content: SentContent): void => {
    const found = map.get(key) ?? new Map<string, SentContent>()
    map.set(key, found.has(content.id) ? found : found.set(content.id, content))
  }
  for await (const { id, path, sha256, sizeBytes, mtimeNs } of receipts) {
    if (sha256 === null) continue
    add(byPath, path.normalize('NFC'), { id, sha256, sizeBytes, mtimeNs })
    add(byName, keyOf(basename(path), sizeBytes), { id, sha256, sizeBytes, mtimeNs })
  }
  return {
    sent: (path) => [...(byPath.get(path.normalize('NFC'))?.values() ?? [])],
    alike: (name, sizeBytes) => [...(byName.get(keyOf(name, sizeBytes))?.values() ?? [])],
  }
}

function keyOf(name: string, sizeBytes: number): string {
  return `${sizeBytes} ${name.normalize('NFC')}`
}
