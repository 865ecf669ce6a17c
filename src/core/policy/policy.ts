import type { DeviceClass } from '../model/device-class.ts'
import type { AnnotationKey } from '../parse/own-annotations.ts'
import type { NumberPattern } from './number.ts'

/** Strategies a policy may switch off. */
export const GRANTS = ['owner', 'groups', 'keep-groups', 'private', 'create'] as const
export type GrantName = (typeof GRANTS)[number]

/** Which runs leave a line: all, those with something to tell, none. In the order from much to little. */
export const LOG_LEVELS = ['all', 'news', 'none'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A name of the host, or the host's number. A name that the host lacks means nobody. */
export type GroupRef = string | number

/** Devices, by three kinds of rules: one that matches is enough. */
export interface Selector {
  /** Globs of paths on the host. */
  readonly devices: readonly string[]
  readonly numbers: readonly NumberPattern[]
  readonly classes: readonly DeviceClass[]
}

/** What one policy file grants. */
export interface Rules {
  /** The file it comes from. */
  readonly source: string
  /** Devices that may be served. */
  readonly allow: Selector
  readonly deny: Selector
  /** Devices that the annotation `devices` may add to a container. */
  readonly create: Selector
  /** Groups that may be given to a container; undefined for all but the denied ones. */
  readonly allowGroups: readonly GroupRef[] | undefined
  readonly denyGroups: readonly GroupRef[]
  readonly strategies: readonly GrantName[]
}

/** What the files say beside granting; where they differ, the narrower value. */
export interface Settings {
  /** Whether a refused device that the container named stops its start. */
  readonly onDenied: 'fail' | 'continue'
  /** Annotations that count; `all` includes those that nobody knows, which are errors. */
  readonly annotations: 'all' | readonly AnnotationKey[]
  /** The label of private nodes: that of the container's mounts, or what the kernel gives by itself. */
  readonly selinuxLabel: 'container' | 'none'
  readonly log: LogSettings
}

export interface LogSettings {
  readonly file: LogLevel
  readonly syslog: LogLevel
}

/** What the administrator lets the hook do. It narrows: nothing here grants what the engine did not. */
export interface Policy extends Settings {
  /** A grant has to get past every file; where there is none, past what is built in. */
  readonly files: readonly Rules[]
}

export const NO_DEVICES: Selector = { devices: [], numbers: [], classes: [] }

/** A node elsewhere is none that the host's udev made. */
export const ALL_DEVICES: Selector = { ...NO_DEVICES, devices: ['/dev/**'] }

/** How messages call what is not in a file. */
export const BUILT_IN = 'built-in'

/** What holds where no file says otherwise: serve what the engine gave, add nothing. */
export const BUILT_IN_POLICY: Policy = {
  files: [
    {
      source: BUILT_IN,
      allow: ALL_DEVICES,
      deny: NO_DEVICES,
      create: NO_DEVICES,
      allowGroups: undefined,
      denyGroups: [],
      strategies: GRANTS,
    },
  ],
  onDenied: 'fail',
  annotations: 'all',
  selinuxLabel: 'container',
  log: { file: 'all', syslog: 'news' },
}
