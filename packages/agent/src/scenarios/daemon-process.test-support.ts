import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface DaemonOptions {
  readonly url: string
  readonly argv: Record<string, unknown>
  /** Longest run of its stub executor, ms. */
  readonly maxRunMs: number
}

/** A daemon that runs as a process of its own. */
export interface DaemonProcess extends AsyncDisposable {
  readonly pid: number
  readonly instanceId: string
  /** Everything it logged: warnings and errors. */
  log(): string
  /** Ends it without a word. */
  kill(): Promise<void>
  /** Asks it to stop. @returns its exit code */
  stop(): Promise<number | null>
}

export async function startDaemonProcess(options: DaemonOptions): Promise<DaemonProcess> {
  const script = join(import.meta.dirname, 'daemon.test-process.ts')
  const child = spawn(process.execPath, ['--conditions=@ccsp/source', script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const exited = once(child, 'exit') as Promise<[number | null]>
  const first = await Promise.race([
    once(child.stdout, 'data'),
    exited.then(([code]) => Promise.reject(new Error(`the daemon ended with ${code}: ${log}`))),
  ])
  return {
    pid: child.pid ?? 0,
    instanceId: String(first[0]).trim(),
    log: () => log,
    kill: async () => void (await end(child, 'SIGKILL', exited)),
    stop: async () => end(child, 'SIGTERM', exited),
    [Symbol.asyncDispose]: async () => void (await end(child, 'SIGKILL', exited)),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals, exited: Promise<[number | null]>): Promise<number | null> {
  child.kill(signal)
  const [code] = await exited
  return code
}
