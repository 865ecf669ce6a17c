/** The native add-on could be loaded from nowhere, so no system call can be made. */
export class AddonError extends Error {
  override readonly name = 'AddonError'
  readonly code = 'ERR_ADDON'

  /** One line per place: where, and why not. */
  readonly failures: readonly string[]

  constructor(failures: readonly string[]) {
    super(
      `Cannot load the native add-on koffi: every place refused it.\n${failures.map((line) => `  ${line}`).join('\n')}\n` +
        'Mount one of the directories without noexec, or install the package, which puts oci-device-hook.node beside the executable.',
    )
    this.failures = failures
  }
}
