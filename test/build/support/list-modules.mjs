/** `node --import ./list-modules.mjs PROGRAM` writes the URL of each module that is loaded to the file $MODULES. */
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const file = process.env.MODULES
registerHooks({
  load: (url, context, next) => {
    appendFileSync(file, `${url}\n`)
    return next(url, context)
  },
})
