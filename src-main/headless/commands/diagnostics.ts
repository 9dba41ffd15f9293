/** @file `reelay diagnostics`: what Reelay says about itself, for a report of a problem; and the licences of its packages. */
import { diagnosticsText } from '../../contract/diagnostics.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { print, printJson, printLines } from '../output/terminal.ts'

export async function showDiagnostics(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    const diagnostics = await client.request('app.diagnostics', {})
    if (context.json) printJson({ type: 'diagnostics', ...diagnostics })
    else printLines(diagnosticsText(diagnostics))
    return EXIT.ok
  })
}

export async function showLicences(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    for (const { name, version, licence, text } of await client.request('app.licences', {})) {
      if (context.json) {
        printJson({ type: 'licence', name, version, licence, text })
        continue
      }
      print(`── ${name} ${version}: ${licence}`)
      printLines(`\n${text}\n`)
    }
    return EXIT.ok
  })
}
