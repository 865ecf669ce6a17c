/** deny.ts NUMBER ERROR COMMAND...: runs a command to which the kernel answers one system call with an error. */
import { constants } from 'node:os'
import { denySyscall } from '../../native/support/seccomp.ts'

const [number, error = '', command = '', ...args] = process.argv.slice(2)
const errno = Object.entries(constants.errno).find(([name]) => name === error)?.[1]
if (errno === undefined) throw new Error(`${error} is no error of this system`)
denySyscall(Number(number), errno)
process.execve?.(command, [command, ...args], process.env)
