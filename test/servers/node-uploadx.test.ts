import { conforms } from '../support/servers/contract.ts'
import { uploadx } from '../support/servers/node-servers.ts'

conforms(uploadx)
