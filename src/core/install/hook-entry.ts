/** What a hooks.d file says. */
export interface HookEntry {
  /** Absolute: engines do not search PATH. */
  readonly executable: string
  readonly stage: 'precreate' | 'createRuntime' | 'prestart'
  readonly always: boolean
}

/**
 * The text of a hooks.d file, version 1.0.0; the files in hooks.d/ are made of it, too.
 *
 * `env` is explicit, and not empty: without it a hook gets the environment of whoever called the engine, and podman drops
 * an empty list. `timeout` is in seconds; without one a hook may hang for ever.
 *
 * @see https://github.com/containers/common/blob/main/pkg/hooks/docs/oci-hooks.5.md
 */
export function hookEntryText({ executable, stage, always }: HookEntry): string {
  const when = always ? '"always": true' : '"annotations": { "^oci-device-hook/": ".*" }'
  return `{
  "version": "1.0.0",
  "hook": {
    "path": ${JSON.stringify(executable)},
    "args": ["oci-device-hook", "${stage}"],
    "env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
    "timeout": 10
  },
  "when": {
    ${when}
  },
  "stages": ["${stage}"]
}
`
}
