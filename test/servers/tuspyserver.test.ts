import { conforms } from '../support/servers/contract.ts'
import { tuspyserver } from '../support/servers/tuspyserver.ts'

conforms(tuspyserver)
