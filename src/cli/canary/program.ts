/** Machine code that does nothing but exit(0), for each processor that this program is built for. */
const EXIT_0 = {
  // mov eax, 60 (__NR_exit); xor edi, edi; syscall
  x64: { machine: 0x3e, code: [0xb8, 0x3c, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05] },
  // mov x8, 93 (__NR_exit); mov x0, 0; svc 0
  arm64: { machine: 0xb7, code: [0xa8, 0x0b, 0x80, 0xd2, 0, 0, 0x80, 0xd2, 0x01, 0, 0, 0xd4] },
} as const

const HEADER = 64
const PROGRAM_HEADER = 56
const LOADED_AT = 0x400000
/** The largest page of either processor. */
const ALIGNMENT = 0x10000

/**
 * A whole static program of 130 bytes: what the canary container runs. A container needs a program, and this one needs no
 * image, no network and no busybox.
 *
 * @returns undefined for a processor without one.
 * @see elf(5)
 */
export function exitProgram(arch: string = process.arch): Buffer | undefined {
  if (!Object.hasOwn(EXIT_0, arch)) return undefined
  const { machine, code } = EXIT_0[arch as keyof typeof EXIT_0]
  return Buffer.concat([elfHeader(machine), loadSegment(HEADER + PROGRAM_HEADER + code.length), Buffer.from(code)])
}

/** 64 bit, little endian, executable, one program header. */
function elfHeader(machine: number): Buffer {
  const header = Buffer.alloc(HEADER)
  header.write('\x7fELF\x02\x01\x01', 'latin1')
  header.writeUInt16LE(2, 16) // e_type: ET_EXEC
  header.writeUInt16LE(machine, 18)
  header.writeUInt32LE(1, 20) // e_version
  header.writeBigUInt64LE(BigInt(LOADED_AT + HEADER + PROGRAM_HEADER), 24) // e_entry
  header.writeBigUInt64LE(BigInt(HEADER), 32) // e_phoff
  header.writeUInt16LE(HEADER, 52)
  header.writeUInt16LE(PROGRAM_HEADER, 54)
  header.writeUInt16LE(1, 56) // e_phnum
  return header
}

/** The whole file, readable and executable. */
function loadSegment(size: number): Buffer {
  const segment = Buffer.alloc(PROGRAM_HEADER)
  segment.writeUInt32LE(1, 0) // p_type: PT_LOAD
  segment.writeUInt32LE(5, 4) // p_flags: PF_R | PF_X
  segment.writeBigUInt64LE(BigInt(LOADED_AT), 16)
  segment.writeBigUInt64LE(BigInt(LOADED_AT), 24)
  segment.writeBigUInt64LE(BigInt(size), 32)
  segment.writeBigUInt64LE(BigInt(size), 40)
  segment.writeBigUInt64LE(BigInt(ALIGNMENT), 48)
  return segment
}
