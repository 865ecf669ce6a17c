import koffi from 'koffi'

const PR_SET_SECCOMP = 22
const SECCOMP_MODE_FILTER = 2
const SECCOMP_RET_ERRNO = 0x0005_0000
const SECCOMP_RET_ALLOW = 0x7fff_0000
// linux/bpf_common.h: load a word; jump if equal; return a constant.
const BPF_LD_W_ABS = 0x20
const BPF_JEQ_K = 0x15
const BPF_RET_K = 0x06

/**
 * From now on this thread, and what it starts, gets `errno` for system call `number`: an older kernel, or the filter of
 * a container engine. It cannot be taken back, so this is for fixtures.
 */
export function denySyscall(number: number, errno: number): void {
  // The number is the first word of struct seccomp_data; calls of other architectures do not happen here.
  const filter = Buffer.concat([
    instruction(BPF_LD_W_ABS, 0, 0),
    instruction(BPF_JEQ_K, 1, number),
    instruction(BPF_RET_K, 0, SECCOMP_RET_ERRNO | errno),
    instruction(BPF_RET_K, 0, SECCOMP_RET_ALLOW),
  ])
  const program = Buffer.alloc(16)
  program.writeUInt16LE(filter.length / 8)
  program.writeBigUInt64LE(koffi.address(filter), 8)
  const prctl = koffi.load(null).func('int prctl(int op, unsigned long mode, const void *program)')
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program) !== 0) throw new Error(`seccomp: errno ${koffi.errno()}`)
}

/** struct sock_filter { u16 code; u8 jt, jf; u32 k }: `skip` instructions are jumped over when a test does not hold. */
function instruction(code: number, skip: number, k: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code)
  bytes.writeUInt8(skip, 3)
  bytes.writeUInt32LE(k, 4)
  return bytes
}
