import { type Clock, sleep, systemClock } from '@ccsp/foundation'
import type { Logger } from 'pino'
import { groupByRun, hasProcFolder, killProcess, listProcesses, type ProcessEntry, type ProcessKey } from './process-tree.ts'

/** Ends what runs left behind. One look at the process table serves every run that waits for it. */
export interface Sweeper extends AsyncDisposable {
  /** Resolves when no process of that run is left; `root` is its first process while that may still live. */
  sweep(runId: string, root: ProcessKey | null): Promise<void>
  /** The same, but soon rather than now: for runs that ended by themselves and mostly left nothing. */
  sweepSoon(runId: string): Promise<void>
}

export interface SweeperOptions {
  readonly logger?: Logger | undefined
  readonly clock?: Clock
  /** Pause between two looks that nobody waits for, ms. Default 250. */
  readonly intervalMs?: number
}

/** After this long a process that does not die (it hangs in the kernel, or is another user's) is left alone, with a log entry. */
const GIVE_UP_MS = 10_000

interface Waiting {
  readonly runId: string
  readonly root: ProcessKey | null
  readonly dueMs: number
  /** Set at the first look that found something. */
  giveUpMs: number | null
  readonly done: () => void
}

/** Dispose it to look once more for every waiting run. */
export function createSweeper(options: SweeperOptions = {}): Sweeper {
  return new ProcSweeper(options)
}

class ProcSweeper implements Sweeper {
  readonly #logger: Logger | undefined
  readonly #clock: Clock
  readonly #intervalMs: number
  readonly #waiting = new Set<Waiting>()
  #loop: Promise<void> | null = null
  #pause = new AbortController()
  #nextDueMs = 0
  #isClosing = false

  constructor(options: SweeperOptions) {
    this.#logger = options.logger
    this.#clock = options.clock ?? systemClock
    this.#intervalMs = options.intervalMs ?? 250
  }

  sweep(runId: string, root: ProcessKey | null): Promise<void> {
    return this.#add(runId, root, 0)
  }

  sweepSoon(runId: string): Promise<void> {
    this.#nextDueMs = Math.max(this.#nextDueMs, this.#clock.steady() + this.#intervalMs / 5)
    return this.#add(runId, null, this.#isClosing ? 0 : this.#nextDueMs)
  }

  #add(runId: string, root: ProcessKey | null, dueMs: number): Promise<void> {
    if (!hasProcFolder) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add({ runId, root, dueMs, giveUpMs: null, done: resolve })
    if (dueMs === 0) this.#pause.abort()
    this.#loop ??= this.#run()
    return promise
  }

  async #run(): Promise<void> {
    let stubborn = 0
    while (this.#waiting.size > 0) {
      const firstDueMs = this.#isClosing ? 0 : Math.min(...[...this.#waiting].map((one) => one.dueMs))
      await this.#pauseFor(Math.max(firstDueMs - this.#clock.steady(), 0))
      const isClean = await this.#look([...this.#waiting])
      stubborn = isClean ? 0 : stubborn + 1
      this.#nextDueMs = this.#clock.steady() + this.#intervalMs
      if (!isClean) await sleep(Math.min(2 ** stubborn, 50))
    }
    this.#loop = null // in the same turn as the last check, so that nobody is added to a loop that has ended
  }

  /** Waits, until somebody asks for a look at once. */
  async #pauseFor(durationMs: number): Promise<void> {
    if (durationMs > 0 && !this.#pause.signal.aborted) await sleep(durationMs, this.#pause.signal).catch(() => {})
    this.#pause = new AbortController()
  }

  async #look(batch: readonly Waiting[]): Promise<boolean> {
    // A failing look must not leave anybody waiting for ever; it is reported, and those runs count as done.
    const processes = await listProcesses().catch((error: unknown) => {
      this.#logger?.error({ err: error }, 'the process table cannot be read')
      return []
    })
    const found = groupByRun(processes, new Map(batch.map((one) => [one.runId, one.root])))
    let isClean = true
    for (const one of batch) {
      const left = found.get(one.runId) ?? []
      for (const process of left) killProcess(process)
      if (left.length === 0 || this.#isHopeless(one, left)) {
        this.#waiting.delete(one)
        one.done()
      } else isClean = false
    }
    return isClean
  }

  #isHopeless(one: Waiting, left: readonly ProcessEntry[]): boolean {
    const now = this.#clock.steady()
    one.giveUpMs ??= now + GIVE_UP_MS
    if (now < one.giveUpMs) return false
    this.#logger?.error({ runId: one.runId, pids: left.map((process) => process.pid) }, 'processes of a run do not end')
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true
    this.#pause.abort()
    await this.#loop
  }
}
