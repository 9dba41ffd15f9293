import { describe, expect, it } from 'vitest'
import { accountsAtSameHost, hostGroupOf } from '../../../../src-main/engine/queue/jobs/host-groups.ts'

const account = (id: string, provider: string, settings: Record<string, string> = {}) => ({ id, provider, settings })

describe('accounts of one host', () => {
  const accounts = [
    account('a', 'tus', { endpoint: 'https://one.test/files/' }),
    account('b', 'tus', { endpoint: 'https://one.test/other/' }),
    account('c', 'tus', { endpoint: 'https://two.test/files/' }),
    account('d', 'bunny'),
    account('e', 'bunny', { apiBase: '' }),
    account('f', 'bunny', { apiBase: 'https://one.test' }),
  ]

  it('are those of the same provider and address', () => {
    expect(accountsAtSameHost(accounts, 'a')).toEqual(['a', 'b'])
    expect(accountsAtSameHost(accounts, 'c')).toEqual(['c'])
    expect(accountsAtSameHost(accounts, 'd')).toEqual(['d', 'e'])
    expect(accountsAtSameHost(accounts, 'f')).toEqual(['f'])
    expect(accountsAtSameHost(accounts, 'removed')).toEqual(['removed'])
  })

  it('have one host group however the address is written', () => {
    expect(hostGroupOf(account('x', 'tus', { endpoint: 'https://ONE.test:443/x' }))).toBe('tus one.test')
  })
})
