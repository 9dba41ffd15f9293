/** @file Puts a text on the clipboard by the tool of the system. The text goes through a pipe: arguments are public. */
import { spawn } from 'node:child_process'

/** The tools of each system, in the order in which they are tried. */
const TOOLS: Readonly<Partial<Record<NodeJS.Platform, readonly (readonly string[])[]>>> = {
  darwin: [['pbcopy']],
  win32: [['clip']],
}
const OTHERS: readonly (readonly string[])[] = [
  ['wl-copy'],
  ['xclip', '-selection', 'clipboard'],
  ['xsel', '--clipboard', '--input'],
]

/** Whether one of the tools took the text. */
export async function copyText(text: string): Promise<boolean> {
  for (const [command = '', ...args] of TOOLS[process.platform] ?? OTHERS) {
    if (await piped(command, args, text)) return true
  }
  return false
}

function piped(command: string, args: readonly string[], text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] })
    child.on('error', () => resolve(false))
    child.stdin.on('error', () => {})
    // Tools of X11 go on in the background and keep the text until another takes its place.
    child.on('exit', (code) => resolve(code === 0))
    child.stdin.end(text)
  })
}
