import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTusServer } from '../support/tus-server.ts'
import { openWindows } from '../support/windows/windows.ts'

test('a file that is spelled in another way is the same file', async (context) => {
  await using windows = await openWindows(context)
  await using server = await startTusServer({ directory: windows.folder.in('store') })
  await mkdir(windows.folder.in('Card', 'Day 1'), { recursive: true })
  await writeFile(windows.folder.in('Card', 'Day 1', 'C0001.MP4'), 'x'.repeat(100_000))
  const clip = windows.in('Card', 'Day 1', 'C0001.MP4')
  expect(await windows.reelay(['upload', windows.in('Card'), '--endpoint', server.endpoint])).toMatchObject({
    code: 0,
    summary: { done: 1, skipped: 0 },
  })
  const spellings = [
    clip.replaceAll('\\', '/'),
    clip.toUpperCase(),
    clip.toLowerCase(),
    `\\\\?\\${clip}`,
    `\\\\?\\${clip.toLowerCase()}`,
    clip.replace('Card\\', 'Card\\.\\..\\Card\\\\'),
    'Card\\Day 1\\C0001.MP4',
    'card/day 1/c0001.mp4',
    `${clip.slice(0, 2)}Card\\Day 1\\C0001.MP4`,
    `\\${clip.slice(3)}`,
    `${windows.in('card', 'DAY 1')}\\`,
    windows.in('CARD'),
  ]
  // Each by itself takes seconds; what one command finds twice it would send twice as well.
  const alone = [
    clip.toLowerCase(),
    `\\\\?\\${clip}`,
    'card/day 1/c0001.mp4',
    `${clip.slice(0, 2)}Card\\Day 1\\C0001.MP4`,
    windows.in('CARD'),
  ]
  for (const spelling of alone) {
    const { code, summary, stdout, stderr } = await windows.reelay(['upload', spelling, '--endpoint', server.endpoint])
    expect.soft({ spelling, code, summary, stdout, stderr }).toMatchObject({ code: 0, summary: { done: 0, skipped: 1 } })
  }
  const together = await windows.reelay(['upload', ...spellings, '--endpoint', server.endpoint])
  expect.soft(together).toMatchObject({ code: 0, summary: { done: 0, failed: 0 } })
  expect.soft(together.lines.filter(({ type }) => type === 'skipped').length).toBeGreaterThan(0)
  expect(await server.uploads()).toHaveLength(1)
})

test('a letter that stands for a folder leads to the same files', async (context) => {
  await using windows = await openWindows(context)
  await using server = await startTusServer({ directory: windows.folder.in('store') })
  const { drives } = windows
  context.skip(drives === null, 'needs a letter that stands for a folder, which the tests make under Wine only')
  if (!drives) return
  await writeFile(join(drives.substituted, 'C0002.MP4'), 'y'.repeat(100_000))
  const sent = await windows.reelay(['upload', 'S:\\', '--endpoint', server.endpoint])
  expect(sent).toMatchObject({ code: 0, summary: { done: 1, skipped: 0 } })
  const path = `T:\\${drives.substituted.split('/').slice(2).join('\\')}`
  for (const spelling of ['s:\\c0002.mp4', `${path}\\C0002.MP4`]) {
    const { code, summary, stdout, stderr } = await windows.reelay(['upload', spelling, '--endpoint', server.endpoint])
    expect.soft({ spelling, code, summary, stdout, stderr }).toMatchObject({ code: 0, summary: { done: 0, skipped: 1 } })
  }
})

test('names that Windows itself cannot spell, and long ones, are sent under their names', async (context) => {
  await using windows = await openWindows(context)
  await using server = await startTusServer({ directory: windows.folder.in('store') })
  const names = [
    'ü 📷 100% !PATH! %PATH% ^ & (1).mp4',
    'cafe\u0301.mp4',
    'caf\u00e9.mp4',
    'con clip.mp4',
    'trailing.dots...mp4',
    '#hash;semi,comma=equals.mp4',
    "it's 'quoted'.mp4",
  ]
  await mkdir(windows.folder.in('odd'))
  for (const [index, name] of names.entries()) await writeFile(windows.folder.in('odd', name), `${name}${index}`)
  const deep = Array.from({ length: 8 }, (_, index) => `${index} ${'long folder name '.repeat(3)}x`)
  await mkdir(windows.folder.in('odd', ...deep), { recursive: true })
  await writeFile(windows.folder.in('odd', ...deep, 'deep.mp4'), 'deep')
  const sent = await windows.reelay(['upload', windows.in('odd'), '--endpoint', server.endpoint])
  expect(sent).toMatchObject({ code: 0, summary: { done: names.length + 1 } })
  const arrived = (await server.uploads()).map(({ metadata }) => metadata['filename']).sort()
  expect(arrived).toEqual([...names, 'deep.mp4'].sort())
  const again = await windows.reelay(['upload', windows.in('odd'), '--endpoint', server.endpoint])
  expect(again).toMatchObject({ code: 0, summary: { done: 0, skipped: names.length + 1 } })
  const named = await windows.reelay([
    'upload',
    windows.in('odd', ...deep, 'deep.mp4'),
    windows.in('odd', names[0] ?? ''),
    '--endpoint',
    server.endpoint,
  ])
  expect(named).toMatchObject({ code: 0, summary: { done: 0, skipped: 2 } })
})
