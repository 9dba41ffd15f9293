import { expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src-main/contract/settings.ts'
import { mirrorSettings } from '../../../src-main/shell/presence/settings-mirror.ts'
import { silentLog } from '../../support/fakes.ts'

it('settings that change while they are read are not replaced by those from before', async () => {
  let emit = (_event: string, _payload: unknown): void => {}
  const reelay = {
    publisher: {
      subscribe(listener: typeof emit) {
        emit = listener
      },
    },
    dispatch: async () => {
      emit('settings.changed', { ...DEFAULT_SETTINGS, dropWindow: true })
      return { ok: true, value: DEFAULT_SETTINGS }
    },
    log: silentLog,
  }
  const settings = await mirrorSettings(reelay as never)
  expect(settings.get().dropWindow).toBe(true)
})
