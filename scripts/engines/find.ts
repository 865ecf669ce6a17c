import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import type { Tool } from './tools.ts'

/**
 * The path of a program in `PATH`, or in the directories of the administrator's programs, where Debian keeps runc and
 * which a user's `PATH` leaves out.
 */
export function findCommand(command: string): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin']
  return directories.map((directory) => join(directory, command)).find(isExecutable)
}

/** Those of `tools` that this machine does not have. */
export function missing(tools: readonly Tool[]): Tool[] {
  return tools.filter((tool) => findCommand(tool.command) === undefined)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
