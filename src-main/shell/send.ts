/** @file Makes calls of which nobody waits for the answer; a refusal is logged. */
import type { Channel } from '../contract/channels.ts'
import type { Envelope } from '../contract/requests.ts'
import type { Reelay } from '../host.ts'

export function createSend({ dispatch, log }: Pick<Reelay, 'dispatch' | 'log'>): (channel: Channel, input: unknown) => void {
  async function send(channel: Channel, input: unknown): Promise<void> {
    const answer = (await dispatch(channel, input)) as Envelope<unknown>
    if (!answer.ok) log.warn(`${channel} was refused: ${answer.error.code}`)
  }
  return (channel, input) => void send(channel, input)
}
