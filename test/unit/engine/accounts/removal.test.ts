import { describe, expect, it } from 'vitest'
import { startedHarness } from '../../../support/queue-harness.ts'

async function opened() {
  const harness = await startedHarness()
  const { accounts } = harness.engine
  for (const name of ['headers', 'endpointQuery', 'ofAnEarlierVersion']) await harness.secrets.set(`one#${name}`, 'key')
  await harness.secrets.set('two#headers', 'key of another')
  return { accounts, secrets: harness.secrets }
}

describe('removing an account', () => {
  it('leaves none of its keys, and all of the others', async () => {
    const { accounts, secrets } = await opened()
    await accounts.remove('one')
    expect(accounts.find('one')).toBeNull()
    expect(secrets.names()).toEqual(['two#headers'])
  })

  it('keeps the account while a key cannot be deleted, so that it can be removed again', async () => {
    const { accounts, secrets } = await opened()
    const deleteOne = secrets.delete
    secrets.delete = async (name) => {
      if (name === 'one#endpointQuery') throw new Error('disk full')
      await deleteOne(name)
    }
    await expect(accounts.remove('one')).rejects.toThrow('disk full')
    expect(accounts.find('one')).not.toBeNull()
    secrets.delete = deleteOne
    await accounts.remove('one')
    expect(accounts.find('one')).toBeNull()
    expect(secrets.names()).toEqual(['two#headers'])
  })

  it('makes another account the default only where it was the default itself', async () => {
    const { accounts } = await opened()
    const defaults = (): readonly string[] => accounts.list().flatMap(({ id, isDefault }) => (isDefault ? [id] : []))
    accounts.setDefault('film')
    await accounts.remove('one')
    expect(defaults()).toEqual(['film'])
    await accounts.remove('film')
    expect(defaults()).toEqual(['two'])
  })
})
