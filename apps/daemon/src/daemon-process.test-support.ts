import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePort, findProgram } from '@ccsp/testkit'

/** A ccspd of the built product, in a state folder of its own. */
export interface DaemonProcess extends AsyncDisposable {
  readonly child: ChildProcess
  readonly stateDirectory: string
  readonly httpUrl: string
  stdout(): string
  stderr(): string
  /** GETs a path of its HTTP server; status 0 while it does not listen. */
  get(path: string): Promise<{ status: number; body: string }>
  /** Waits until the path answers with the status. */
  until(path: string, status: number): Promise<string>
  redisUrl(): Promise<string>
  /** Sends the signal and resolves with the exit code (or the name of the signal that ended it). */
  stop(signal?: NodeJS.Signals): Promise<number | string | null>
}

const PROGRAM = fileURLToPath(new URL('../bin/ccspd', import.meta.url))

export async function startDaemon(env: Record<string, string> = {}): Promise<DaemonProcess> {
  const stateDirectory = env['CCSP_PATHS_STATE_DIRECTORY'] ?? (await mkdtemp(join(tmpdir(), 'ccspd-test-')))
  const port = env['CCSP_HTTP_PORT'] ?? String(await findFreePort())
  const httpUrl = `http://127.0.0.1:${port}`
  const path = `${dirname(findProgram('redis-server'))}:${process.env['PATH']}`
  const defaults = {
    PATH: path,
    CCSP_PATHS_STATE_DIRECTORY: stateDirectory,
    CCSP_HTTP_PORT: port,
    CCSP_REDIS_EMBEDDED_PORT: '0',
    CCSP_RUNNER_MODE: 'simulator',
  }
  const child = spawn(PROGRAM, [], { env: { ...defaults, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const exited = once(child, 'close').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? null)
  const get = async (to: string): Promise<{ status: number; body: string }> => {
    try {
      const response = await fetch(httpUrl + to)
      return { status: response.status, body: await response.text() }
    } catch {
      return { status: 0, body: '' } // it does not listen yet, or no longer
    }
  }
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> => {
    child.kill(signal)
    return exited
  }
  return {
    child,
    stateDirectory,
    httpUrl,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    get,
    async until(to, status) {
      for (const deadline = performance.now() + 20_000; performance.now() < deadline; await delay(20)) {
        const answer = await get(to)
        if (answer.status === status) return answer.body
      }
      throw new Error(`${to} did not answer ${status} in time\n${output.stderr}`)
    },
    async redisUrl() {
      const { redisUrl } = JSON.parse(await readFile(join(stateDirectory, 'run/ccspd.json'), 'utf8')) as { redisUrl: string }
      return redisUrl
    },
    stop,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await stop('SIGTERM')
      await rm(stateDirectory, { recursive: true, force: true })
    },
  }
}
