/**
 * Flags that more than one file passes. Two of them differ between x86-64 and arm64, which keeps the numbers of 32-bit
 * ARM: those come from Node, which was compiled with the headers of its own architecture.
 */
import fs from 'node:fs'

// fcntl.h
export const O_RDONLY = 0
export const O_WRONLY = 1
export const O_RDWR = 2
export const O_CREAT = 0o100
export const O_EXCL = 0o200
export const O_NOCTTY = 0o400
export const O_NONBLOCK = 0o4000
/** 0200000 on x86-64, 040000 on arm64. */
export const O_DIRECTORY = fs.constants.O_DIRECTORY
/** 0400000 on x86-64, 0100000 on arm64. */
export const O_NOFOLLOW = fs.constants.O_NOFOLLOW
export const O_CLOEXEC = 0o2000000
export const O_PATH = 0o10000000
/** Contains O_DIRECTORY, so that a kernel before 3.11 answers EISDIR. */
export const O_TMPFILE = 0o20000000 | O_DIRECTORY

// linux/fcntl.h
export const AT_FDCWD = -100
/** For faccessat2 only. */
export const AT_EACCESS = 0x200
export const AT_EMPTY_PATH = 0x1000

// linux/openat2.h
/** Crossing into another mount, a bind mount included, is EXDEV. */
export const RESOLVE_NO_XDEV = 0x01
/** `/proc/<pid>/fd/1` and its like are ELOOP. */
export const RESOLVE_NO_MAGICLINKS = 0x02
/** Any symbolic link, in any component, is ELOOP. Implies RESOLVE_NO_MAGICLINKS. */
export const RESOLVE_NO_SYMLINKS = 0x04
/** Leaving the directory, if only for a moment, is EXDEV. */
export const RESOLVE_BENEATH = 0x08
/** The directory stands for `/`: `..` at the top stays there, absolute links start there. */
export const RESOLVE_IN_ROOT = 0x10

// linux/stat.h
export const S_IFCHR = 0o020000
export const S_IFBLK = 0o060000

// linux/magic.h
export const PROC_SUPER_MAGIC = 0x9fa0
export const TMPFS_MAGIC = 0x01021994
