/** @file The details of an upload, mounted over a fake host. */
import type { AppInfo } from '../../../../src-main/contract/app-info.ts'
import type { HistoryEntry, Receipt, UploadView } from '../../../../src-main/contract/queue/upload.ts'
import UploadDetails from '../../../../src-renderer/components/queue/UploadDetails.vue'
import { anAccount, createFakeBridge, someInfo, viewOf } from '../../../support/fake-bridge.ts'
import { show } from '../app.ts'

export const links = {
  embed: '<iframe src="https://v.test/1"></iframe>',
  hls: 'https://v.test/1.m3u8',
  watch: 'https://v.test/1/watch',
}
export const fresh = { provider: 'cloudflare', uploadUrl: null, remoteId: null, acceptedBytes: 0 } as const

export async function opened(
  change: Partial<UploadView>,
  receipt: Partial<Receipt> | null = null,
  history: readonly HistoryEntry[] = [],
  app: Partial<AppInfo> = {},
) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()], { app: { ...someInfo, ...app } })
  const row = viewOf(1, { ...fresh, ...change })
  fake.answer('queue.get', () => ({ upload: row, history, receipt }))
  fake.answer('queue.update', (input: { title?: string }) => ({ ...row, title: input.title ?? row.title }))
  const asked: string[] = []
  const props = { row, onAction: (action: string) => asked.push(action), onPrimary: () => asked.push('primary') }
  return { fake, asked, ...(await show(fake, UploadDetails, props)) }
}
