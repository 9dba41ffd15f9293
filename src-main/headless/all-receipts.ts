/** @file All receipts, read in parts, and what they say of a file. */
import { basename } from 'node:path'
import type { Receipt } from '../contract/upload.ts'
import type { SentContent } from '../engine/ports/list-writer.ts'
import type { Client } from '../http-api/client.ts'

const PAGE = 1_000

export interface ReceiptFilter {
  readonly since: number
  readonly batchId?: string
}

/** The newest first. One that is added meanwhile may lead to another one being there twice, never to one being left out. */
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
  /** Whatever their path. */
  alike(name: string, sizeBytes: number): readonly SentContent[]
}

/** What receipts with a checksum say; the newest first. */
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
