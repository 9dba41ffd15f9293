import { conforms } from '../support/servers/contract.ts'
import { tusd } from '../support/servers/tusd.ts'

conforms(tusd)
