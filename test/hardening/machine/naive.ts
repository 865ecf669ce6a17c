import { script } from './rig.ts'

/**
 * A hook as it is quickly written: it trusts the pid of the state, follows paths, keeps notes in a file, and does not look
 * at what its commands say.
 */
const NAIVE = `
state=$(cat)
notes=$(mktemp /run/naive.XXXXXX)
echo "$state" > "$notes"
pid=$(sed 's/.*"pid":\\([0-9]*\\).*/\\1/' "$notes")
bundle=$(sed 's/.*"bundle":"\\([^"]*\\)".*/\\1/' "$notes")
chown 1000:1000 "/proc/$pid/root$bundle/rootfs/dev/video2" 2>/dev/null
rm "$notes"
exit 0`

/** @returns The path of its executable, on the machine. */
export function naiveHook(): string {
  return script('naive-hook', NAIVE)
}
