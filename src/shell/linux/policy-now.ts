import { parsePolicies } from '../../core/policy/parse.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { readPolicyTexts } from './policy-file.ts'

/** The policy in force, for commands, which need not save the parser. @throws {HookError} `ERR_POLICY`, exit 78 */
export function readPolicyNow(): Policy {
  return parsePolicies(readPolicyTexts())
}
