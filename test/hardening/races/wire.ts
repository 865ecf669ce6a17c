/** How the two threads of a race talk: `told` is what the attacker has to do, `said` what it does, `rounds` how often. */
export interface Wire {
  readonly told: Int32Array<SharedArrayBuffer>
  readonly said: Int32Array<SharedArrayBuffer>
  readonly rounds: Int32Array<SharedArrayBuffer>
}

export const START = 0
export const ATTACK = 1
export const PAUSE = 2
export const STOP = 3
/** What a thread says that ended by an error. */
const DEAD = 4

/** A thread that does not answer for so long has died. */
const PATIENCE_MS = 20_000

export function newWire(): Wire {
  const cell = () => new Int32Array(new SharedArrayBuffer(4))
  return { told: cell(), said: cell(), rounds: cell() }
}

/** Its own error is on the way. */
export class DeadAttacker extends Error {
  override readonly name = 'DeadAttacker'
}

/** Gives the attacker an order, and returns once it is carried out. */
export function tell({ told, said }: Wire, order: number): void {
  Atomics.store(told, 0, order)
  Atomics.notify(told, 0)
  for (let now = Atomics.load(said, 0); now !== order; now = Atomics.load(said, 0)) {
    if (now === DEAD || Atomics.wait(said, 0, now, PATIENCE_MS) === 'timed-out') throw new DeadAttacker()
  }
}

/** The attacker's side: what it does from now on. */
export function say({ said }: Wire, order: number): void {
  if (Atomics.exchange(said, 0, order) !== order) Atomics.notify(said, 0)
}

/** Runs the attacker, whose error would otherwise wait for a thread that waits for it. */
export function orSayDead(wire: Wire, work: () => void): void {
  try {
    work()
  } catch (error) {
    say(wire, DEAD)
    throw error
  }
}
