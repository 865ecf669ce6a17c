/** What engines are called with: podman wants a home. */
export const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/run' }
/** The same as posix_spawn(3) takes it. */
export const ENV_LIST = Object.entries(ENV).map(([name, value]) => `${name}=${value}`)
