import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Content, FileState } from '../../core/install/file.ts'
import type { Attributes, Files } from '../install/files.ts'

/** The files of this machine, with the rights of this process. */
export const linuxFiles: Files = {
  look,
  read,
  list: (directory) => orNothing(() => fs.readdirSync(directory).sort()) ?? [],
  digest: (content) => (content.kind === 'text' ? sha256(content.text) : digestFile(content.of)),
  missingAbove,
  makeDirectory,
  write,
  discard: (path) => void unlink(temporaryFor(path)),
  remove: (path) => {
    unlink(temporaryFor(path))
    if (unlink(path)) syncDirectory(dirname(path))
  },
  removeIfEmpty,
}

/** The error of a directory in its place names no path by itself. */
function read(path: string): string | undefined {
  try {
    return orNothing(() => fs.readFileSync(path, 'utf8'))
  } catch (error) {
    throw Object.assign(error as Error, { path })
  }
}

function look(path: string): FileState {
  const status = fs.lstatSync(path, { throwIfNoEntry: false })
  if (status === undefined) return { kind: 'absent' }
  if (!status.isFile()) return { kind: 'other', what: kindOf(status) }
  const { uid, gid, mtimeMs } = status
  return { kind: 'file', sha256: digestFile(path), mode: status.mode & 0o7777, uid, gid, mtime: mtimeMs / 1000 }
}

function kindOf(status: fs.Stats): string {
  if (status.isSymbolicLink()) return 'a symbolic link'
  return status.isDirectory() ? 'a directory' : 'no regular file'
}

/**
 * Writes beside the place and renames: whoever opens `path` meets the old file or the new one, and an executable that
 * runs keeps its inode. Both the bytes and the name are on the disk when this returns.
 */
function write(path: string, content: Content, attributes: Attributes): void {
  const temporary = temporaryFor(path)
  unlink(temporary) // Left by a process that was killed; ours by its name, and nobody reads it.
  if (content.kind === 'text') fs.writeFileSync(temporary, content.text, { flag: 'wx', mode: 0o600 })
  else fs.copyFileSync(content.of, temporary, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE)
  finish(temporary, attributes)
  fs.renameSync(temporary, path)
  syncDirectory(dirname(path))
}

function finish(temporary: string, { mode, owner }: Attributes): void {
  const fd = fs.openSync(temporary, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW)
  try {
    if (owner !== undefined) fs.fchownSync(fd, owner.uid, owner.gid)
    fs.fchmodSync(fd, mode) // After the owner: a change of owner clears set-id bits.
    if (owner !== undefined) fs.futimesSync(fd, owner.mtime, owner.mtime)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/**
 * On the file system of `path`, which rename(2) asks for, and outside of directories named `*.d`: engines read every
 * file there is in some of those, half written ones included.
 */
function temporaryFor(path: string): string {
  const directory = dirname(path)
  return join(directory.endsWith('.d') ? dirname(directory) : directory, `.${basename(path)}.oci-device-hook-new`)
}

function missingAbove(path: string): string[] {
  const directory = dirname(path)
  return fs.existsSync(directory) ? [] : [...missingAbove(directory), directory]
}

/** Whatever the umask: an executable that containers run through a user namespace must be within everybody's reach. */
function makeDirectory(directory: string): void {
  const isNew = orCode(() => fs.mkdirSync(directory), 'EEXIST')
  if (!isNew) return
  fs.chmodSync(directory, 0o755)
  syncDirectory(dirname(directory))
}

function removeIfEmpty(directory: string): void {
  orCode(() => fs.rmdirSync(directory), 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'ENOENT')
}

function unlink(path: string): boolean {
  return orCode(() => fs.unlinkSync(path), 'ENOENT', 'ENOTDIR')
}

function syncDirectory(directory: string): void {
  const fd = fs.openSync(directory, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY)
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

function sha256(data: string): string {
  return createHash('sha256').update(data).digest('hex')
}

const CHUNK = 2 ** 20

function digestFile(path: string): string {
  const hash = createHash('sha256')
  const chunk = Buffer.alloc(CHUNK)
  const fd = fs.openSync(path, 'r')
  try {
    for (let read = fs.readSync(fd, chunk); read > 0; read = fs.readSync(fd, chunk))
      hash.update(chunk.subarray(0, read))
  } finally {
    fs.closeSync(fd)
  }
  return hash.digest('hex')
}

/** Whether it was done; `codes` say that there was nothing to do. */
function orCode(action: () => void, ...codes: readonly string[]): boolean {
  try {
    action()
    return true
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

function orNothing<Result>(action: () => Result): Result | undefined {
  try {
    return action()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
