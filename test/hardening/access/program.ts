/** The suite, on a machine of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { pick, seeded } from '../../../scripts/matrix/random.ts'
import type { Access } from '../../../src/core/model/device.ts'
import { O_PATH } from '../../../src/native/constants.ts'
import { fstatfs } from '../../../src/native/filesystem.ts'
import { open } from '../../../src/native/open.ts'
import { statx } from '../../../src/native/status.ts'
import { actAs } from '../../../src/shell/linux/act-as.ts'
import { allows } from '../../../src/shell/linux/allows.ts'
import { describeNode } from '../../../src/shell/linux/describe-node.ts'
import { fixturePath } from '../../native/support/fixture.ts'
import type { LaneAnswer, LaneTask } from '../machine/lane.ts'
import { readTask, report } from '../machine/rig.ts'
import { ACCESSES, makeNodes, PEOPLE, type Person } from './nodes.ts'

interface Question {
  readonly path: string
  readonly person: number
  readonly access: number
}

const [FALSE_YES, FALSE_NO] = ['says yes, and open(2) says no', 'says no, and open(2) says yes'] as const

report(run(readTask<LaneTask>()))

function run({ seed, size }: LaneTask): LaneAnswer {
  const questions = choose(makeNodes(), size, seed)
  const truth = PEOPLE.map((person) => openAs(person, questions))
  const failures: string[] = []
  let [harmed, yes] = [0, 0]
  questions.forEach((question, at) => {
    const answer = truth[question.person]?.[at]?.[question.access] ?? false
    const told = decide(question)
    if (told !== answer) failures.push(`${show(question)}: the hook ${told ? FALSE_YES : FALSE_NO}`)
    yes += answer ? 1 : 0
    harmed += askAsRoot(question) && !answer ? 1 : 0
  })
  const endings = { 'may open': yes, 'may not': questions.length - yes }
  const saw = `asking as root says yes to ${harmed} that may not`
  return { cases: questions.length, endings, failures, control: { harmed, saw } }
}

function choose(paths: readonly string[], size: number, seed: number): Question[] {
  const all = paths.flatMap((path) =>
    PEOPLE.flatMap((_, person) => ACCESSES.map((_access, access) => ({ path, person, access }))),
  )
  return pick(all, size, seeded(seed))
}

/** As the hook decides: mode, owner, groups and ACL by asking as the user, and `nodev` by the mount. */
function decide({ path, person, access }: Question): boolean {
  using node = open(path, O_PATH)
  if (describeNode(statx(node.fd), fstatfs(node.fd), 'own').nodev) return false
  const who = PEOPLE[person]
  return who !== undefined && actAs({ ...who, dacOverride: false }, () => allows(node.fd, accessAt(access)))
}

/** access(2), as hooks ask that are not the user. */
function askAsRoot({ path, access }: Question): boolean {
  using node = open(path, O_PATH)
  return allows(node.fd, accessAt(access))
}

function accessAt(index: number): Access {
  return ACCESSES[index] ?? { read: true, write: true }
}

/** A child that becomes the person for good, and opens each node for reading, writing and both. */
function openAs(person: Person, questions: readonly Question[]): readonly boolean[][] {
  const args = [fixturePath('open-all'), JSON.stringify(person)]
  const input = JSON.stringify(questions.map(({ path }) => path))
  const { stdout, stderr } = spawnSync(process.execPath, args, { input, encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (stderr !== '') throw new Error(stderr)
  return JSON.parse(stdout)
}

function show({ path, person, access }: Question): string {
  const acl = execFileSync('getfacl', ['--omit-header', '--absolute-names', path], { encoding: 'utf8' })
  const { uid, gid, mode } = fs.statSync(path)
  const node = `${uid}:${gid} ${mode.toString(8)} (${acl.trim().replaceAll('\n', ' ')})`
  return `${path} ${node} for ${JSON.stringify(PEOPLE[person])}, ${JSON.stringify(accessAt(access))}`
}
