import { describe, expect, it } from 'vitest'
import { watchEffect } from 'vue'
import { type Settings, DEFAULT_SETTINGS as settings } from '../../../../src-main/contract/settings.ts'
import type { Bridge } from '../../../../src-renderer/bridge/bridge.ts'
import { createMirror } from '../../../../src-renderer/state/mirror.ts'
import { createSettings } from '../../../../src-renderer/state/settings.ts'

/** A host whose answers and events come when the test says so. */
function aHost(stored: Settings = settings) {
  const listeners: ((payload: never) => void)[] = []
  let connect = (): void => {}
  const bridge = {
    on: (_event: string, listener: (payload: never) => void) => listeners.push(listener),
    onConnect(listener: () => void) {
      connect = listener
    },
    request: (channel: string) => (channel === 'settings.get' ? Promise.resolve(stored) : info.promise),
  } as unknown as Bridge
  const info = Promise.withResolvers<never>()
  const emit = (payload: unknown): void => {
    for (const listener of listeners) listener(payload as never)
  }
  return { bridge, connect: () => connect(), emit, info }
}

describe('a mirror', () => {
  it('keeps the value of an event that comes while it is read: the answer may be older', async () => {
    const { bridge, connect, emit } = aHost()
    const answer = Promise.withResolvers<readonly never[]>()
    const { value, loaded } = createMirror(bridge, 'cards.changed', [], (accept) => answer.promise.then(accept))
    connect()
    expect(loaded.value).toBe(false)
    emit(['newer'])
    answer.resolve([])
    await answer.promise
    await Promise.resolve()
    expect([value.value, loaded.value]).toEqual([['newer'], true])
  })

  it('keeps the answer of the last connection, whichever answer comes last', async () => {
    const { bridge, connect } = aHost()
    const answers = [Promise.withResolvers<never>(), Promise.withResolvers<never>()]
    let reads = 0
    const { value } = createMirror(bridge, 'cards.changed', [], async (accept) =>
      accept((await answers[reads++]?.promise) as never),
    )
    connect()
    connect()
    answers[1]?.resolve(['second'] as never)
    answers[0]?.resolve(['first'] as never)
    await Promise.all(answers.map(({ promise }) => promise))
    await Promise.resolve()
    expect(value.value).toEqual(['second'])
  })

  it('of the settings shows a change that was made while the host was asked about itself', async () => {
    const { bridge, connect, emit, info } = aHost()
    const { values } = createSettings(bridge)
    connect()
    emit({ ...settings, theme: 'dark' })
    info.resolve({} as never)
    await new Promise((resolve) => setTimeout(resolve))
    expect(values.value.theme).toBe('dark')
  })

  it('of the settings shows the facts about the host together with its settings, not before', async () => {
    const { bridge, connect, info } = aHost({ ...settings, language: 'de' })
    const { app, values } = createSettings(bridge)
    const shown: string[] = []
    watchEffect(() => {
      if (app.value) shown.push(values.value.language)
    })
    connect()
    info.resolve({} as never)
    await new Promise((resolve) => setTimeout(resolve))
    expect(shown).toEqual(['de'])
  })
})
