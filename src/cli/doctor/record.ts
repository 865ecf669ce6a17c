import type { Sources, Subject } from '../../shell/doctor/sources.ts'
import type { Recording } from './recording.ts'

/** Passes every question on, and writes the answers down. */
export function recorder(sources: Sources, subject: Subject, source: string) {
  const { isRoot, user } = subject
  const answers: Recording = {
    version: 1,
    source,
    subject: { isRoot, ...(user === undefined ? {} : { user: { ...user, groups: [...user.groups] } }) },
    ownGroups: [...sources.ownGroups()],
    files: {},
    directories: {},
    statuses: {},
    digests: {},
    devices: sources.devices().map(({ acl, label, driver, ...device }) => ({
      ...device,
      names: [...device.names],
      ...(acl === undefined ? {} : { acl: { ...acl, named: [...acl.named] } }),
      ...(label === undefined ? {} : { label }),
      ...(driver === undefined ? {} : { driver }),
    })),
    policy: { source: '', fault: null },
    programs: {},
  }
  const recording: Sources = {
    ...sources,
    read: (path) => keep(answers.files, path, sources.read(path)),
    list: (path) => keep(answers.directories, path, sources.list(path)?.slice()),
    status: (path) => keep(answers.statuses, path, sources.status(path)),
    sha256: (path) => keep(answers.digests, path, sources.sha256(path)),
    policy: async () => {
      answers.policy = await sources.policy()
      return answers.policy
    },
    cdi: async () => {
      answers.cdi = await sources.cdi()
      return answers.cdi
    },
    run: async (program, args) =>
      keep(answers.programs, [program, ...args].join(' '), await sources.run(program, args)),
  }
  return { answers, sources: recording }
}

function keep<Value>(answers: Record<string, Value>, key: string, answer: Value | undefined): Value | undefined {
  if (answer !== undefined) answers[key] = answer
  return answer
}
