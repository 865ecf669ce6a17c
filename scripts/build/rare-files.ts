/**
 * Files that few starts of a container call, by the part that they go into. Their functions are loaded when one of them is
 * called, not with whatever imports them: a part costs 5 µs for each kB of its code cache, called or not.
 *
 * test/build/rarely.test.ts holds that a start with one device calls none of them.
 */
export const RARE_FILES = {
  // Asks the kernel about nodes. precreate does so for bind mounts alone; createRuntime always, and names it at its start.
  asking: ['shell/linux/open-on-host.ts', 'shell/linux/probe.ts'],
  // What is neither the given entry nor the container's own node: private and new nodes, links, and which runtime
  // it is, with a reader of TOML. What only a policy with classes, or a rootless one, asks for. What is wrong with a text.
  rarely: [
    'core/parse/json-faults.ts',
    'core/parse/json-reader.ts',
    'core/plan/precreate/create.ts',
    'core/plan/precreate/keep-groups.ts',
    'core/plan/precreate/private.ts',
    'core/plan/runtime/create.ts',
    'core/plan/runtime/groups.ts',
    'core/plan/runtime/private.ts',
    'core/resolve/device-class.ts',
    'core/resolve/runtime.ts',
    'shell/linux/make-link.ts',
    'shell/linux/make-node.ts',
    'shell/linux/private-node.ts',
    'shell/linux/publish.ts',
    'shell/linux/runtime.ts',
    'shell/linux/user-policy.ts',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** The part that is never carried along by another one, even where the rest of its needs is there. */
export const RARELY = 'rarely' satisfies keyof typeof RARE_FILES
