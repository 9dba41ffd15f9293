import { describe, expect, it } from 'vitest'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeClips } from '../support/media.ts'
import { startTusServer } from '../support/tus-server.ts'

describe('reelay upload with several accounts', () => {
  it('sends each clip to each of them as one batch, and what is there already only where it is missing', async () => {
    await using harness = await openCliHarness()
    const { folder, run, server } = harness
    await using archive = await startTusServer({ directory: folder.in('archive') })
    const [first = '', second = ''] = await writeClips(folder.in('clips'), 2, 200_000)
    await run(['account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`])
    await run(['account', 'add', 'tus', 'Archive', '--set', `endpoint=${archive.endpoint}`])
    expect(await run(['upload', folder.in('clips', first), '--account', 'Archive'])).toMatchObject({ summary: { done: 1 } })

    const to = ['--account', 'Studio', '--account', 'Archive']
    const { code, summary, lines } = await run(['upload', folder.in('clips'), ...to])
    expect({ code, summary }).toMatchObject({ code: 0, summary: { done: 3, skipped: 1 } })
    expect(lines).toContainEqual(
      expect.objectContaining({ type: 'skipped', path: folder.in('clips', first), account: 'Archive' }),
    )

    const { lines: receipts } = await run(['receipts'])
    const sent = receipts.map((one) => `${one['name']} ${one['accountName']}`)
    expect(sent.toSorted()).toEqual([first, second].flatMap((name) => [`${name} Archive`, `${name} Studio`]))
    expect((await run(['upload', folder.in('clips'), ...to])).summary).toMatchObject({ done: 0, skipped: 4 })
  })

  it('does not take an account twice', async () => {
    await using harness = await openCliHarness()
    const { folder, run, server } = harness
    const [name = ''] = await writeClips(folder.in('clips'), 1)
    await run(['account', 'add', 'tus', 'One', '--set', `endpoint=${server.endpoint}`])
    const { code, stderr } = await run(['upload', folder.in('clips', name), '--account', 'One', '--account', 'one'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('“One” is named twice')])
  })
})
