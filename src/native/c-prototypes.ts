/**
 * What C knows about each function, written as its man page does, with koffi's names for the types: `uid_t`, `gid_t`
 * and `mode_t` are `unsigned int`, `pid_t` is `int`, and every struct is a `void *` to bytes laid out by the caller.
 * TypeScript reads the same line (`CFunction`), so a prototype is written once.
 */

/** Exported by glibc 2.28, the oldest that Node 26 runs on. */
export const FUNCTIONS = {
  /** https://man7.org/linux/man-pages/man2/openat.2.html, Linux 2.6.16 */
  openat: 'int openat(int dirfd, const char *pathname, int flags, unsigned int mode)',
  /** https://man7.org/linux/man-pages/man2/statx.2.html, Linux 4.11; O_PATH descriptors with AT_EMPTY_PATH too */
  statx: 'int statx(int dirfd, const char *pathname, int flags, unsigned int mask, void *statxbuf)',
  /** https://man7.org/linux/man-pages/man2/fstatfs.2.html, O_PATH descriptors since Linux 3.12 */
  fstatfs: 'int fstatfs(int fd, void *buf)',
  /** https://man7.org/linux/man-pages/man2/mkdirat.2.html, Linux 2.6.16 */
  mkdirat: 'int mkdirat(int dirfd, const char *pathname, unsigned int mode)',
  /** https://man7.org/linux/man-pages/man2/symlinkat.2.html, Linux 2.6.16 */
  symlinkat: 'int symlinkat(const char *target, int newdirfd, const char *linkpath)',
  /** https://man7.org/linux/man-pages/man2/fchownat.2.html, AT_EMPTY_PATH since Linux 2.6.39 */
  fchownat: 'int fchownat(int dirfd, const char *pathname, unsigned int owner, unsigned int group, int flags)',
  /** https://man7.org/linux/man-pages/man2/fchmodat.2.html, always called with flags 0 */
  fchmodat: 'int fchmodat(int dirfd, const char *pathname, unsigned int mode, int flags)',
  /** https://man7.org/linux/man-pages/man2/fgetxattr.2.html, Linux 2.4 */
  fgetxattr: 'long fgetxattr(int fd, const char *name, void *value, size_t size)',
  /** https://man7.org/linux/man-pages/man2/getxattr.2.html, Linux 2.4 */
  getxattr: 'long getxattr(const char *path, const char *name, void *value, size_t size)',
  /** https://man7.org/linux/man-pages/man2/setns.2.html, Linux 3.0; this thread only */
  setns: 'int setns(int fd, int nstype)',
  /** https://man7.org/linux/man-pages/man2/unshare.2.html, Linux 2.6.16; this thread only */
  unshare: 'int unshare(int flags)',
  /** https://man7.org/linux/man-pages/man2/mount.2.html */
  mount:
    'int mount(const char *source, const char *target, const char *type, unsigned long mountflags, const char *data)',
  /** https://man7.org/linux/man-pages/man2/prctl.2.html */
  prctl: 'int prctl(int op, unsigned long arg2, unsigned long arg3, unsigned long arg4, unsigned long arg5)',
  /** https://man7.org/linux/man-pages/man2/alarm.2.html; a library function on arm64, which has no such call */
  alarm: 'unsigned int alarm(unsigned int seconds)',
  /** https://man7.org/linux/man-pages/man2/getppid.2.html */
  getppid: 'int getppid(void)',
  /** https://man7.org/linux/man-pages/man2/poll.2.html; a library function on arm64, as alarm is */
  poll: 'int poll(void *fds, unsigned long nfds, int timeout)',
  /** https://man7.org/linux/man-pages/man2/_exit.2.html */
  _exit: 'void _exit(int status)',
  /** https://man7.org/linux/man-pages/man2/socket.2.html; SOCK_NONBLOCK and SOCK_CLOEXEC since Linux 2.6.27 */
  socket: 'int socket(int domain, int type, int protocol)',
  /** https://man7.org/linux/man-pages/man2/connect.2.html */
  connect: 'int connect(int sockfd, const void *addr, unsigned int addrlen)',
} as const

/**
 * Called through `syscall(2)`: because glibc 2.28 has no wrapper, because its wrapper does more (the glibc functions for
 * credentials signal every other thread of the process to change too), or because it takes any number of arguments.
 */
export const SYSCALLS = {
  /** https://man7.org/linux/man-pages/man2/openat2.2.html, Linux 5.6 */
  openat2: 'int openat2(int dirfd, const char *pathname, const void *how, size_t size)',
  /** https://man7.org/linux/man-pages/man2/faccessat2.2.html, Linux 5.8 */
  faccessat2: 'int faccessat2(int dirfd, const char *pathname, int mode, int flags)',
  /** https://man7.org/linux/man-pages/man2/fchmodat2.2.html, Linux 6.6 */
  fchmodat2: 'int fchmodat2(int dirfd, const char *pathname, unsigned int mode, int flags)',
  /** https://man7.org/linux/man-pages/man2/ioctl.2.html; variadic in C, where arm64 may pass arguments in another way */
  ioctl: 'int ioctl(int fd, unsigned long op, void *arg)',
  /** https://man7.org/linux/man-pages/man2/mknodat.2.html, Linux 2.6.16; a symbol of glibc only since 2.33 */
  mknodat: 'int mknodat(int dirfd, const char *pathname, unsigned int mode, unsigned int dev)',
  /** https://man7.org/linux/man-pages/man2/getgroups.2.html */
  getgroups: 'int getgroups(int size, void *list)',
  /** https://man7.org/linux/man-pages/man2/setgroups.2.html; raw: this thread only */
  setgroups: 'int setgroups(int size, const void *list)',
  /** https://man7.org/linux/man-pages/man2/setfsuid.2.html; answers the old id, never an error */
  setfsuid: 'int setfsuid(unsigned int fsuid)',
  /** https://man7.org/linux/man-pages/man2/setfsgid.2.html; answers the old id, never an error */
  setfsgid: 'int setfsgid(unsigned int fsgid)',
  /** https://man7.org/linux/man-pages/man2/capget.2.html */
  capget: 'int capget(void *header, void *data)',
  /** https://man7.org/linux/man-pages/man2/capset.2.html; this thread only */
  capset: 'int capset(void *header, const void *data)',
  /** https://man7.org/linux/man-pages/man2/pidfd_open.2.html, Linux 5.3 */
  pidfd_open: 'int pidfd_open(int pid, unsigned int flags)',
  /** https://man7.org/linux/man-pages/man2/close_range.2.html, Linux 5.9; CLOSE_RANGE_CLOEXEC since 5.11 */
  close_range: 'int close_range(unsigned int first, unsigned int last, int flags)',
  /** https://man7.org/linux/man-pages/man2/open_tree.2.html, Linux 5.2 */
  open_tree: 'int open_tree(int dirfd, const char *path, unsigned int flags)',
  /** https://man7.org/linux/man-pages/man2/move_mount.2.html, Linux 5.2 */
  move_mount:
    'int move_mount(int from_dirfd, const char *from_path, int to_dirfd, const char *to_path, unsigned int flags)',
  /** https://man7.org/linux/man-pages/man2/fsopen.2.html, Linux 5.2 */
  fsopen: 'int fsopen(const char *fsname, unsigned int flags)',
  /** https://man7.org/linux/man-pages/man2/fsconfig.2.html, Linux 5.2 */
  fsconfig: 'int fsconfig(int fd, unsigned int cmd, const char *key, const char *value, int aux)',
  /** https://man7.org/linux/man-pages/man2/fsmount.2.html, Linux 5.2 */
  fsmount: 'int fsmount(int fsfd, unsigned int flags, unsigned int attr_flags)',
} as const

/** Bytes in memory, NUL-terminated where C says `char *`, or NULL. A string would be cut at its first NUL. */
type Pointer = NodeJS.TypedArray | bigint | null
type Argument<Text extends string> = Text extends `${string}*${string}` ? Pointer : number
type Arguments<Text extends string> = Text extends 'void'
  ? []
  : Text extends `${infer First}, ${infer Rest}`
    ? [Argument<First>, ...Arguments<Rest>]
    : [Argument<Text>]

/** The TypeScript signature of a C prototype: pointers are byte arrays, everything else is a number. */
export type CFunction<Prototype extends string> = Prototype extends `${infer Result} ${string}(${infer List})`
  ? (...args: Arguments<List>) => Result extends 'void' ? void : number
  : never
