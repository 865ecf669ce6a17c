/** Stages served; `prestart` is the older name of createRuntime (runtime-spec 1.0.2, config.md, "POSIX-platform hooks"). */
export type Stage = 'precreate' | 'createRuntime'

export const STAGES: Readonly<Record<string, Stage>> = {
  precreate: 'precreate',
  createRuntime: 'createRuntime',
  prestart: 'createRuntime',
}

/** Why the stages we could be called in, and are not, would be wrong. */
export const UNSERVED_STAGES: Readonly<Record<string, string>> = {
  createContainer:
    'runc before 1.3 runs createContainer hooks with the environment of the image, and both runtimes hide the pid of the container there',
  startContainer: 'a startContainer hook runs inside the container, as its user and after its capabilities are dropped',
  poststart: 'the process of the container is already running at poststart',
  poststop: 'the container is gone at poststop',
}
