import { connectSyslog, type LogPriority, sendSyslog } from '../../native/syslog.ts'

/** Writes a line to the system's log. @throws {Error} of write(2) */
export type SystemLog = (priority: LogPriority, line: string) => void

const NAME = 'oci-device-hook'

/** @throws {SyscallError} when nobody listens at `path` */
export function connectSystemLog(path: string): SystemLog {
  const socket = connectSyslog(path)
  return (priority, line) => sendSyslog(socket, priority, NAME, line)
}
