/**
 * The native layer: one thin function per Linux system call, named after it, `O_CLOEXEC` always added, every number
 * checked in TypeScript before the call. **Basic wrappers here, anything cleverer in `shell/linux/`.**
 *
 * Where things are: `c-prototypes.ts` says what C knows, `syscalls.ts` which number a call has on this machine,
 * `ranges.ts` what may be passed, `errno.ts` what comes back when it fails; the other files are the calls, by subject.
 *
 * Three rules for whoever adds a call:
 * 1. `libc().errno()` is the very next thing after a call that failed. koffi reads the thread's live errno, and anything
 *    in between, even an allocation, may change it. `throw new SyscallError(name, c.errno(), …)` keeps that order, for
 *    JavaScript evaluates arguments from left to right.
 * 2. Credentials and namespaces belong to one thread in Linux. Only synchronous calls, from the main thread.
 * 3. No builtin of Node that is missing from its start-up snapshot: each costs up to 18 ms here.
 */
import { type CFunction, FUNCTIONS, SYSCALLS } from './c-prototypes.ts'
import { type Koffi, loadKoffi } from './koffi.ts'
import { keepLoaded, loadedLibc } from './loaded.ts'
import { syscallNumber } from './syscalls.ts'

type Functions = { readonly [Name in keyof typeof FUNCTIONS]: CFunction<(typeof FUNCTIONS)[Name]> }
type Syscalls = { readonly [Name in keyof typeof SYSCALLS]: CFunction<(typeof SYSCALLS)[Name]> }
/** `errno()` is the error number of this thread's last failed call; meaningless unless read at once. */
export type Libc = Functions & Syscalls & { errno(): number }

/**
 * The C library that Node itself runs on. Nothing is loaded before the first call, and nothing is declared before it is
 * used: a declaration takes 15 to 30 µs, and a run with nothing to do needs none of the forty.
 *
 * @throws {AddonError} `ERR_ADDON` when koffi cannot be loaded.
 */
export function libc(): Libc {
  return loadedLibc() ?? keepLoaded(bindLazily(loadKoffi()))
}

function bindLazily(koffi: Koffi): Libc {
  const library = koffi.load(null)
  const bindings = { errno: () => koffi.errno() }
  for (const [name, prototype] of Object.entries(FUNCTIONS)) {
    defineLazily(bindings, name, () => library.func(prototype))
  }
  for (const [name, prototype] of Object.entries(SYSCALLS)) {
    defineLazily(bindings, name, () => {
      const number = syscallNumber(name)
      const call = library.func(throughSyscall(prototype))
      return (...args: readonly unknown[]) => call(number, ...args)
    })
  }
  return bindings as Libc // The two loops above define exactly the keys of Functions and Syscalls.
}

/** The first read declares the function and puts it in the place of the getter. */
function defineLazily(target: object, name: string, declare: () => unknown): void {
  const get = () => {
    const value = declare()
    Object.defineProperty(target, name, { value })
    return value
  }
  Object.defineProperty(target, name, { get, configurable: true })
}

/** `int f(int fd)` becomes `int syscall(long number, int fd)`. */
function throughSyscall(prototype: string): string {
  return prototype.replace(/ \w+\(/, ' syscall(long number, ')
}
