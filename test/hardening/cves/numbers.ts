import { type Config, OWN_NODE, READ_STATE, replay } from './attack.ts'
import type { Harm, Replay } from './replay.ts'

/** The node belongs to uid 55 first: only a hook can make it root's. */
const OF_55 = `${OWN_NODE}; chown 55 "$R/dev/video2"`

type Look = { readonly look: (command: string) => string }
const givenTo =
  (bad: string) =>
  ({ look }: Look): Harm => {
    const uid = look('stat -c %u "$R/dev/video2"')
    return uid === bad ? `the node was given to uid ${uid}` : undefined
  }
const asUid = (uid: number) => (config: Config) => {
  config.process.user = { uid, gid: 0 }
  return config
}
const asking = (user: string) => (config: Config) => {
  config.annotations['oci-device-hook/user'] = user
  return config
}
const USER = `${READ_STATE}; user=$(jq -r '.annotations["oci-device-hook/user"]' "$bundle/config.json")`

/** Numbers that were others than they seemed. */
export const NUMBERS: readonly Replay[] = [
  replay(
    'CVE-2024-40635',
    'containerd: a uid beyond 2^31 became that of root',
    `${READ_STATE}; uid=$(jq .process.user.uid "$bundle/config.json"); chown $((uid & 0xffffffff)) "$root/dev/video2"`,
    { furnish: OF_55, config: asUid(2 ** 32), exits: [65], harm: givenTo('0') },
  ),
  replay(
    'CVE-2026-46680',
    'containerd: a number too large was looked up as a name in the passwd of the image',
    `${USER}; uid=$(sed -n "s/^$user:x:\\([0-9]*\\):.*/\\1/p" "$root/etc/passwd"); chown "$uid" "$root/dev/video2"`,
    {
      furnish: `${OF_55}; mkdir -p "$R/etc"; echo "99999999999:x:0:0::/:" > "$R/etc/passwd"`,
      config: asking('99999999999'),
      exits: [65],
      harm: givenTo('0'),
    },
  ),
  replay(
    'CVE-2019-14287',
    'sudo: uid -1, which the system calls take for "as it is", meant root',
    `${USER}; setpriv --reuid 0 true; [ "$user" != 4294967295 ] || user=$(id -u); chown "$user" "$root/dev/video2"`,
    { furnish: OF_55, config: asking('4294967295'), exits: [65], harm: givenTo('0') },
  ),
  replay(
    'CVE-2026-30892',
    'crun exec: "--user 1" was read as uid 0 and gid 0',
    `${USER}; case $user in *:*) uid=\${user%:*} ;; *) uid=0 ;; esac; chown "$uid" "$root/dev/video2"`,
    { furnish: OF_55, config: asking('1'), exits: [0], harm: givenTo('0') },
  ),
]
