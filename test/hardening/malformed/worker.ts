// One of the threads that try cases; the main thread sees whether it still moves.
import { parentPort, workerData } from 'node:worker_threads'
import { Marks } from './marks.ts'
import { workThrough } from './workload.ts'

const { size, seed, shared } = workerData as { size: number; seed: number; shared: SharedArrayBuffer }
const marks = new Marks(shared)
parentPort?.postMessage(await workThrough(size, seed, (given) => marks.set(given)))
