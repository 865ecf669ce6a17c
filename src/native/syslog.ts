import fs from 'node:fs'
import { SyscallError } from './errno.ts'
import { OwnedFd } from './fd.ts'
import { libc } from './libc.ts'
import { asCString } from './ranges.ts'

// asm-generic/socket.h, linux/net.h: the same on x86-64 and arm64
const AF_UNIX = 1
const SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0o4000 | 0o2000000
// syslog.h
const LOG_DAEMON = 3 << 3
const PRIORITIES = { error: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const

export type LogPriority = keyof typeof PRIORITIES

/**
 * Connects to the system's log. Not openlog(3): when the log's daemon is not there or goes away, syslog(3) looks /dev/log
 * up again at the next line, and it reads the time zone from /etc. After a change of mount namespace both would be the
 * container's. This socket stays where it was connected.
 *
 * @returns A datagram socket that never waits: a log that takes no more loses the line.
 * @throws {SyscallError} `ENOENT` or `ECONNREFUSED` when nobody listens; `EPROTOTYPE` when the log wants a stream.
 * @see https://man7.org/linux/man-pages/man7/unix.7.html
 */
export function connectSyslog(path = '/dev/log'): OwnedFd {
  const c = libc()
  const fd = c.socket(AF_UNIX, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0)
  if (fd < 0) throw new SyscallError('socket', c.errno(), 'AF_UNIX', 'SOCK_DGRAM', '0')
  const socket = new OwnedFd(fd)
  const address = socketAddress(path)
  if (c.connect(fd, address, address.byteLength) === 0) return socket
  const error = new SyscallError('connect', c.errno(), `${fd}`, `"${path}"`)
  socket[Symbol.dispose]()
  throw error
}

/**
 * Sends one line as `daemon`, with our pid in it, and without a time: the log knows that best.
 *
 * @param text One line; the log may show control characters as `#012`, or as they are.
 * @throws {Error} of write(2): `EAGAIN` when the log takes no more, `ECONNREFUSED` when it has gone away.
 * @see https://www.rfc-editor.org/rfc/rfc3164#section-5.4, example 2
 */
export function sendSyslog(socket: OwnedFd, priority: LogPriority, name: string, text: string): void {
  fs.writeSync(socket.fd, `<${LOG_DAEMON | PRIORITIES[priority]}>${name}[${process.pid}]: ${text}`)
}

/** struct sockaddr_un: the family in the machine's byte order, then the path. */
function socketAddress(path: string): Uint8Array {
  const name = asCString(path, 'connect', 'path')
  const address = Buffer.alloc(2 + name.length)
  address.set(new Uint8Array(Uint16Array.of(AF_UNIX).buffer))
  address.set(name, 2)
  return address
}
