// node validate.ts < MANIFESTS: checks YAML documents against the schemas that Kubernetes publishes for its API, and
// prints kind and name of each. Exits with 1, and what is wrong, at the first that does not fit.
import { readFileSync } from 'node:fs'
import { DaemonSet } from 'kubernetes-models/apps/v1/DaemonSet'
import { parseAllDocuments } from 'yaml'

/** The kinds of our manifests; a new one has to be added with its schema. */
const KINDS = { DaemonSet } as const

try {
  for (const document of parseAllDocuments(readFileSync(0, 'utf8'))) check(document.toJS())
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

function check(manifest: { kind: keyof typeof KINDS; metadata: { name: string } }): void {
  const Kind = KINDS[manifest.kind]
  if (Kind === undefined) throw new Error(`Found kind ${manifest.kind}, expected one of ${Object.keys(KINDS)}`)
  new Kind(manifest as unknown as ConstructorParameters<typeof Kind>[0]).validate()
  process.stdout.write(`${manifest.kind} ${manifest.metadata.name}\n`)
}
