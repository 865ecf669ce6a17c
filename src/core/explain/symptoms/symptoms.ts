import type { Symptom } from '../symptom.ts'
import { CDI } from './cdi.ts'
import { CGROUP } from './cgroup.ts'
import { DRIVER } from './driver.ts'
import { DROPPED } from './dropped.ts'
import { ENGINE } from './engine.ts'
import { GONE } from './gone.ts'
import { GROUP_NAMES } from './group-names.ts'
import { HARMLESS } from './harmless.ts'
import { HOOK } from './hook.ts'
import { MODE } from './mode.ts'
import { NAMESPACE } from './namespace.ts'
import { SELINUX } from './selinux.ts'

/** Every error that `doctor --explain` knows. A new one is a row in the file of its layer. */
export const SYMPTOMS: readonly Symptom[] = [
  ...MODE,
  ...CGROUP,
  ...SELINUX,
  ...GONE,
  ...DRIVER,
  ...NAMESPACE,
  ...GROUP_NAMES,
  ...DROPPED,
  ...ENGINE,
  ...HOOK,
  ...CDI,
  ...HARMLESS,
]
