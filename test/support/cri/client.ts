import { fileURLToPath } from 'node:url'
import { credentials, loadPackageDefinition, type ServiceError } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'

/** Calls a method of the Container Runtime Interface by its name, as the kubelet does. Rejects with what the runtime says. */
export type Call = (method: string, request: object) => Promise<Answer>

/** The answers that the tests read, member names as in cri.proto. */
export interface Answer {
  readonly pod_sandbox_id?: string
  readonly container_id?: string
  readonly status?: { readonly state: string; readonly exit_code: number }
}

const PROTO = fileURLToPath(new URL('cri.proto', import.meta.url))

/** A client of the runtime that listens at `socket`. */
export function connect(socket: string): { readonly call: Call; readonly close: () => void } {
  const loaded: unknown = loadPackageDefinition(loadSync(PROTO, { keepCase: true, longs: Number, enums: String }))
  const { runtime } = loaded as { runtime: { v1: { RuntimeService: new (...args: unknown[]) => Client } } }
  const client = new runtime.v1.RuntimeService(`unix://${socket}`, credentials.createInsecure())
  const call: Call = (method, request) =>
    new Promise((resolve, reject) => {
      client[method]?.(request, (error, answer) =>
        error === null ? resolve(answer) : reject(new Error(error.details)),
      )
    })
  return { call, close: () => client.close() }
}

type Method = (request: object, done: (error: ServiceError | null, answer: Answer) => void) => void
type Client = { readonly [method: string]: Method } & { close(): void }
