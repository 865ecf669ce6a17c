/**
 * V8's flags, given both when the code cache is made and at every start: V8 rejects a cache that was made under other
 * flags, which costs 10 ms.
 */
export const v8Flags = [
  // Every process would get its own hash seed, and rehashing the snapshot for it costs 2.4 to 3.4 ms. A known seed
  // lets crafted keys collide: harmless to a process that parses one document of bounded size and ends.
  '--no-rehash-snapshot',
  // The cache is made right after compiling. Lazily that is the top level only, so every function would be compiled again.
  '--no-lazy',
  // A start is over before optimised code would pay for its making, which took 6 % of the processor time of a run with
  // one device. With 4,096 devices it makes no difference. Baseline code does: without it those take twice as long.
  '--no-opt',
  '--no-maglev',
  // No eval() and no new Function(), whatever text might reach them. Free, measured.
  '--disallow-code-generation-from-strings',
] as const

/** Everything a start of the executable behaves by; neither the environment nor the arguments can add to it. */
export const execArgv = [
  ...v8Flags,
  // Nothing here runs long enough for the workers; fewer threads, fewer context switches.
  '--v8-pool-size=1',
  // Otherwise anyone who may signal the process opens a debugger port on 127.0.0.1.
  '--disable-sigusr1',
  // Otherwise OPENSSL_CONF names a file that may load any shared object as root, or a FIFO that never answers.
  '--openssl-config=/dev/null',
  // __proto__ is then no way to change what every object inherits. Free, measured.
  '--disable-proto=throw',
] as const
