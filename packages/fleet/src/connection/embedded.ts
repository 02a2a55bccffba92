import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, realpath } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { RedisConfig } from '@ccsp/config'
import { CcspError, reasonOf, sleep } from '@ccsp/foundation'
import { Redis } from 'ioredis'
import { readPassword, writeServerConfig } from './embedded-files.ts'
import { claimFolder } from './folder-owner.ts'

/** A redis-server of our own, bound to the loopback interface. */
export interface EmbeddedRedis extends AsyncDisposable {
  /** URL with password. */
  readonly url: string
  readonly pid: number
  /** Settles when the server ends by itself. */
  readonly exited: Promise<void>
}

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 15_000

/**
 * Starts a redis-server child on `<stateDirectory>/redis`; what it holds is kept between runs. Disposing stops it cleanly.
 * A server left over by a daemon that was killed is ended first: two must never share the folder.
 * @throws CcspError CCSP_REDIS_SERVER_MISSING, CCSP_REDIS_SERVER_FAILED, CCSP_REDIS_IN_USE
 */
export async function startEmbeddedRedis(config: RedisConfig, stateDirectory: string, signal: AbortSignal): Promise<EmbeddedRedis> {
  await using stack = new AsyncDisposableStack()
  await mkdir(join(stateDirectory, 'redis'), { recursive: true, mode: 0o700 })
  const directory = await realpath(join(stateDirectory, 'redis'))
  stack.use(await claimFolder(directory, signal))
  const password = await readPassword(directory)
  const port = await choosePort(config.embeddedPort)
  const configPath = await writeServerConfig(directory, port, password)
  const url = `redis://:${password}@127.0.0.1:${port}`
  const server = await launch(config.embeddedProgram, configPath, directory)
  stack.defer(() => stop(server))
  await waitUntilReady(url, { server, directory, signal })
  const resources = stack.move()
  return { url, pid: server.child.pid ?? 0, exited: server.exited, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

/** The wanted port, or a free one when it is taken. */
async function choosePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted
}

async function tryPort(port: number): Promise<number | null> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address ? address.port : null
  } catch {
    // Taken: the caller chooses another.
    return null
  } finally {
    server.close()
  }
}

interface Server {
  readonly child: ChildProcess
  readonly exited: Promise<void>
}

async function launch(program: string, configPath: string, directory: string): Promise<Server> {
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

async function waitUntilReady(url: string, { server, directory, signal }: { server: Server; directory: string; signal: AbortSignal }): Promise<void> {
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
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0, commandTimeout: 5_000, enableReadyCheck: false })
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

async function stop({ child, exited }: Server): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await exited
  clearTimeout(timer)
}
