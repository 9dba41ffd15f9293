import { expect, it } from 'vitest'
import { withoutPaths } from '../../../src-main/contract/text/without-paths.ts'

it.each([
  ["ENOENT: no such file or directory, open '/media/client/Secret cut.mov'", "ENOENT: no such file or directory, open '…'"],
  ["EPERM, rename '/media/Boys' night.mov' -> '/sent/Boys' night.mov'", "EPERM, rename '…'"],
  ['changes in “/media/The “Secret” cut” cannot be watched: no space left', 'changes in “…” cannot be watched: no space left'],
  ['changes in /media/Secret cut cannot be watched', 'changes in …'],
  ['~/Movies/Secret cut.mov was not found', '…'],
  ['~\\Movies\\Secret cut.mov was not found', '…'],
  ["open 'C:\\Clients\\Secret cut.mov': busy", "open '…': busy"],
  ["open 'd:/Clients/Secret cut.mov': busy", "open '…': busy"],
  ['spawn {"cwd":"C:\\\\Clients\\\\Secret cut"} failed', 'spawn {"cwd":"…"} failed'],
  ['lstat \\\\nas\\clients\\Secret cut.mov', 'lstat …'],
  ["lstat '\\\\?\\UNC\\nas\\Secret cut.mov': gone", "lstat '…': gone"],
  ['file:///media/Secret%20cut.mov was not loaded', '…'],
  ['not read (/media/Secret (1) cut.mov', 'not read (…'],
  ["open '/media/Secret", "open '…"],
  ["open '/media/Secret\ncut.mov'", "open '…'"],
  ['failed:/media/Secret cut', 'failed:…'],
  ['path=/media/Secret cut', 'path=…'],
  ["first '/media/a' and “/media/Secret”", "first '…' and “…”"],
])('a path is taken out of “%s”, whatever its name', (text, expected) => {
  expect(withoutPaths(text)).toBe(expected)
  expect(withoutPaths(text)).not.toMatch(/secret|boys/i)
})

it.each([
  'https://tus.test/…cdef answered 404',
  'app://reelay/index.html was not loaded: ERR_FAILED (-2)',
  'read and/or write failed at 12:40, 3 / 5 tries',
  'refused token=…',
  'application/json; charset=utf-8',
])('what is no path stays: %s', (text) => {
  expect(withoutPaths(text)).toBe(text)
})
