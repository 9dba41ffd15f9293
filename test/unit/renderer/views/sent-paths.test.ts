import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { sentPaths } from '../../../../src-renderer/components/add/sent-paths.ts'

const refusal = (path: string, account?: string) => ({
  path,
  failure: failure('input.invalid', { reason: 'no' }),
  ...(account === undefined ? {} : { account }),
})

describe('what became of paths that were sent', () => {
  const all = ['/a.mov', '/b.mov', '/day']
  const ofTwo = { all, except: new Set<string>(), accounts: 2 }

  it('is accepted where one account takes it, and not where none does', () => {
    const rejected = [refusal('/a.mov', 'Studio'), refusal('/b.mov', 'Studio'), refusal('/b.mov', 'NAS')]
    expect(sentPaths({ rejected }, ofTwo).accepted).toEqual(['/a.mov', '/day'])
  })

  it('is not accepted when it cannot be sent to any; a folder is, with a file below it that is refused', () => {
    const rejected = [refusal('/a.mov'), refusal('/day/x.mov')]
    expect(sentPaths({ rejected }, ofTwo).accepted).toEqual(['/b.mov', '/day'])
  })

  it('is left out by choice', () => {
    expect(sentPaths({ rejected: [] }, { ...ofTwo, except: new Set(['/a.mov', '/day/x.mov']) })).toEqual({
      all,
      accepted: ['/b.mov', '/day'],
      leftOut: ['/a.mov'],
    })
  })
})
