/** A variable by which some program lets its environment name a file, or act on one. */
export interface Variable {
  readonly name: string
  /** The value that names `path`. */
  readonly value: (path: string) => string
  /** What stands at the path, where it is a file. */
  readonly content: 'library' | 'script' | 'openssl' | 'text'
  /** Whether runc, crun and podman do not read it themselves, so that their caller's environment may hold it, too. */
  readonly forUs: boolean
}

const asIs = (path: string) => path

function variable(name: string, content: Variable['content'], forUs: boolean, value = asIs): Variable {
  return { name, content, forUs, value }
}

const LINKER = [
  variable('LD_PRELOAD', 'library', false),
  variable('LD_AUDIT', 'library', false),
  variable('LD_LIBRARY_PATH', 'library', false),
  variable('LD_DEBUG_OUTPUT', 'text', false),
  variable('LD_PROFILE_OUTPUT', 'text', false),
  variable('LD_ORIGIN_PATH', 'text', false),
]
const C_LIBRARY = [
  variable('GCONV_PATH', 'library', false),
  variable('LOCPATH', 'text', false),
  variable('NLSPATH', 'text', false),
  variable('LANGUAGE', 'text', false),
  variable('TZDIR', 'text', false),
  variable('TZ', 'text', false, (path) => `:${path}`),
  variable('HOSTALIASES', 'text', false),
  variable('RESOLV_HOST_CONF', 'text', false),
  variable('MALLOC_TRACE', 'text', false),
  variable('GLIBC_TUNABLES', 'text', false),
]
const NODE = [
  variable('NODE_OPTIONS', 'script', true, (path) => `--require=${path}`),
  variable('NODE_PATH', 'script', true),
  variable('NODE_EXTRA_CA_CERTS', 'text', true),
  variable('NODE_V8_COVERAGE', 'text', true),
  variable('NODE_COMPILE_CACHE', 'text', true),
  variable('NODE_REDIRECT_WARNINGS', 'text', true),
  variable('NODE_REPL_EXTERNAL_MODULE', 'script', true),
  variable('NODE_REPL_HISTORY', 'text', true),
  variable('NODE_ICU_DATA', 'text', true),
  variable('NODE_DEBUG', 'text', true),
  variable('NODE_DEBUG_NATIVE', 'text', true),
  variable('NODE_CHANNEL_FD', 'text', true),
  variable('NODE_UNIQUE_ID', 'text', true),
  variable('ICU_DATA', 'text', true),
  variable('UV_THREADPOOL_SIZE', 'text', true),
  variable('UV_USE_IO_URING', 'text', true),
]
const OPENSSL = [
  variable('OPENSSL_CONF', 'openssl', true),
  variable('OPENSSL_MODULES', 'library', true),
  variable('OPENSSL_ENGINES', 'library', true),
  variable('SSLKEYLOGFILE', 'text', true),
  variable('SSL_CERT_FILE', 'text', false),
  variable('SSL_CERT_DIR', 'text', false),
]
const SHELL = [variable('TMPDIR', 'text', false), variable('BASH_ENV', 'text', true)]

export const VARIABLES: readonly Variable[] = [...LINKER, ...C_LIBRARY, ...NODE, ...OPENSSL, ...SHELL]
