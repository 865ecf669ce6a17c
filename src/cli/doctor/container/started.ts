import { valueAt } from '../../../core/doctor/value-at.ts'
import { readText } from '../../../shell/linux/doctor-files.ts'
import type { EngineAnswer } from '../../engine-answer.ts'
import { neverStarted } from './never-started.ts'

/** The part of config.json that says what is started, and as whom. Ids are the container's. */
export interface Started {
  readonly path: string
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] }
  readonly annotations: Readonly<Record<string, string>>
}

/** @throws {HookError} `ERR_CONFIG` when there is none: the container never started. */
export function startedBy(answer: EngineAnswer, container: string): Started {
  for (const path of answer.configPaths) {
    const document = parse(readText(path) ?? '')
    if (document !== undefined) return read(path, document)
  }
  throw neverStarted(answer, container)
}

function read(path: string, document: unknown): Started {
  const process = valueAt(document, 'process')
  const id = (key: string) => Number(valueAt(process, 'user', key) ?? 0)
  return {
    path,
    args: strings(valueAt(process, 'args')),
    env: strings(valueAt(process, 'env')),
    user: { uid: id('uid'), gid: id('gid'), groups: list(valueAt(process, 'user', 'additionalGids')).map(Number) },
    annotations: stringsOf(valueAt(document, 'annotations')),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function strings(value: unknown): string[] {
  return list(value).filter((item) => typeof item === 'string')
}

function stringsOf(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
