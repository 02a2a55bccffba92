import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { CcspError, reasonOf, sleep } from '@ccsp/foundation'
import type { RunEnd } from '../classify/run-facts.ts'
import { killProcess, type ProcessKey, readProcess } from './process-tree.ts'
import type { Sweeper } from './sweeper.ts'

/** Bounds of one process. All in ms or bytes. */
export interface ProcessLimits {
  readonly timeoutMs: number
  /** Longest silence; 0 for no limit. */
  readonly stallTimeoutMs: number
  readonly maxOutputBytes: number
  /** How long it may stay silent after its reply before it is ended. */
  readonly lingerMs: number
  /** Between SIGINT and SIGKILL. */
  readonly interruptGraceMs: number
}

export interface ProcessRequest {
  readonly runId: string
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Written to stdin, which is then closed. */
  readonly input: string
  readonly limits: ProcessLimits
  readonly signal: AbortSignal
  onStart(pid: number): void
  onStdout(chunk: Uint8Array): void
  onStderr(chunk: Uint8Array): void
  /** True once the output holds the reply: silence after that is a process that forgot to end. */
  isAnswered(): boolean
}

/** Output that is still in the pipes when the process has ended arrives within this; a tool that holds them open does not count. */
const DRAIN_MS = 100

/**
 * Runs one process in a session of its own to its end. When it does not end by itself, it gets SIGINT, then SIGKILL together with
 * everything it started, and the promise settles when nothing of it is left. It never rejects for what the process did.
 *
 * @throws CcspError CCSP_RUN_SPAWN when it cannot be started
 */
export async function runProcess(request: ProcessRequest, sweeper: Sweeper): Promise<RunEnd> {
  const started = await startProcess(request)
  const run = new RunningProcess(started, request, sweeper)
  const end = run.untilEnd()
  try {
    request.onStart(started.pid)
  } catch (error) {
    run.cancel()
    await end
    throw error
  }
  return await end
}

class RunningProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #pid: number
  readonly #request: ProcessRequest
  readonly #sweeper: Sweeper
  readonly #root: ProcessKey | null
  readonly #timers: NodeJS.Timeout[] = []
  #silence: NodeJS.Timeout | null = null
  #linger: NodeJS.Timeout | null = null
  #outputBytes = 0
  #endedBy: NonNullable<RunEnd['endedBy']> | null = null
  #isEnding = false

  constructor(started: StartedProcess, request: ProcessRequest, sweeper: Sweeper) {
    this.#child = started.child
    this.#pid = started.pid
    this.#request = request
    this.#sweeper = sweeper
    this.#root = readProcess(started.pid)
  }

  async untilEnd(): Promise<RunEnd> {
    const { signal, limits } = this.#request
    const cancel = (): void => this.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    this.#timers.push(setTimeout(() => this.#end('timeout'), limits.timeoutMs))
    if (limits.stallTimeoutMs > 0) this.#silence = setTimeout(() => this.#end('stall'), limits.stallTimeoutMs)
    this.#connect()
    if (signal.aborted) cancel()
    const [exitCode, endSignal] = await this.#exit()
    for (const timer of [...this.#timers, this.#silence, this.#linger]) if (timer) clearTimeout(timer)
    signal.removeEventListener('abort', cancel)
    if (this.#isEnding) await this.#sweeper.sweep(this.#request.runId, this.#root)
    return { exitCode, signal: endSignal, endedBy: this.#endedBy }
  }

  cancel(): void {
    this.#end('cancel')
  }

  #connect(): void {
    const { stdin, stdout, stderr } = this.#child
    // A process that ends without reading its input says why in other ways.
    stdin.on('error', () => {})
    stdin.end(this.#request.input)
    stdout.on('data', (chunk: Buffer) => this.#take(chunk, 'onStdout'))
    stderr.on('data', (chunk: Buffer) => this.#take(chunk, 'onStderr'))
  }

  #take(chunk: Buffer, taker: 'onStdout' | 'onStderr'): void {
    this.#outputBytes += chunk.length
    if (this.#outputBytes > this.#request.limits.maxOutputBytes) return this.#end('output-cap')
    this.#silence?.refresh()
    this.#linger?.refresh()
    this.#request[taker](chunk)
    if (this.#linger !== null || !this.#request.isAnswered()) return
    if (this.#silence) clearTimeout(this.#silence)
    this.#silence = null
    this.#linger = setTimeout(() => this.#interrupt(), this.#request.limits.lingerMs)
  }

  /** The exit, and after it what the pipes still hold. */
  async #exit(): Promise<[number | null, NodeJS.Signals | null]> {
    const closed = once(this.#child, 'close')
    const result = (await once(this.#child, 'exit')) as [number | null, NodeJS.Signals | null]
    const drained = new AbortController()
    await Promise.race([closed.then(() => drained.abort()), sleep(DRAIN_MS, drained.signal).catch(() => {})])
    for (const stream of this.#child.stdio) stream?.destroy()
    return result
  }

  #end(reason: NonNullable<RunEnd['endedBy']>): void {
    if (this.#isEnding) return
    this.#endedBy = reason
    this.#interrupt()
  }

  #interrupt(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    const { interruptGraceMs } = this.#request.limits
    if (interruptGraceMs > 0) this.#signalGroup('SIGINT')
    this.#timers.push(setTimeout(() => this.#kill(), interruptGraceMs))
  }

  #kill(): void {
    // The whole group at once, then whatever left it: from here on nothing new is started.
    this.#signalGroup('SIGKILL')
    if (this.#root) killProcess(this.#root)
    void this.#sweeper.sweep(this.#request.runId, this.#root)
  }

  #signalGroup(signal: NodeJS.Signals): void {
    const { exitCode, signalCode } = this.#child
    if (exitCode !== null || signalCode !== null) return // its number may belong to another by now
    try {
      process.kill(-this.#pid, signal)
    } catch {
      // The group has ended; the exit event is on its way.
    }
  }
}

interface StartedProcess {
  readonly child: ChildProcessWithoutNullStreams
  readonly pid: number
}

async function startProcess(request: ProcessRequest): Promise<StartedProcess> {
  const { program, args, cwd, env } = request
  try {
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
    await once(child, 'spawn')
    const { pid } = child
    if (pid === undefined) throw new Error('it has no process id')
    child.on('error', () => {}) // a signal that cannot be sent; the exit tells the rest
    return { child, pid }
  } catch (cause) {
    throw new CcspError('CCSP_RUN_SPAWN', { program, reason: reasonOf(cause) }, { cause })
  }
}
