import { DEVICE_CLASSES } from '../model/device-class.ts'
import { ANNOTATION_KEYS } from '../parse/own-annotations.ts'
import { GRANTS, LOG_LEVELS } from './policy.ts'

/** What a person has to know about a key of the policy file. */
export interface KeyManual {
  /** As TOML writes it with a dot: `allow.devices`. */
  readonly key: string
  readonly values: string
  readonly absent: string
  readonly about: string
}

const DEVICES = 'globs of paths on the host, below /dev'
const NUMBERS = 'numbers of devices'
const CLASSES = `any of ${DEVICE_CLASSES.join(', ')}`
const GROUPS = 'names of groups of the host, or gids'
const STRATEGIES = `any of ${GRANTS.join(', ')}`
const LEVELS = LOG_LEVELS.map((level) => `"${level}"`).join(', ')

/**
 * Every key of the policy file, in the order in which a reader wants them: the manual page is made of it, and a test holds
 * it to the schema.
 */
export const POLICY_MANUAL: readonly KeyManual[] = [
  {
    key: 'on_denied',
    values: '"fail" or "continue"',
    absent: '"fail"',
    about:
      'What becomes of a container that names a device which the policy denies: it does not start, or it starts without the device and the log says so.',
  },
  {
    key: 'annotations',
    values: `"all", "none", or a list of ${ANNOTATION_KEYS.join(', ')}`,
    absent: '"all"',
    about:
      'Which annotations of containers count. One that does not count is as good as not there; stderr and the log tell.',
  },
  {
    key: 'identity',
    values: '"annotation" or "process"',
    absent: '"annotation"',
    about:
      "Whether the annotation oci-device-hook/user may name whom devices are made usable for, or always the user of the container's process is served.",
  },
  {
    key: 'allow.devices',
    values: DEVICES,
    absent: '"/dev/**", if there are no other rules about devices in this table',
    about:
      'Devices that may be served. A device is allowed if one rule of devices, numbers or classes matches. In a glob "?" is one character and "*" any number of them within a component, "**" crosses slashes.',
  },
  {
    key: 'allow.numbers',
    values: NUMBERS,
    absent: 'none',
    about:
      'The same by number: "226:*", "188:0-15", "c 240-254:*". With "c" or "b" in front it is about character or block devices alone.',
  },
  {
    key: 'allow.classes',
    values: CLASSES,
    absent: 'none',
    about:
      'The same by what the kernel says a device is, never by its name. Devices of the class storage are denied unless this list has it, or allow.numbers a number of theirs with one major.',
  },
  {
    key: 'allow.groups',
    values: GROUPS,
    absent: 'all but those that are never given',
    about:
      "Groups that may be given to containers. It switches the strategy keep-groups off, which cannot choose among the caller's groups.",
  },
  { key: 'allow.strategies', values: STRATEGIES, absent: 'all', about: 'Ways to make a device usable.' },
  {
    key: 'deny.devices',
    values: DEVICES,
    absent: 'none',
    about: 'Denied although allowed. A device may have several names: to deny it for good, deny its number or class.',
  },
  { key: 'deny.numbers', values: NUMBERS, absent: 'none', about: 'The same by number.' },
  { key: 'deny.classes', values: CLASSES, absent: 'none', about: 'The same by class.' },
  {
    key: 'deny.groups',
    values: GROUPS,
    absent: 'none',
    about: 'Groups that are not given. A name that the host does not have matches nothing.',
  },
  { key: 'deny.strategies', values: STRATEGIES, absent: 'none', about: 'Strategies that are not used.' },
  {
    key: 'create.devices',
    values: DEVICES,
    absent: 'none',
    about:
      'Devices that the annotation oci-device-hook/devices may add to a container that the engine did not give them to. They have to be allowed as well.',
  },
  { key: 'create.numbers', values: NUMBERS, absent: 'none', about: 'The same by number.' },
  { key: 'create.classes', values: CLASSES, absent: 'none', about: 'The same by class.' },
  {
    key: 'selinux.label',
    values: '"container" or "none"',
    absent: '"container"',
    about: "Private nodes get the label of the container's mounts, or what the kernel gives them.",
  },
  {
    key: 'log.file',
    values: LEVELS,
    absent: '"all"',
    about:
      "Which runs leave a line in the log's file: all, those with something to tell, none. A container without devices is done before this file is read, and always leaves its line.",
  },
  { key: 'log.syslog', values: LEVELS, absent: '"news"', about: "The same for the system's log." },
]
