import type { ServiceResponse } from '@ccsp/fleet'
import { startRedis, type TestRedis } from '@ccsp/testkit'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { served, startTestAgent, stubExecutor } from './agent.test-support.ts'
import type { Agent } from './start-agent.ts'

let server: TestRedis
let agent: Agent
let client: Redis
beforeAll(async () => {
  server = await startRedis()
  agent = await startTestAgent(server.url)
  client = server.client()
})
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** As the clients in the field: some look for their reply ten times a second, others block for it. */
const READERS = {
  async RPOP(key: string): Promise<ServiceResponse> {
    const text = await vi.waitUntil(async () => client.rpop(key), { timeout: 5_000, interval: 20 })
    return JSON.parse(text ?? 'null') as ServiceResponse
  },
  async BLPOP(key: string): Promise<ServiceResponse> {
    const answer = await client.blpop(key, 5)
    return JSON.parse(answer?.[1] ?? 'null') as ServiceResponse
  },
}

const COMBINATIONS = (['type', 'taskType', 'both'] as const).flatMap((kind) =>
  [true, false].flatMap((hasTimestamp) =>
    [true, false].flatMap((isReused) => (['RPOP', 'BLPOP'] as const).map((reader) => ({ kind, hasTimestamp, isReused, reader }))),
  ),
)

test.each(COMBINATIONS)(
  '$kind, timestamp $hasTimestamp, id reused $isReused, $reader: answered on its own key',
  async ({ kind, hasTimestamp, isReused, reader }) => {
    const fromAgent = `Agent-${kind}-${hasTimestamp}-${isReused}-${reader}`
    const kinds = { type: { type: 't' }, taskType: { taskType: 't' }, both: { type: 't', taskType: 't' } }
    const name = kind === 'taskType' && !hasTimestamp ? fromAgent.toLowerCase() : fromAgent
    const key = `ccsp:${kind === 'taskType' ? 'response' : 'responses'}:${name}`
    for (let round = 0; round < 3; round += 1) {
      const requestId = isReused ? 'pm-1' : `id-${round}`
      await client.lpush(
        'ccsp:requests',
        JSON.stringify({
          requestId,
          fromAgent,
          prompt: `round ${round}`,
          ...kinds[kind],
          ...(hasTimestamp ? { timestamp: Date.now() } : {}),
        }),
      )
      const reply = await READERS[reader](key)
      expect(reply).toMatchObject({ requestId, success: true, result: `echo round ${round}` })
      expect(typeof reply.executionTime).toBe('number')
    }
    expect(await client.keys(`ccsp:respon*${name}*`)).toEqual([])
  },
)

test('a client that puts a stale reply back still gets its own', async () => {
  const key = 'ccsp:response:Builder'
  await client.lpush(key, JSON.stringify({ requestId: 'foreign' }))
  await client.lpush(
    'ccsp:requests',
    JSON.stringify({ requestId: 'mine', fromAgent: 'Builder', prompt: 'x', taskType: 't', timestamp: 1 }),
  )
  const replies: string[] = []
  for (let round = 0; round < 50 && !replies.includes('mine'); round += 1) {
    const [, text] = (await client.blpop(key, 5)) ?? []
    const { requestId } = JSON.parse(text ?? '{}') as { requestId: string }
    replies.push(requestId)
    if (requestId !== 'mine') {
      await client.lpush(key, text!)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  expect(replies).toContain('mine')
})

test('a client that pushes one id three times is answered once for it', async () => {
  await agent.drain()
  const gate = Promise.withResolvers<void>()
  const executor = stubExecutor(async (spec) => gate.promise.then(() => served(spec.prompt)))
  agent = await startTestAgent(server.url, { executor })
  const message = JSON.stringify({ requestId: 'pm-7', fromAgent: 'Advanced', prompt: 'once', taskType: 'pm', timestamp: 1 })
  for (let time = 0; time < 3; time += 1) await client.lpush('ccsp:requests', message)
  await vi.waitFor(async () => expect(await client.hget('ccsp:ledger:totals', 'duplicates')).toBe('2'))
  gate.resolve()
  expect(await READERS.BLPOP('ccsp:response:Advanced')).toMatchObject({ requestId: 'pm-7', success: true })
  expect(executor.runs).toHaveLength(1)
})

test('urgent goes before high, high before normal, normal before low, oldest first', async () => {
  await agent.drain()
  const order = ['low', 'normal', 'urgent', 'high', 'low', 'urgent', 'normal', 'high']
  for (const [index, priority] of order.entries()) {
    await client.lpush(
      'ccsp:requests',
      JSON.stringify({ requestId: `p-${index}`, fromAgent: 'prio', prompt: `${priority} ${index}`, type: 't', priority }),
    )
  }
  const gate = Promise.withResolvers<void>()
  const first = stubExecutor(async (spec) => gate.promise.then(() => served(spec.prompt)))
  agent = await startTestAgent(server.url, { executor: first, argv: { 'agent.concurrency': 1 } })
  // The first may be handed out before the others are on the queue.
  await vi.waitFor(async () => expect(await client.llen('ccsp:requests')).toBe(0))
  await vi.waitFor(() => expect(first.runs).toHaveLength(1))
  gate.resolve()
  await vi.waitFor(() => expect(first.runs).toHaveLength(8))
  const [, ...rest] = first.runs.map(({ prompt }) => prompt)
  const expected = ['urgent 2', 'urgent 5', 'high 3', 'high 7', 'normal 1', 'normal 6', 'low 0', 'low 4'].filter(
    (prompt) => prompt !== first.runs[0]!.prompt,
  )
  expect(rest).toEqual(expected)
})
