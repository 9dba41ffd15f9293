/**
 * @file Files and links that the system passes to the app. Listens from the start of the process, because macOS reports those
 * that started the app before it is ready, and only once.
 */
import { app } from 'electron'
import { z } from 'zod'
import type { Arrivals } from './arrivals.ts'
import type { Start } from './command-line.ts'
import { takeNote } from './start-note.ts'

/** Data of a second process. Its argv is not used: Chromium sorts it and adds switches. */
const startDataSchema = z.object({
  paths: z.array(z.string()),
  links: z.array(z.string()),
  handedOver: z.string().nullable(),
  hidden: z.boolean(),
})

export function startData({ paths, links, handedOver, hidden }: Start): Record<string, unknown> {
  return { paths, links, handedOver, hidden }
}

/** @param onStart called when another start asks for the window */
export function keepFirstEvents(arrivals: Arrivals, onStart: () => void): void {
  app.on('open-file', (event, path) => {
    event.preventDefault()
    arrivals.add({ kind: 'files', paths: [path] })
    onStart()
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    arrivals.addStart({ paths: [], links: [link] })
    onStart()
  })
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const passed = startDataSchema.safeParse(data)
    if (passed.success) {
      arrivals.addStart(passed.data)
      if (passed.data.handedOver !== null) arrivals.addStart(takeNote(app.getPath('userData'), passed.data.handedOver))
    }
    // A start at login is hidden and must not show the window of a running app.
    if (!passed.success || !passed.data.hidden) onStart()
  })
}
