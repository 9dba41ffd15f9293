import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { isOnBattery, readSupplies, type Supply } from '../../../src-main/shell/system/power-supply.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const mains: Supply = { type: 'Mains', online: '1', status: '', scope: '' }
const battery: Supply = { type: 'Battery', online: '', status: 'Full', scope: 'System' }

describe('the power of a Linux machine', () => {
  it.each([
    ['no supply at all', [], false],
    ['mains alone', [mains], false],
    ['mains that are off, without a battery', [{ ...mains, online: '0' }], false],
    ['mains and a battery', [mains, battery], false],
    [
      'a battery and mains that are off',
      [
        { ...mains, online: '0' },
        { ...battery, status: 'Discharging' },
      ],
      true,
    ],
    ['a battery that gives power and nothing else', [{ ...battery, status: 'Discharging' }], true],
    ['a battery that is charged and nothing else', [battery], false],
    ['one of two ways to charge', [{ ...mains, online: '0' }, { ...mains, type: 'USB' }, battery], false],
    ['the battery of a mouse', [{ ...battery, status: 'Discharging', scope: 'Device' }], false],
  ])('with %s', (_what, supplies, onBattery) => {
    expect(isOnBattery(supplies)).toBe(onBattery)
  })

  it('is read from files, of which any may be missing', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('AC'))
    await writeFile(folder.in('AC', 'type'), 'Mains\n')
    await writeFile(folder.in('AC', 'online'), '0\n')
    await mkdir(folder.in('BAT0'))
    await writeFile(folder.in('BAT0', 'type'), 'Battery\n')
    expect(isOnBattery(await readSupplies(folder.path))).toBe(true)
    expect(await readSupplies(folder.in('nothing'))).toEqual([])
  })
})
