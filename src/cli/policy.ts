import type { Command } from 'commander'
import { EXIT, HookError } from '../core/errors.ts'
import { policyDocument } from '../core/policy/effective.ts'
import { type PolicyFile, parsePolicyFile } from '../core/policy/file.ts'
import { readDocument } from '../shell/linux/document.ts'
import { groupLookup } from '../shell/linux/groups.ts'
import { readPolicyTexts, SYSTEM_POLICY } from '../shell/linux/policy-file.ts'
import { type Manual, withManual } from './manual.ts'
import { type Output, writeJson } from './output/output.ts'
import { renderPolicy } from './render-policy.ts'

interface Flags {
  readonly json?: true
}

export function addPolicy(program: Command, output: Output): void {
  const policy = program.command('policy').description('the policy: what the administrator lets the hook do')
  withManual(policy, MANUAL, output)
  addPolicyCheck(policy, output)
}

function addPolicyCheck(policy: Command, output: Output): void {
  const command = policy
    .command('check')
    .description('show the policy in force, and rules in it that can never match')
    .argument('[file]', 'a file that is not in force yet')
    .option('--json', 'print JSON (version 1)')
    .action((file: string | undefined, flags: Flags) => check(file, flags, output))
  withManual(command, CHECK_MANUAL, output)
}

function check(file: string | undefined, { json }: Flags, output: Output): void {
  const files = file === undefined ? readPolicyTexts().map(parsePolicyFile) : [parseNamed(file)]
  const gidOf = groupLookup()
  const document = policyDocument(files, (name) => gidOf(name) !== undefined)
  if (json === true) writeJson(output, document)
  else output.write(renderPolicy(document, output.screen))
  output.exit(EXIT.ok)
}

/** A file that was named is an input; what is wrong with the one in force is wrong with this machine. */
function parseNamed(file: string): PolicyFile {
  try {
    return parsePolicyFile({ source: file, toml: readDocument(file) })
  } catch (cause) {
    if (!(cause instanceof HookError) || cause.code !== 'ERR_POLICY') throw cause
    throw new HookError('ERR_POLICY', EXIT.input, cause.message, { cause })
  }
}

const MANUAL: Manual = {
  about: [`The file is ${SYSTEM_POLICY}. Without it the hook serves what the engine gave, and adds nothing.`],
  exitCodes: [],
  examples: [
    { does: 'what holds on this host?', command: 'oci-device-hook policy check' },
    { does: 'is this file right?', command: 'oci-device-hook policy check policy.toml' },
  ],
}

const CHECK_MANUAL: Manual = {
  about: [
    'Rules that can never match are named, and are no error. Run it as the user who starts the containers: for a rootless engine the own policy of the user counts as well.',
  ],
  exitCodes: [
    [0, 'the policy can be used'],
    [65, 'the file that was named is no policy'],
    [78, 'the policy in force cannot be used: containers that ask do not start'],
  ],
  examples: [
    { does: 'the policy in force, and where each line of it comes from', command: 'oci-device-hook policy check' },
    {
      does: 'a file before it is put in its place, for programs',
      command: 'oci-device-hook policy check new.toml --json',
    },
  ],
}
