import type { Check } from '../check.ts'
import { acl } from './acl.ts'
import { cdi } from './cdi.ts'
import { cgroup } from './cgroup.ts'
import { devChar } from './dev-char.ts'
import { deviceOwnership } from './device-ownership.ts'
import { docker } from './docker.ts'
import { engines } from './engines.ts'
import { groupFiles } from './group-files.ts'
import { hooks } from './hooks.ts'
import { imageAnnotations } from './image-annotations.ts'
import { installation } from './installation.ts'
import { kernel } from './kernel.ts'
import { log } from './log.ts'
import { nodes } from './nodes.ts'
import { policy } from './policy.ts'
import { runtime } from './runtime.ts'
import { scratchDirectories } from './scratch-directories.ts'
import { selinux } from './selinux.ts'
import { sessionGroups } from './session-groups.ts'
import { subids } from './subids.ts'

/** Everything that doctor looks at: first what the hook needs, then the engines, then users, then devices. */
export const CHECKS: readonly Check[] = [
  kernel,
  cgroup,
  scratchDirectories,
  policy,
  engines,
  runtime,
  hooks,
  imageAnnotations,
  installation,
  log,
  docker,
  deviceOwnership,
  cdi,
  selinux,
  subids,
  sessionGroups,
  groupFiles,
  acl,
  nodes,
  devChar,
]
