/**
 * What the service adds to a run: `npm run bench:agent [-- --json FILE]`.
 * The peer is the bare stub CLI, started in turn with the service's runs, so that both meet the same machine.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@ccsp/config'
import type { Executor } from '@ccsp/agent'
import { createClaudeExecutor, plainClassification, startAgent } from '@ccsp/agent'
import { startRedis, STUB_CLAUDE_PATH, type TestRedis } from '@ccsp/testkit'
import { pino } from 'pino'
import { type Figure, quantile, report } from './figures.ts'

const RUNS = 200
const WARM_UP = 10
const STUB_REQUESTS = 5_000
const SPAWN_REQUESTS = 200
const CONCURRENCY = 10
const logger = pino({ level: 'silent' })

async function serving<T>(
  server: TestRedis,
  executor: Executor,
  options: { concurrency: number; work: () => Promise<T> },
): Promise<T> {
  const argv = { 'redis.url': server.url, 'agent.concurrency': options.concurrency, 'log.level': 'silent' }
  const config = loadConfig({ argv, env: {}, files: [], defaults: { stateDirectory: '/nonexistent' } })
  await using _agent = await startAgent(config, { executor, logger }, AbortSignal.timeout(10_000))
  return await options.work()
}

function claude(stateDirectory: string): Executor & AsyncDisposable {
  const config = loadConfig({ argv: { 'runner.claudePath': STUB_CLAUDE_PATH }, env: {}, files: [], defaults: { stateDirectory } })
  return createClaudeExecutor(config.runner, { environment: { PATH: process.env['PATH'] }, stateDirectory })
}

/** The stub CLI alone: from the call to its end, ms. */
async function bareRun(cwd: string): Promise<number> {
  const began = performance.now()
  const args = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose']
  const child = spawn(STUB_CLAUDE_PATH, args, { cwd, stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: process.env['PATH'] } })
  child.stdin.end('{"type":"user","message":{"role":"user","content":[{"type":"text","text":"hello"}]}}\n')
  child.stdout.resume()
  await once(child, 'close')
  return performance.now() - began
}

const requestText = (id: string): string => JSON.stringify({ requestId: id, fromAgent: 'bench', type: 'bench', prompt: 'hello' })

async function latency(server: TestRedis, directory: string): Promise<Figure[]> {
  const client = server.client()
  const bare: number[] = []
  const served: number[] = []
  await using executor = claude(directory)
  await serving(server, executor, {
    concurrency: 1,
    async work() {
      for (let run = 0; run < RUNS + WARM_UP; run += 1) {
        bare.push(await bareRun(directory))
        const began = performance.now()
        await client.lpush('ccsp:requests', requestText(`latency-${run}`))
        await client.brpop('ccsp:responses:bench', 30)
        served.push(performance.now() - began)
      }
    },
  })
  client.disconnect()
  return [0.5, 0.99].map((share) => {
    const [own, peer] = [quantile(served.slice(WARM_UP), share), quantile(bare.slice(WARM_UP), share)]
    return { name: `latency added to the bare stub CLI, p${share * 100}`, value: own - peer, unit: 'ms', peer, ratio: own / peer }
  })
}

/** Requests answered per second, from the first sent to the last reply. */
async function throughput(server: TestRedis, executor: Executor, count: number): Promise<number> {
  const client = server.client()
  const texts = Array.from({ length: count }, (_, index) => requestText(`throughput-${index}`))
  await client.flushall()
  const began = performance.now()
  await client.lpush('ccsp:requests', ...texts)
  await serving(server, executor, {
    concurrency: CONCURRENCY,
    async work() {
      for (let answered = 0; answered < count; answered += 1) await client.brpop('ccsp:responses:bench', 30)
    },
  })
  client.disconnect()
  return (count * 1000) / (performance.now() - began)
}

/** The stub CLI alone, as many at a time as the service runs: ends per second. */
async function bareThroughput(directory: string, count: number): Promise<number> {
  const began = performance.now()
  let left = count
  const lane = async (): Promise<void> => {
    while (left-- > 0) await bareRun(directory)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, lane))
  return (count * 1000) / (performance.now() - began)
}

const inProcess: Executor = {
  kind: 'simulator',
  execute: async () => ({
    classification: { ...plainClassification('success', 'never', 'stub'), result: 'hello' },
    durationMs: 0,
  }),
}

const directory = await mkdtemp(join(tmpdir(), 'ccsp-bench-'))
try {
  await using server = await startRedis()
  const figures = await latency(server, directory)
  figures.push({
    name: `throughput, in-process stub, concurrency ${CONCURRENCY}`,
    value: await throughput(server, inProcess, STUB_REQUESTS),
    unit: 'requests/s',
  })
  const peer = await bareThroughput(directory, SPAWN_REQUESTS)
  await using executor = claude(directory)
  const value = await throughput(server, executor, SPAWN_REQUESTS)
  figures.push({ name: `throughput, stub CLI, concurrency ${CONCURRENCY}`, value, unit: 'requests/s', peer, ratio: value / peer })
  report('bench:agent', figures)
} finally {
  await rm(directory, { recursive: true, force: true })
}
