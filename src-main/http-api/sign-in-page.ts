/**
 * @file Opens the interface in a browser without a secret in the arguments of a process, which every user can read: the
 * browser opens a page in the data folder that only this user can read, and the page redirects with a one-time code.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from './private-file.ts'

const NAME = /^sign-in-[0-9a-f]{12}\.html$/

export function newPagePath(dataDir: string): string {
  return join(dataDir, `sign-in-${randomBytes(6).toString('hex')}.html`)
}

/** `replace` leaves no entry in the history of the tab, so the code is in none either. */
export function writeSignInPage(path: string, address: string, code: string): void {
  const target = JSON.stringify(`${address}/#code=${code}`)
  writePrivateFile(
    path,
    `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<title>Reelay</title>
<p>Opening Reelay…</p>
<script>location.replace(${target})</script>
`,
  )
}

export function removeSignInPage(path: string): void {
  rmSync(path, { force: true })
}

/** Pages of an owner that was killed. */
export function removeOldPages(dataDir: string): void {
  for (const name of readdirSync(dataDir)) if (NAME.test(name)) rmSync(join(dataDir, name), { force: true })
}
