import { conforms } from '../support/servers/contract.ts'
import { tusNodeS3 } from '../support/servers/node-servers.ts'

conforms(tusNodeS3)
