import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { backOffMs, CcspError, reasonOf, sleep } from '@ccsp/foundation'
import { Redis } from 'ioredis'

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 15_000

/** A redis-server child. */
export interface ServerProcess {
  readonly child: ChildProcess
  readonly exited: Promise<void>
}

/** Starts the program. @throws CcspError CCSP_REDIS_SERVER_MISSING */
export async function launchServer(program: string, configPath: string, directory: string): Promise<ServerProcess> {
  const log = await open(join(directory, 'redis.out'), 'a', 0o600)
  try {
    // A group of its own: Ctrl-C in a terminal must reach the daemon alone, which then stops Redis last.
    const child = spawn(program, [configPath], { cwd: directory, stdio: ['ignore', log.fd, log.fd], detached: true })
    // Listened for before anything is waited for: it may end at once.
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    await once(child, 'spawn')
    return { child, exited }
  } catch (error) {
    throw new CcspError('CCSP_REDIS_SERVER_MISSING', { program, reason: reasonOf(error) }, { cause: error })
  } finally {
    await log.close()
  }
}

/** Waits until the server answers. @throws CcspError CCSP_REDIS_SERVER_FAILED */
export async function waitUntilReady(
  url: string,
  { server, directory, signal }: { server: ServerProcess; directory: string; signal: AbortSignal },
): Promise<void> {
  const { child } = server
  const deadline = performance.now() + START_TIMEOUT_MS
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  while (performance.now() < deadline && !hasEnded()) {
    if (await isAnswering(url)) return
    await sleep(20, signal)
  }
  const reason = hasEnded() ? `exit code ${child.exitCode ?? child.signalCode ?? ''}` : 'no answer in time'
  throw new CcspError('CCSP_REDIS_SERVER_FAILED', { reason, logPath: join(directory, 'redis.log') })
}

async function isAnswering(url: string): Promise<boolean> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    commandTimeout: 5_000,
    enableReadyCheck: false,
  })
  redis.on('error', () => {})
  try {
    return (await redis.ping()) === 'PONG'
  } catch {
    // Not up yet, or loading its data: asked again until the deadline.
    return false
  } finally {
    redis.disconnect()
  }
}

async function stop({ child, exited }: ServerProcess): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await exited
  clearTimeout(timer)
}

/** A server that is started again whenever it ends by itself. Disposing stops it. */
export interface RunningServer extends AsyncDisposable {
  readonly pid: number
}

export function keepRunning(first: ServerProcess, start: () => Promise<ServerProcess>): RunningServer {
  let server = first
  const stopping = new AbortController()
  const loop = async (): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      await server.exited
      await sleep(backOffMs(attempt, { baseMs: 100, maxMs: 5_000 }), stopping.signal).catch(() => {})
      if (stopping.signal.aborted) return
      // A program that is gone cannot be started: tried again, since an update may be under way.
      server = await start().catch(() => server)
    }
  }
  const finished = loop()
  return {
    get pid() {
      return server.child.pid ?? 0
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await stop(server)
      await finished
      // It may have been started in the very moment of stopping.
      await stop(server)
    },
  }
}
