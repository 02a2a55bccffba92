import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { KEYS, outcomeKey } from '../contract/keys.ts'
import { add, connected, jobDataOf, settlementOf, startFleet, type TestFleet } from '../fleet.test-support.ts'
import { waitForReply } from '../reply.ts'
import { isSettled, settle } from './settle.ts'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet({ 'queue.replyTtlMs': 5_000 })
})
afterAll(async () => fleet[Symbol.asyncDispose]())
beforeEach(async () => void (await fleet.redis.flushall()))

test('racing settlements of one job give one reply, one ledger record and one count', async () => {
  const data = jobDataOf()
  const jobId = await add(fleet, data)
  using other = connected(fleet.settings, 'command')
  const done = await Promise.all(
    Array.from({ length: 30 }, async (_, index) =>
      settle(index % 2 === 0 ? fleet.redis : other.redis, fleet.settings.queue, settlementOf(jobId, data)),
    ),
  )
  expect(done.filter(Boolean)).toHaveLength(1)
  expect(await fleet.redis.llen(data.replyKey)).toBe(1)
  expect(await fleet.redis.xlen(KEYS.ledgerRuns)).toBe(1)
  expect(await fleet.redis.hgetall(KEYS.ledgerTotals)).toEqual({
    'accepted': '1',
    'settled': '1',
    'outcome:success': '1',
    'inputTokens': '7',
    'outputTokens': '3',
    'costMicroUsd': '250',
    'durationMs': '12',
  })
  expect(await isSettled(fleet.redis, jobId)).toBe(true)
  expect(JSON.parse((await fleet.redis.get(outcomeKey(jobId))) ?? '')).toMatchObject({ outcome: 'success', runId: 'run-1' })
})

test('a reply has a time to live, and no number of unread ones drops any', async () => {
  const data = jobDataOf()
  for (let index = 0; index < 500; index += 1)
    await settle(
      fleet.redis,
      fleet.settings.queue,
      settlementOf(`job-${index}`, { ...data, request: { ...data.request, requestId: `id-${index}` } }),
    )
  const replies = await fleet.redis.lrange(data.replyKey, 0, -1)
  expect(replies.map((text) => (JSON.parse(text) as { requestId: string }).requestId)).toEqual(
    Array.from({ length: 500 }, (_, index) => `id-${499 - index}`),
  )
  expect(await fleet.redis.pttl(data.replyKey)).toBeGreaterThan(4_000)
})

test('without a response nobody is told, and the id is free at once', async () => {
  const data = jobDataOf()
  const jobId = await add(fleet, data)
  expect(await settle(fleet.redis, fleet.settings.queue, { ...settlementOf(jobId, data), response: null })).toBe(true)
  expect(await fleet.redis.exists(data.replyKey, data.inflightKey)).toBe(0)
})

test('settling an old job leaves the newer one of the same id in flight', async () => {
  const data = jobDataOf()
  const old = await add(fleet, data)
  await fleet.redis.del(fleet.queue.toKey(old))
  const newer = await add(fleet, data)
  await settle(fleet.redis, fleet.settings.queue, { ...settlementOf(old, data), response: null })
  expect(await fleet.redis.get(data.inflightKey)).toBe(`j${newer}`)
})

test('a client whose reply key is no list stops nothing: its reply is counted as undelivered', async () => {
  const data = jobDataOf()
  await fleet.redis.set(data.replyKey, 'mine')
  expect(await settle(fleet.redis, fleet.settings.queue, settlementOf('job-1', data))).toBe(true)
  expect(await fleet.redis.get(data.replyKey)).toBe('mine')
  expect(await fleet.redis.hgetall(KEYS.ledgerTotals)).toMatchObject({ settled: '1', undelivered: '1' })
})

test('when Redis is out of memory nothing is settled, and it can be done again', async () => {
  const data = jobDataOf()
  const jobId = await add(fleet, data)
  await fleet.redis.config('SET', 'maxmemory', '1')
  await expect(settle(fleet.redis, fleet.settings.queue, settlementOf(jobId, data))).rejects.toThrow(/OOM/)
  await fleet.redis.config('SET', 'maxmemory', '0')
  expect(await isSettled(fleet.redis, jobId)).toBe(false)
  expect(await settle(fleet.redis, fleet.settings.queue, settlementOf(jobId, data))).toBe(true)
})

test('whoever waits for a reply gets it, and null when none came', async () => {
  const data = jobDataOf()
  using waiter = connected(fleet.settings, 'command')
  const reply = waitForReply(waiter.redis, data.replyKey, { timeoutMs: 5_000 })
  await settle(fleet.redis, fleet.settings.queue, settlementOf('job-1', data))
  expect(await reply).toMatchObject({ requestId: 'request-1', success: true })
  const began = performance.now()
  expect(await waitForReply(waiter.redis, data.replyKey, { timeoutMs: 200 })).toBeNull()
  expect(performance.now() - began).toBeLessThan(900)
  await expect(
    waitForReply(waiter.redis, data.replyKey, { timeoutMs: 5_000, signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough')
})
