/**
 * @file Receives the files and links that the system, or a second process, passes to the app. Listens from the start of the process:
 * macOS reports what the app was started with before it is ready, and only once.
 */
import { app } from 'electron'
import { z } from 'zod'
import type { Arrivals } from '../lifecycle/arrivals.ts'
import type { Start } from '../lifecycle/command-line.ts'
import { takeNote } from '../lifecycle/start-note.ts'

/** What a second process passes to the first. Its argv is not used: Chromium sorts it and adds switches. */
const instanceDataSchema = z.object({
  paths: z.array(z.string()),
  links: z.array(z.string()),
  handedOver: z.string().nullable(),
  hidden: z.boolean(),
})

export function instanceData({ paths, links, handedOver, hidden }: Start): Record<string, unknown> {
  return { paths, links, handedOver, hidden }
}

/** @param showWindow called when what was passed asks for the window */
export function receiveSystemEvents(arrivals: Arrivals, showWindow: () => void): void {
  app.on('open-file', (event, path) => {
    event.preventDefault()
    arrivals.add({ kind: 'files', paths: [path] })
    showWindow()
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    arrivals.addStart({ paths: [], links: [link] })
    showWindow()
  })
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const passed = instanceDataSchema.safeParse(data)
    if (passed.success) {
      arrivals.addStart(passed.data)
      if (passed.data.handedOver !== null) arrivals.addStart(takeNote(app.getPath('userData'), passed.data.handedOver))
    }
    // A start at login is hidden and must not show the window of a running app.
    if (!passed.success || !passed.data.hidden) showWindow()
  })
}
