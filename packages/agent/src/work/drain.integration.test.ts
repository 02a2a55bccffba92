import { setTimeout as delay } from 'node:timers/promises'
import { cancelJob, openQueue, type ServiceResponse } from '@ccsp/fleet'
import { startRedis, type TestRedis } from '@ccsp/testkit'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { connected, served, settingsOf, startTestAgent, stubExecutor, untilEnded } from '../agent.test-support.ts'
import type { RunContext } from '../execution.ts'

let server: TestRedis
let client: Redis
beforeAll(async () => {
  server = await startRedis()
  client = server.client()
})
afterAll(async () => server[Symbol.asyncDispose]())
beforeEach(async () => void (await client.flushall()))

const KEY = 'ccsp:responses:drain'

async function push(...requestIds: string[]): Promise<void> {
  for (const requestId of requestIds)
    await client.lpush('ccsp:requests', JSON.stringify({ requestId, fromAgent: 'drain', prompt: requestId, type: 't' }))
}

/** Every reply, oldest first. */
async function replies(): Promise<ServiceResponse[]> {
  return (await client.lrange(KEY, 0, -1)).toReversed().map((text) => JSON.parse(text) as ServiceResponse)
}

/** Runs that take until they are ended from outside. */
const endless = () => stubExecutor(async (_, context) => untilEnded(context))

test('running work is finished before the daemon stops, and nothing new is taken', async () => {
  const gate = Promise.withResolvers<void>()
  const executor = stubExecutor(async (spec) => gate.promise.then(() => served(spec.prompt)))
  const agent = await startTestAgent(server.url, { executor, argv: { 'agent.concurrency': 2 } })
  await push('a', 'b', 'c', 'd')
  await vi.waitFor(() => expect(executor.runs).toHaveLength(2))
  const draining = agent.drain()
  expect(agent.isReady).toBe(false)
  await delay(100)
  gate.resolve()
  expect(await draining).toEqual({ handedBack: 0 })
  expect((await replies()).map(({ requestId }) => requestId).toSorted()).toEqual(['a', 'b'])
  expect(executor.runs).toHaveLength(2)
  expect(await client.hlen('ccsp:instances')).toBe(0)
})

test('past the deadline work is ended and handed back, in order, and served once by the next', async () => {
  const agent = await startTestAgent(server.url, {
    executor: endless(),
    argv: { 'agent.concurrency': 4, 'agent.drainTimeoutMs': 200 },
  })
  const ids = Array.from({ length: 8 }, (_, index) => `r-${index}`)
  await push(...ids)
  await vi.waitFor(async () => expect(await client.llen('bull:ccsp-queue:active')).toBe(4))
  const began = performance.now()
  expect(await agent.drain()).toEqual({ handedBack: 4 })
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(await client.exists(KEY, 'bull:ccsp-queue:active')).toBe(0)
  const next = stubExecutor()
  await using _next = await startTestAgent(server.url, { executor: next, argv: { 'agent.concurrency': 1 } })
  await vi.waitFor(() => expect(next.runs).toHaveLength(8), { timeout: 5_000 })
  await vi.waitFor(async () => expect(await replies()).toHaveLength(8))
  expect((await replies()).map(({ requestId }) => requestId)).toEqual(ids)
  expect(await client.hget('ccsp:ledger:totals', 'settled')).toBe('8')
})

test('work that ends well at the last moment is answered, not handed back', async () => {
  const executor = stubExecutor(async (spec, context) => untilEnded(context).then(() => served(spec.prompt)))
  const agent = await startTestAgent(server.url, { executor, argv: { 'agent.drainTimeoutMs': 50 } })
  await push('a')
  await vi.waitFor(() => expect(executor.runs).toHaveLength(1))
  await agent.drain()
  expect(await replies()).toMatchObject([{ requestId: 'a', success: true }])
  expect(await client.zcard('bull:ccsp-queue:prioritized')).toBe(0)
})

test('an executor that throws when it is ended loses nothing', async () => {
  const executor = stubExecutor(async (_, context: RunContext) =>
    untilEnded(context).then(() => Promise.reject(new Error('aborted'))),
  )
  const agent = await startTestAgent(server.url, { executor, argv: { 'agent.drainTimeoutMs': 50 } })
  await push('a')
  await vi.waitFor(() => expect(executor.runs).toHaveLength(1))
  expect(await agent.drain()).toEqual({ handedBack: 1 })
  expect(await client.zcard('bull:ccsp-queue:prioritized')).toBe(1)
  expect(await client.zcard('bull:ccsp-queue:failed')).toBe(0)
})

test('an executor that fails is an answer to the client, not the end of the job', async () => {
  await using _agent = await startTestAgent(server.url, {
    executor: stubExecutor(async () => Promise.reject(new Error('broken executor'))),
  })
  await push('a')
  await vi.waitFor(async () =>
    expect(await replies()).toMatchObject([{ requestId: 'a', success: false, error: 'broken executor', retryable: true }]),
  )
})

async function expectCancelled(isHeard: boolean): Promise<void> {
  const executor = endless()
  await using _agent = await startTestAgent(server.url, { executor, argv: { 'agent.heartbeatIntervalMs': 100 } })
  await push('a')
  await vi.waitFor(() => expect(executor.runs).toHaveLength(1))
  using connection = connected(server.url)
  const { queue: config } = settingsOf(server.url)
  const queue = openQueue(connection.redis, config)
  const jobId = 'r0000000000000001'
  if (isHeard) expect(await cancelJob(connection.redis, queue, { config, jobId, by: 'test' })).toBe('ending')
  else await client.set(`ccsp:cancel:${jobId}`, 'test')
  await vi.waitFor(
    async () => expect(await replies()).toMatchObject([{ requestId: 'a', success: false, error: 'Cancelled', retryable: false }]),
    { timeout: 5_000 },
  )
  await delay(200)
  expect(await replies()).toHaveLength(1)
  expect(await client.hgetall('ccsp:ledger:totals')).toMatchObject({ 'outcome:cancelled': '1', 'settled': '1' })
  await queue.close()
}

test('a running job that is cancelled is ended and answered once', async () => expectCancelled(true))

test('an order to cancel that was not heard is found with the next heartbeat', async () => expectCancelled(false))

test('a job that was cancelled before it was handed out is not run', async () => {
  await client.set('ccsp:cancel:r0000000000000001', 'test')
  const executor = stubExecutor()
  await using _agent = await startTestAgent(server.url, { executor })
  await push('a')
  await vi.waitFor(async () => expect(await replies()).toMatchObject([{ error: 'Cancelled' }]))
  expect(executor.runs).toHaveLength(0)
})

test('a job that carries no request fails for that, and the next is served', async () => {
  using connection = connected(server.url)
  const queue = openQueue(connection.redis, settingsOf(server.url).queue)
  await queue.add('foreign', { anything: 1 } as never)
  await using _agent = await startTestAgent(server.url)
  await push('a')
  await vi.waitFor(async () => expect(await replies()).toHaveLength(1))
  const [failed] = await queue.getFailed()
  expect(failed?.failedReason).toMatch(/carries no request/)
  await queue.close()
})

test('a hundred starts and stops leave no connection', { timeout: 60_000 }, async () => {
  for (let cycle = 0; cycle < 100; cycle += 1) {
    const agent = await startTestAgent(server.url)
    await agent.drain()
  }
  await vi.waitFor(async () => expect(await connections()).toBe(1))
})

async function connections(): Promise<number> {
  return Number(/connected_clients:(\d+)/.exec(await client.info('clients'))?.[1])
}

test('a run whose job was lost to the queue is ended, and the job is run anew and answered once', async () => {
  const reasons: unknown[] = []
  const executor = stubExecutor(async (spec, context) => {
    if (executor.runs.length > 1) return served(spec.prompt)
    const outcome = await untilEnded(context)
    reasons.push(context.signal.reason)
    return outcome
  })
  const argv = { 'agent.lockDurationMs': 1_000, 'agent.stalledIntervalMs': 200, 'agent.concurrency': 1 }
  await using _agent = await startTestAgent(server.url, { executor, argv })
  await push('a')
  await vi.waitFor(() => expect(executor.runs).toHaveLength(1))
  // As after a pause of the whole machine that was longer than the lock.
  expect(await client.del('bull:ccsp-queue:r0000000000000001:lock')).toBe(1)
  await vi.waitFor(async () => expect(await replies()).toMatchObject([{ requestId: 'a', success: true }]), { timeout: 10_000 })
  expect(reasons).toEqual(['lost'])
  expect(executor.runs).toHaveLength(2)
  expect(executor.runs[0]!.sessionId).not.toBe(executor.runs[1]!.sessionId)
})
