import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { writeMedia } from '../support/media.ts'
import { AUTHORITY } from '../support/tls-front.ts'
import { startTusServer } from '../support/tus-server.ts'
import { openWindows } from '../support/windows/windows.ts'

test('receipts are CSV as Excel reads it, and a manifest that begins at the folder of the clips', async (context) => {
  await using windows = await openWindows(context)
  await using server = await startTusServer({ directory: windows.folder.in('store') })
  await mkdir(windows.folder.in('card', 'Day 1'), { recursive: true })
  await writeMedia(windows.folder.in('card', 'Day 1', 'C0001.MXF'), 20_000)
  await writeMedia(windows.folder.in('card', 'C0002.MXF'), 20_000)
  const sent = await windows.reelay(['upload', windows.in('card'), '--endpoint', server.endpoint])
  expect(sent).toMatchObject({ code: 0, summary: { done: 2 } })
  const [receipt] = (await windows.reelay(['receipts'])).lines
  expect(await windows.reelay(['receipts', '--format', 'csv', '--out', windows.in('out.csv')])).toMatchObject({ code: 0 })
  const csv = await readFile(windows.folder.in('out.csv'), 'utf8')
  expect(csv.startsWith('\uFEFF')).toBe(true)
  expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  expect(csv.endsWith('\r\n')).toBe(true)
  expect(csv).toContain(windows.in('card', 'Day 1', 'C0001.MXF'))
  const batch = String(receipt?.['batchId'])
  expect(await windows.reelay(['receipts', '--format', 'mhl', '--batch', batch, '--out', windows.in('out.mhl')])).toMatchObject({
    code: 0,
  })
  const manifest = await readFile(windows.folder.in('out.mhl'), 'utf8')
  expect(manifest).toContain('<file>Day 1/C0001.MXF</file>')
  expect(manifest).toContain('<file>C0002.MXF</file>')
})

test('data is kept below LOCALAPPDATA, and nowhere when that says nothing', async (context) => {
  await using windows = await openWindows(context)
  await mkdir(windows.folder.in('here'))
  const env = { REELAY_DATA_DIR: '', LOCALAPPDATA: windows.in('local'), USERPROFILE: windows.in('home') }
  const usual = await windows.reelay(['queue', 'list'], { dataDir: null, env })
  expect(usual).toMatchObject({ code: 0 })
  expect(await readdir(windows.folder.in('local', 'reelay-cli'))).toContain('journal.db')
  const relative = { dataDir: null, env: { ...env, LOCALAPPDATA: 'not\\absolute' }, cwd: windows.in('here') }
  expect(await windows.reelay(['queue', 'list'], relative)).toMatchObject({ code: 0 })
  expect(await readdir(windows.folder.in('home', 'AppData', 'Local', 'reelay-cli'))).toContain('journal.db')
  expect(await readdir(windows.folder.in('here'))).toEqual([])
})

test('secrets come from files as PowerShell writes them, with marks at the beginning, and in UTF-16', async (context) => {
  await using windows = await openWindows(context)
  await using server = await startTusServer({ directory: windows.folder.in('store') })
  const wanted: string[] = []
  server.intercept((request) => {
    wanted.push(String(request.headers['x-key']))
    return false
  })
  await writeMedia(windows.folder.in('clip.mxf'), 2_000)
  const texts = {
    plain: Buffer.from('secret-of-tests\r\n'),
    bom: Buffer.from('\uFEFFsecret-of-tests\r\n'),
    utf16: Buffer.from('\uFEFFsecret-of-tests\r\n', 'utf16le'),
  }
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(windows.folder.in(name), text)
    const header = `X-Key: file:${windows.in(name)}`
    const sent = await windows.reelay([
      'upload',
      windows.in('clip.mxf'),
      '--again',
      '--endpoint',
      server.endpoint,
      '--header',
      header,
    ])
    expect.soft({ name, ...sent }).toMatchObject({ code: 0, summary: { done: 1 } })
  }
  expect(new Set(wanted)).toEqual(new Set(['secret-of-tests']))
})

test('certificates of a company are read from PEM files as PowerShell and editors write them', async (context) => {
  await using windows = await openWindows(context)
  const pem = (await readFile(AUTHORITY, 'utf8')).replaceAll('\n', '\r\n')
  const files = { bom: Buffer.from(`\uFEFF${pem}`), utf16: Buffer.from(`\uFEFF${pem}`, 'utf16le') }
  for (const [name, content] of Object.entries(files)) {
    await writeFile(windows.folder.in(`${name}.pem`), content)
    const { code, stdout, stderr } = await windows.reelay(['settings', 'set', `caFile=${windows.in(`${name}.pem`)}`])
    expect.soft({ name, code, stdout, stderr }).toMatchObject({ code: 0 })
  }
})
