/** The subcommand that engines call by the hook of a CDI spec. */
export const CREATE_SYMLINKS = 'create-symlinks'
