import { join, parse } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foldersUpFrom } from '../../../../src-main/adapters/hash-lists/locations.ts'

describe('the folders whose lists may name a file', () => {
  const { root } = parse(process.cwd())

  it('extend to the root of the drive, which may have lists itself', () => {
    const card = join(root, 'no-such-folder')
    expect(foldersUpFrom(join(card, 'A001'))).toEqual([join(card, 'A001'), card, root])
    expect(foldersUpFrom(root)).toEqual([root])
  })
})
