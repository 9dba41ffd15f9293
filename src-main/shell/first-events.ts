/**
 * @file Files and links that the system hands over. Listens from the first moment of the process, because macOS tells of
 * those that started the app before it is ready, and only once.
 */
import { app } from 'electron'
import { z } from 'zod'
import type { Arrivals } from './arrivals.ts'
import type { Start } from './command-line.ts'
import { takeNote } from './start-note.ts'

/** What a second process says of itself; the arguments that Chromium hands over are sorted and have others among them. */
const handedSchema = z.object({
  paths: z.array(z.string()),
  links: z.array(z.string()),
  handedOver: z.string().nullable(),
  hidden: z.boolean(),
})

export function startData({ paths, links, handedOver, hidden }: Start): Record<string, unknown> {
  return { paths, links, handedOver, hidden }
}

/** @param onStart somebody started the app once more, and looks for its window */
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
    const handed = handedSchema.safeParse(data)
    if (handed.success) {
      arrivals.addStart(handed.data)
      if (handed.data.handedOver !== null) arrivals.addStart(takeNote(app.getPath('userData'), handed.data.handedOver))
    }
    // Signing in to the system starts it hidden; that must not bring up the window of one that runs.
    if (!handed.success || !handed.data.hidden) onStart()
  })
}
