import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis, type RedisOptions } from 'ioredis'
import { findProgram } from './find-program.ts'
import { findFreePort } from './free-port.ts'

export interface StartRedisOptions {
  /** Further arguments of redis-server, such as `['--appendonly', 'yes']`. They override the defaults (no persistence). */
  readonly args?: readonly string[]
  /** Data folder, kept at the end. Default: a temporary one, removed at the end. */
  readonly dir?: string
  readonly password?: string
  /** Default: a free one. */
  readonly port?: number
}

/** Options of a client in the legacy reply mapping, the one that `Redis` stands for. */
export type TestClientOptions = Omit<RedisOptions, 'replyMapping'>

/** A real redis-server child on 127.0.0.1. Dispose it: that ends the server and its clients. */
export interface TestRedis extends AsyncDisposable {
  /** `redis://127.0.0.1:port`, with the password when there is one. */
  readonly url: string
  readonly port: number
  /** Changes with `restart`. */
  readonly pid: number
  readonly dir: string
  /** A connected-on-first-use client. The server disconnects it when disposed. */
  client(options?: TestClientOptions): Redis
  /** SIGTERM and wait for the end; SIGKILL after 5 s. Does nothing when it is down. */
  stop(): Promise<void>
  /** Sends a signal. After SIGKILL it waits for the end, so that the port is free. */
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** Stops it when it runs, and starts it on the same port and folder. */
  restart(): Promise<void>
  /** Everything the server wrote to its log so far. */
  log(): string
}

const READY_TIMEOUT_MS = 15_000

/** Starts a redis-server of its own. Rejects, with the server's log, when it does not answer. */
export async function startRedis(options: StartRedisOptions = {}): Promise<TestRedis> {
  const program = findProgram('redis-server')
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'ccsp-redis-')))
  for (let attempt = 1; ; attempt++) {
    const server = new RedisChild({ program, dir, port: options.port ?? (await findFreePort()) }, options)
    try {
      await server.start()
      return server
    } catch (error) {
      await server.stop()
      // Another process may have taken the probed port in between.
      if (options.port !== undefined || attempt === 3) throw error
    }
  }
}

class RedisChild implements TestRedis {
  readonly #program: string
  readonly #options: StartRedisOptions
  readonly #clients: Redis[] = []
  #child: ChildProcess | undefined
  #log = ''
  readonly dir: string
  readonly port: number

  constructor(place: { program: string; dir: string; port: number }, options: StartRedisOptions) {
    this.#program = place.program
    this.#options = options
    this.dir = place.dir
    this.port = place.port
  }

  get url(): string {
    const { password } = this.#options
    return `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${this.port}`
  }

  get pid(): number {
    const pid = this.#child?.pid
    if (pid === undefined) throw new Error('this redis-server is down')
    return pid
  }

  client(options: TestClientOptions = {}): Redis {
    const { password } = this.#options
    const login = password === undefined ? {} : { password }
    const all: TestClientOptions = { host: '127.0.0.1', port: this.port, ...login, lazyConnect: true, ...options }
    const client = new Redis(all)
    // A test that stops the server on purpose must not die of an unhandled 'error' event; commands still reject.
    client.on('error', () => {})
    this.#clients.push(client)
    return client
  }

  async start(): Promise<void> {
    const { args = [], password } = this.#options
    const login = password === undefined ? [] : ['--requirepass', password]
    const base = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.dir, '--save', '', '--appendonly', 'no']
    const child = spawn(this.#program, [...base, ...login, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    const killWithParent = () => void child.kill('SIGKILL')
    process.once('exit', killWithParent)
    child.once('exit', () => process.off('exit', killWithParent))
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (this.#log += chunk.toString()))
    const failed = once(child, 'exit').then(([code]) => Promise.reject(this.#error(`ended with ${String(code)} while starting`)))
    await Promise.race([this.#untilReady(), failed])
  }

  async #untilReady(): Promise<void> {
    const deadline = performance.now() + READY_TIMEOUT_MS
    while (performance.now() < deadline) {
      if (this.#child?.exitCode !== null) return
      if (await isAnswering(this.port)) return
      await delay(5)
    }
    throw this.#error(`did not answer within ${READY_TIMEOUT_MS} ms`)
  }

  #error(what: string): Error {
    return new Error(`redis-server on port ${this.port} ${what}:\n${this.#log}`)
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(timer)
    this.#child = undefined
  }

  async kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const child = this.#child
    if (!child) throw new Error('this redis-server is down')
    const ended = signal === 'SIGKILL' ? once(child, 'exit') : undefined
    child.kill(signal)
    await ended
    if (ended) this.#child = undefined
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  log(): string {
    return this.#log
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.disconnect()
    await this.stop()
    if (this.#options.dir === undefined) await rm(this.dir, { recursive: true, force: true })
  }
}

/** True when a server answers PING on that port, be it with an error about the login; false while it loads its data. */
async function isAnswering(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    socket.write('PING\r\n')
    const [reply] = (await once(socket, 'data', { signal: AbortSignal.timeout(1_000) })) as [Buffer]
    return !reply.toString().startsWith('-LOADING')
  } catch {
    return false // refused or slow: not ready yet
  } finally {
    socket.destroy()
  }
}
