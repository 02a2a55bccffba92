import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, open, readFile, realpath, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { RedisConfig } from '@ccsp/config'
import { CcspError, reasonOf, sleep, writeFileAtomic } from '@ccsp/foundation'
import { Redis } from 'ioredis'
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
  await mkdir(join(stateDirectory, 'redis'), { recursive: true, mode: 0o700 })
  const directory = await realpath(join(stateDirectory, 'redis'))
  await claimFolder(directory, signal)
  const password = await readPassword(directory)
  const port = await choosePort(config.embeddedPort)
  const configPath = join(directory, 'redis.conf')
  await writeFileAtomic(configPath, serverConfig(directory, port, password))
  const url = `redis://:${password}@127.0.0.1:${port}`
  const child = await launch(config.embeddedProgram, configPath, directory)
  const exited = once(child, 'exit').then(() => {})
  try {
    await waitUntilReady(url, { child, directory, signal })
  } catch (error) {
    await stop(child, exited)
    throw error
  }
  return { url, pid: child.pid ?? 0, exited, [Symbol.asyncDispose]: () => stop(child, exited) }
}

/** No shell, no argv: the password is only in a file of mode 0600. */
function serverConfig(directory: string, port: number, password: string): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    `dir ${JSON.stringify(directory)}`,
    `pidfile ${JSON.stringify(join(directory, 'redis.pid'))}`,
    `logfile ${JSON.stringify(join(directory, 'redis.log'))}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    'maxmemory-policy noeviction',
    'save 3600 1 300 100',
    '',
  ].join('\n')
}

async function readPassword(directory: string): Promise<string> {
  const path = join(directory, 'password')
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    // First start, or the file is lost: a new password locks nobody out, for the server starts with it.
    const password = randomBytes(24).toString('base64url')
    await writeFile(path, `${password}\n`, { mode: 0o600 })
    return password
  }
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

async function launch(program: string, configPath: string, directory: string): Promise<ChildProcess> {
  const log = await open(join(directory, 'redis.out'), 'a', 0o600)
  try {
    // A group of its own: Ctrl-C in a terminal must reach the daemon alone, which then stops Redis last.
    const child = spawn(program, [configPath], { cwd: directory, stdio: ['ignore', log.fd, log.fd], detached: true })
    await once(child, 'spawn')
    return child
  } catch (error) {
    throw new CcspError('CCSP_REDIS_SERVER_MISSING', { program, reason: reasonOf(error) }, { cause: error })
  } finally {
    await log.close()
  }
}

async function waitUntilReady(url: string, server: { child: ChildProcess; directory: string; signal: AbortSignal }): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  redis.on('error', () => {})
  const deadline = performance.now() + START_TIMEOUT_MS
  try {
    while (performance.now() < deadline) {
      if (server.child.exitCode !== null || server.child.signalCode !== null) break
      if (await answers(redis)) return
      await sleep(20, server.signal)
    }
  } finally {
    redis.disconnect()
  }
  const reason = server.child.exitCode === null ? 'no answer in time' : `exit code ${server.child.exitCode}`
  throw new CcspError('CCSP_REDIS_SERVER_FAILED', { reason, logPath: join(server.directory, 'redis.log') })
}

async function answers(redis: Redis): Promise<boolean> {
  try {
    return (await redis.ping()) === 'PONG'
  } catch {
    // Not up yet, or loading its data: asked again until the deadline.
    return false
  }
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await exited
  clearTimeout(timer)
}

