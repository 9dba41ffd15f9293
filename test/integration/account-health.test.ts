import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createRemoteClient } from '../../src-main/http-api/client.ts'
import { openSimulatorHarness, type SimulatorHarness } from '../support/simulator-harness.ts'

async function seen(harness: SimulatorHarness) {
  const [account] = (await harness.cli('account', 'list')).lines
  return account
}

describe('the health of an account', () => {
  it('outlives restarts, with what the last test found', async () => {
    await using harness = await openSimulatorHarness('cloudflare')
    await harness.account('add', harness.host.account.secrets)
    expect(await seen(harness)).toMatchObject({ health: { state: 'untested' }, lastTest: null, problem: null })
    const from = Date.now()
    await harness.cli('account', 'test', 'Studio')
    const works = await seen(harness)
    expect(works).toMatchObject({
      health: { state: 'works' },
      lastTest: {
        ok: true,
        checks: [
          { check: 'answers', ok: true },
          { check: 'signIn', ok: true },
        ],
        room: { free: 988, total: 1_000, unit: 'minutes' },
      },
    })
    const { since } = Object(works?.['health']) as { since: number }
    expect(since).toBeGreaterThanOrEqual(from)
    expect(since).toBeLessThanOrEqual(Date.now())

    harness.host.revoke()
    await harness.cli('account', 'test', 'Studio')
    expect(await seen(harness)).toMatchObject({
      health: { state: 'failed', reason: { code: 'account.signIn' } },
      problem: { code: 'account.signIn' },
      lastTest: { ok: false, checks: [{ ok: true }, { check: 'signIn', ok: false }], room: null },
    })
  })

  it('is earned by an upload, and kept by a run that only sends', async () => {
    await using harness = await openSimulatorHarness('bunny')
    await harness.account('add', harness.host.account.secrets)
    await harness.clip('clip.mp4', 200_000)
    expect(await harness.cli(...harness.upload('clip.mp4'))).toMatchObject({ code: 0 })
    expect(await seen(harness)).toMatchObject({ health: { state: 'works' }, lastTest: null })
  })

  it('that cannot be read back is one that was never seen', async () => {
    await using harness = await openSimulatorHarness('bunny')
    await harness.account('add', harness.host.account.secrets)
    await harness.cli('account', 'test', 'Studio')
    const path = harness.in('data', 'accounts.json')
    const stored = JSON.parse(await readFile(path, 'utf8'))
    for (const id of Object.keys(stored.data.seen)) stored.data.seen[id] = { health: { state: 'splendid' } }
    await writeFile(path, JSON.stringify(stored))
    expect(await seen(harness)).toMatchObject({ name: 'Studio', health: { state: 'untested' } })
  })

  it('of a file of an earlier version is that of accounts that were never tested', async () => {
    await using harness = await openSimulatorHarness('bunny')
    await harness.account('add', harness.host.account.secrets)
    const path = harness.in('data', 'accounts.json')
    const { data } = JSON.parse(await readFile(path, 'utf8'))
    const { seen: _, ...before } = data
    await writeFile(path, JSON.stringify({ version: 3, data: before }))
    expect(await seen(harness)).toMatchObject({ name: 'Studio', health: { state: 'untested' } })
    expect(JSON.parse(await readFile(path, 'utf8')).data.accounts).toHaveLength(1)
  })
})

describe('a test before an account is saved', () => {
  it('calls the host with what was entered, stores nothing, and repeats no key', async () => {
    await using harness = await openSimulatorHarness('cloudflare')
    await using serving = harness.start('serve')
    await serving.waitFor(({ type }) => type === 'serving')
    const client = createRemoteClient(harness.dataDir)
    const { settings, secrets } = harness.host.account
    const entered = { provider: 'cloudflare', settings: { ...settings }, secrets: { ...secrets } }
    const good = await client.request('accounts.testEntered', entered)
    expect(good).toMatchObject({ ok: true, room: { total: 1_000, unit: 'minutes' } })
    const wrong = await client.request('accounts.testEntered', { ...entered, secrets: { apiToken: 'wrong-token-12345' } })
    expect(wrong).toMatchObject({ ok: false, failure: { code: 'account.signIn' }, field: 'apiToken' })
    const empty = await client.request('accounts.testEntered', { ...entered, settings: {} })
    expect(empty).toMatchObject({ ok: false, failure: { code: 'account.invalid' }, field: 'accountId' })
    expect(empty.checks).toEqual([{ check: 'settings', ok: false }])
    const nowhere = { ...settings, apiBase: 'http://127.0.0.1:9' }
    const away = await client.request('accounts.testEntered', { ...entered, settings: nowhere })
    expect(away).toMatchObject({ ok: false, failure: { code: 'network.unreachable' }, field: 'apiBase' })
    expect(await client.request('accounts.list', {})).toEqual([])
    expect(JSON.stringify([good, wrong, empty, away])).not.toContain(secrets['apiToken'])
    expect(JSON.stringify(wrong)).not.toContain('wrong-token-12345')
    expect(await harness.filesWith([secrets['apiToken'] ?? '', 'wrong-token-12345'])).toEqual([])

    const saved = await client.request('accounts.save', { ...entered, name: 'Studio' })
    expect(saved.health).toEqual({ state: 'untested' })
    await client.request('accounts.testEntered', { ...entered, id: saved.id, secrets: {} })
    expect((await client.request('accounts.list', {}))[0]?.health).toEqual({ state: 'untested' })
  })
})
