// The hook that anybody would write first.
import { readFileSync } from 'node:fs'

const config = JSON.parse(readFileSync(0, 'utf8'))
config.process.user.additionalGids = [...(config.process.user.additionalGids ?? []), 44]
process.stdout.write(JSON.stringify(config))
