import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, realpath } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { RedisConfig } from '@ccsp/config'
import { readPassword, writeServerConfig } from './embedded-files.ts'
import { claimFolder } from './folder-owner.ts'
import { keepRunning, launchServer, type ServerProcess, waitUntilReady } from './server-process.ts'

/** A redis-server of our own, bound to the loopback interface. */
export interface EmbeddedRedis extends AsyncDisposable {
  /** URL with password. */
  readonly url: string
  /** The server that runs now; another one after it ended by itself and was started again. */
  readonly pid: number
}

/**
 * Starts a redis-server child on `<stateDirectory>/redis`; what it holds is kept between runs. Disposing stops it cleanly. One that
 * ends by itself is started again on the same port.
 * A server left over by a daemon that was killed is ended first: two must never share the folder.
 * @throws CcspError CCSP_REDIS_SERVER_MISSING, CCSP_REDIS_SERVER_FAILED, CCSP_REDIS_IN_USE
 */
export async function startEmbeddedRedis(
  config: RedisConfig,
  stateDirectory: string,
  signal: AbortSignal,
): Promise<EmbeddedRedis> {
  await using stack = new AsyncDisposableStack()
  await mkdir(join(stateDirectory, 'redis'), { recursive: true, mode: 0o700 })
  const directory = await realpath(join(stateDirectory, 'redis'))
  stack.use(await claimFolder(directory, signal))
  const password = await readPassword(directory)
  const port = await choosePort(config.embeddedPort)
  const configPath = await writeServerConfig(directory, port, password)
  // With the user named: redis-cli takes an empty name in a URL for a user without one.
  const url = `redis://default:${password}@127.0.0.1:${port}`
  const start = (): Promise<ServerProcess> => launchServer(config.embeddedProgram, configPath, directory)
  const first = await start()
  const keeper = stack.use(keepRunning(first, start))
  await waitUntilReady(url, { server: first, directory, signal })
  const resources = stack.move()
  return {
    url,
    get pid() {
      return keeper.pid
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

/**
 * The wanted port, or a free one when it is taken (or 0). Never one from which the kernel makes connections (32768 and above): while
 * the server is away, a client that connects anew could get its very port and keep the server out.
 */
async function choosePort(wanted: number): Promise<number> {
  for (let port = wanted, attempt = 0; attempt < 100; port = randomInt(10_000, 32_000), attempt += 1) {
    if (port !== 0 && (await tryPort(port)) !== null) return port
  }
  return wanted
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
