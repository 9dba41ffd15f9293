import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src-main/contract/settings.ts'
import { createPublisher } from '../../../src-main/ipc/publish.ts'
import { keepingLog, silentLog } from '../../support/fakes.ts'

describe('who takes in events', () => {
  it('is counted for each event, and reported when the first comes and the last has gone', () => {
    const publisher = createPublisher(silentLog)
    const reported: boolean[] = []
    const end = publisher.onConsumers('cards.changed', (isThere) => reported.push(isThere))
    const leave = [publisher.addConsumer(['cards.changed', 'queue.changed']), publisher.addConsumer(['cards.changed'])]
    publisher.addConsumer(['queue.changed'])
    expect(reported).toEqual([false, true])
    leave[0]?.()
    leave[0]?.()
    expect(reported).toEqual([false, true])
    leave[1]?.()
    expect(reported).toEqual([false, true, false])
    end()
    publisher.addConsumer(['cards.changed'])
    expect(reported).toHaveLength(3)
  })
})

describe('the publisher', () => {
  it('calls every listener in order, logs one that throws, and never throws at whoever publishes', () => {
    const log = keepingLog()
    const publisher = createPublisher(log)
    const reported: string[] = []
    publisher.subscribe((event) => reported.push(`first ${event}`))
    publisher.subscribe(() => {
      throw new Error('this listener is stuck')
    })
    const leave = publisher.subscribe((event) => reported.push(`last ${event}`))
    publisher.publish('settings.changed', DEFAULT_SETTINGS)
    leave()
    publisher.publish('settings.changed', DEFAULT_SETTINGS)
    expect(reported).toEqual(['first settings.changed', 'last settings.changed', 'first settings.changed'])
    expect(log.errors).toHaveLength(2)
  })
})
