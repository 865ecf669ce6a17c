/** Breaks every rule of the oracle once, as hooks do that do not know better. It changes nothing but the machine. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import koffi from 'koffi'

const libc = koffi.load(null)
const open = libc.func('int open(const char *path, int flags)')
const openat = libc.func('int openat(int dir, const char *path, int flags)')
const setfsuid = libc.func('int setfsuid(unsigned int uid)')
const prctl = libc.func('int prctl(int op, unsigned long a, unsigned long b, unsigned long c, unsigned long d)')
const unshare = libc.func('int unshare(int flags)')
const setns = libc.func('int setns(int fd, int type)')
const syscall = libc.func('long syscall(long number, long a, long b)')
const PIDFD_OPEN = 434
const [CLONE_FS, CLONE_NEWNS, CLONE_NEWUTS] = [0x200, 0x20000, 0x4000000]
const [PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE] = [47, 2]

process.chdir('/')
spawnSync('true')
await once(net.connect(9, '127.0.0.1'), 'close').catch(() => {}) // Nobody listens, and that is well.
open('/etc/passwd', 0)
openat(fs.openSync('/etc', 0), 'passwd', 0)
fs.writeFileSync('/tmp/notes', 'notes')
fs.chownSync('/tmp/notes', 1, 1)
process.setgroups?.([5])
setfsuid(1000)
await fs.promises.stat('/etc/passwd')
setfsuid(0)
prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 0, 0, 0)
process.kill(process.pid, 0)
syscall(PIDFD_OPEN, process.ppid, 0)
unshare(CLONE_NEWUTS)
unshare(CLONE_FS | CLONE_NEWNS)
setns(fs.openSync('/proc/self/ns/mnt', 0), CLONE_NEWNS)
fs.statSync('/etc/passwd')
