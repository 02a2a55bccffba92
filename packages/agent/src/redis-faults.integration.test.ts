import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceResponse } from '@ccsp/fleet'
import { findFreePort, startRedis, type TestRedis } from '@ccsp/testkit'
import { expect, test, vi } from 'vitest'
import { recordingLogger, served, startTestAgent, stubExecutor, untilEnded } from './agent.test-support.ts'

const AOF = { args: ['--appendonly', 'yes', '--appendfsync', 'always'] }
const KEY = 'ccsp:responses:faults'

async function push(server: TestRedis, ...requestIds: string[]): Promise<void> {
  for (const requestId of requestIds)
    await server.client().lpush('ccsp:requests', JSON.stringify({ requestId, fromAgent: 'faults', prompt: requestId, type: 't' }))
}

async function answered(server: TestRedis): Promise<string[]> {
  const texts = await server.client({ maxRetriesPerRequest: null }).lrange(KEY, 0, -1)
  return texts.map((text) => (JSON.parse(text) as ServiceResponse).requestId).toSorted()
}

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`)

async function untilAnswered(server: TestRedis, ids: string[]): Promise<void> {
  await vi.waitFor(async () => expect(await answered(server)).toEqual(ids.toSorted()), { timeout: 20_000, interval: 100 })
  await delay(300)
  expect(await answered(server)).toEqual(ids.toSorted())
}

/** Takes a few ms for each run. */
const brisk = () => stubExecutor(async (spec) => delay(5).then(() => served(spec.prompt)))

test('without Redis the daemon waits, says so once, and serves when it appears', async () => {
  const port = await findFreePort()
  const { logger, lines } = recordingLogger()
  const starting = startTestAgent(`redis://127.0.0.1:${port}`, { logger })
  await delay(1_500)
  const said = lines.filter(({ code }) => code === 'CCSP_REDIS_UNREACHABLE')
  expect(said).toHaveLength(1)
  expect(said[0]).toMatchObject({
    level: 50,
    reason: expect.stringMatching(/ECONNREFUSED/),
    hint: expect.stringMatching(/redis\.url/),
  })
  await using server = await startRedis({ port })
  await using agent = await starting
  expect(agent.isReady).toBe(true)
  await push(server, 'a')
  await untilAnswered(server, ['a'])
})

test('a start that is called off while Redis is away or hangs ends with the reason', async () => {
  const port = await findFreePort()
  const reason = new Error('called off')
  await expect(startTestAgent(`redis://127.0.0.1:${port}`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  await using server = await startRedis()
  await server.kill('SIGSTOP')
  await expect(startTestAgent(server.url, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout/)
  await server.kill('SIGCONT')
})

test('a wrong password is told with its code, without a loop of crashes or of lines, and work begins once it is right', async () => {
  await using server = await startRedis({ password: 'right-password' })
  const { logger, lines } = recordingLogger()
  const starting = startTestAgent(server.url.replace('right', 'wrong'), { logger })
  await delay(2_000)
  expect(lines).toMatchObject([{ level: 50, code: 'CCSP_REDIS_AUTH' }])
  expect(JSON.stringify(lines)).not.toContain('wrong-password')
  await server.client().config('SET', 'requirepass', 'wrong-password')
  await using agent = await starting
  expect(agent.isReady).toBe(true)
})

test('Redis hangs for five seconds: work goes on, nothing is lost or doubled', { timeout: 60_000 }, async () => {
  await using server = await startRedis()
  const executor = brisk()
  await using agent = await startTestAgent(server.url, { executor })
  const before = numbered('before', 200)
  await push(server, ...before)
  await server.kill('SIGSTOP')
  const runsBefore = executor.runs.length
  await delay(5_000)
  // It did hang: in five seconds at most what was already handed out was run.
  expect(executor.runs.length - runsBefore).toBeLessThanOrEqual(4)
  expect(executor.runs.length).toBeLessThan(200)
  await server.kill('SIGCONT')
  const after = numbered('after', 20)
  await push(server, ...after)
  await untilAnswered(server, [...before, ...after])
  expect(executor.runs).toHaveLength(220)
  expect(agent.isReady).toBe(true)
})

test('Redis is killed and starts anew: work goes on, nothing is lost or answered twice', { timeout: 60_000 }, async () => {
  await using server = await startRedis(AOF)
  const executor = brisk()
  const { logger } = recordingLogger()
  await using agent = await startTestAgent(server.url, {
    executor,
    logger,
    argv: { 'agent.lockDurationMs': 2_000, 'agent.stalledIntervalMs': 500 },
  })
  const ids = numbered('r', 300)
  await push(server, ...ids)
  for (const answeredCount of [50, 150]) {
    await vi.waitFor(async () => expect((await answered(server)).length).toBeGreaterThan(answeredCount), {
      timeout: 20_000,
      interval: 5,
    })
    const { pid } = server
    await server.kill('SIGKILL')
    await vi.waitFor(() => expect(agent.isReady).toBe(false))
    await delay(300)
    await server.restart()
    expect(server.pid).not.toBe(pid)
    const began = performance.now()
    const count = (await answered(server)).length
    await vi.waitFor(async () => expect((await answered(server)).length).toBeGreaterThan(count), {
      timeout: 20_000,
      interval: 20,
    })
    console.log(`Redis restarted: the next reply came after ${Math.round(performance.now() - began)} ms`)
  }
  await untilAnswered(server, ids)
  expect(Number(await server.client().hget('ccsp:ledger:totals', 'settled'))).toBe(300)
})

test.each(['SIGSTOP', 'SIGKILL'] as const)(
  'a daemon stops in bounded time while Redis is away (%s), and the next serves what it left',
  { timeout: 60_000 },
  async (signal) => {
    await using server = await startRedis(AOF)
    const executor = stubExecutor(async (_, context) => untilEnded(context))
    const argv = { 'agent.drainTimeoutMs': 300, 'agent.lockDurationMs': 1_000, 'agent.stalledIntervalMs': 300 }
    const agent = await startTestAgent(server.url, { executor, argv })
    await push(server, 'a', 'b')
    await vi.waitFor(() => expect(executor.runs).toHaveLength(2))
    await server.kill(signal)
    const began = performance.now()
    await agent.drain()
    const tookMs = performance.now() - began
    console.log(`stopped in ${Math.round(tookMs)} ms while Redis was away (${signal})`)
    expect(tookMs).toBeLessThan(20_000)
    if (signal === 'SIGSTOP') await server.kill('SIGCONT')
    else await server.restart()
    await using _next = await startTestAgent(server.url, { argv })
    await untilAnswered(server, ['a', 'b'])
  },
)

test('while Redis is full an outcome waits until it can be recorded', { timeout: 30_000 }, async () => {
  await using server = await startRedis()
  const gate = Promise.withResolvers<void>()
  const executor = stubExecutor(async (spec) => gate.promise.then(() => served(spec.prompt)))
  const { logger, lines } = recordingLogger()
  await using _agent = await startTestAgent(server.url, { executor, logger })
  await push(server, 'a')
  await vi.waitFor(() => expect(executor.runs).toHaveLength(1))
  await server.client().config('SET', 'maxmemory', '1')
  gate.resolve()
  await vi.waitFor(() =>
    expect(
      lines.some(({ msg, reason }) => msg === 'outcome not recorded; it will try again' && String(reason).includes('OOM')),
    ).toBe(true),
  )
  await server.client().config('SET', 'maxmemory', '0')
  await untilAnswered(server, ['a'])
  expect(executor.runs).toHaveLength(1)
})
