import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src-main/contract/settings.ts'
import { createPublisher } from '../../../src-main/ipc/publish.ts'
import { keepingLog } from '../../support/fakes.ts'

describe('the publisher', () => {
  it('tells every door in order, logs one that throws, and never throws at whoever publishes', () => {
    const log = keepingLog()
    const publisher = createPublisher(log)
    const told: string[] = []
    publisher.subscribe((event) => told.push(`first ${event}`))
    publisher.subscribe(() => {
      throw new Error('this door is stuck')
    })
    const leave = publisher.subscribe((event) => told.push(`last ${event}`))
    publisher.publish('settings.changed', DEFAULT_SETTINGS)
    leave()
    publisher.publish('settings.changed', DEFAULT_SETTINGS)
    expect(told).toEqual(['first settings.changed', 'last settings.changed', 'first settings.changed'])
    expect(log.errors).toHaveLength(2)
  })
})
