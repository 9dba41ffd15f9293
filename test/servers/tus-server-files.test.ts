import { conforms } from '../support/servers/contract.ts'
import { tusNodeFiles } from '../support/servers/node-servers.ts'

conforms(tusNodeFiles)
