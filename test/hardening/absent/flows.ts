import { DEVICE, FLOWS, type Flow, PRECREATE } from '../machine/flows.ts'

const config = PRECREATE.furniture.config as { readonly linux: object; readonly mounts: readonly object[] }
const bound = {
  ...config,
  linux: { ...config.linux, devices: undefined },
  mounts: [...config.mounts, { type: 'bind', source: DEVICE, destination: DEVICE, options: ['rbind', 'rprivate'] }],
}

/** The host's node arrives by a bind mount, and its group joins the process. */
const BIND: Flow = {
  ...PRECREATE,
  name: 'bind',
  furniture: { ...PRECREATE.furniture, config: bound },
  output: JSON.stringify(bound).replace('"uid":1000,"gid":1000', '"uid":1000,"gid":1000,"additionalGids":[44]'),
}

export const ALL_FLOWS: readonly Flow[] = [...FLOWS, BIND]
