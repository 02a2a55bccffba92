import { Worker } from 'bullmq'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { KEYS } from '../contract/keys.ts'
import { PRIORITIES } from '../contract/request.ts'
import { add, jobDataOf, startFleet, type TestFleet } from '../fleet.test-support.ts'
import { beat } from '../instances.ts'
import { pauseQueue } from '../queue/pause-queue.ts'
import { readFleet } from './read-fleet.ts'
import type { FleetState } from './snapshot.ts'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
})
afterAll(async () => fleet[Symbol.asyncDispose]())
beforeEach(async () => void (await fleet.redis.flushall()))

const read = async (): Promise<FleetState> => readFleet(fleet.redis, fleet.settings.queue)
const nowOf = (state: FleetState): number => Date.parse(state.redisTime)

test('ages are exact: of the next job of each priority, by Redis’s clock', async () => {
  const receivedAt: Record<string, number> = {}
  for (const [index, priority] of PRIORITIES.slice(0, 3).entries()) {
    receivedAt[priority] = Date.now() - 1_000 * (index + 1)
    // The younger one comes second, whatever its timestamp.
    await add(fleet, jobDataOf({ requestId: `a-${priority}`, priority, receivedAt: receivedAt[priority] }))
    await add(fleet, jobDataOf({ requestId: `b-${priority}`, priority, receivedAt: 1 }))
  }
  const state = await read()
  for (const priority of PRIORITIES.slice(0, 3)) {
    expect(state.queue.byPriority[priority]).toEqual({ waiting: 2, oldestAgeMs: nowOf(state) - receivedAt[priority]! })
  }
  expect(state.queue.byPriority.low).toEqual({ waiting: 0, oldestAgeMs: null })
  expect(state.queue).toMatchObject({
    waiting: 6,
    redelivered: 0,
    redeliveredOldestAgeMs: null,
    active: 0,
    longestRunningMs: null,
    delayed: 0,
    delayedLatenessMs: null,
  })
})

test('jobs that were handed out before and wait again are told apart', async () => {
  const receivedAt = Date.now() - 5_000
  const ids = [await add(fleet, jobDataOf({ requestId: 'a', receivedAt })), await add(fleet, jobDataOf({ requestId: 'b' }))]
  // As BullMQ does with the jobs of a daemon that fell silent.
  for (const id of ids.toReversed()) {
    await fleet.redis.zrem(fleet.queue.toKey('prioritized'), id)
    await fleet.redis.rpush(fleet.queue.toKey('wait'), id)
  }
  const { queue, redisTime } = await read()
  expect(queue).toMatchObject({ waiting: 2, redelivered: 2, redeliveredOldestAgeMs: Date.parse(redisTime) - receivedAt })
  expect(queue.byPriority.normal).toEqual({ waiting: 0, oldestAgeMs: null })
})

test('the longest-running job comes first, with what its daemon tells of it', async () => {
  const ids: string[] = []
  for (let index = 0; index < 3; index += 1)
    ids.push(await add(fleet, jobDataOf({ requestId: `id-${index}`, prompt: 'secret prompt' })))
  const isHeld = Promise.withResolvers<void>()
  const all = Promise.withResolvers<void>()
  let started = 0
  const work = async (job: { updateProgress(info: object): Promise<void> }): Promise<void> => {
    await job.updateProgress({
      runId: 'run-1',
      requestId: 'x',
      fromAgent: 'tester',
      instanceId: 'i',
      sessionId: 's',
      model: null,
      pid: 4711,
    })
    if (++started === 3) all.resolve()
    await isHeld.promise
  }
  const worker = new Worker(fleet.queue.name, work, { connection: fleet.redis, concurrency: 3 })
  await all.promise
  const processedOn = Number(await fleet.redis.hget(fleet.queue.toKey(ids[0]!), 'processedOn')) - 60_000
  await fleet.redis.hset(fleet.queue.toKey(ids[0]!), 'processedOn', processedOn)
  await fleet.redis.hset(fleet.queue.toKey(ids[1]!), 'progress', '"nonsense"')
  const state = await read()
  isHeld.resolve()
  await worker.close()
  expect(state.queue).toMatchObject({ active: 3, longestRunningMs: nowOf(state) - processedOn })
  expect(state.running.map(({ jobId }) => jobId)).toEqual(ids)
  expect(state.running[0]!.run).toMatchObject({ runId: 'run-1', pid: 4711, model: null })
  expect(state.running[1]!.run).toBeNull()
  expect(JSON.stringify(state)).not.toContain('secret prompt')
})

test('lateness is that of the most overdue delayed job', async () => {
  const jobId = await add(fleet, jobDataOf({ requestId: 'a' }), { delayMs: 60_000 })
  await add(fleet, jobDataOf({ requestId: 'b' }), { delayMs: 90_000 })
  expect((await read()).queue).toMatchObject({ delayed: 2, delayedLatenessMs: 0 })
  const due = Date.now() - 1_234
  await fleet.redis.zadd(fleet.queue.toKey('delayed'), due * 0x1000 + 5, jobId)
  const state = await read()
  expect(state.queue.delayedLatenessMs).toBe(nowOf(state) - due)
})

test('everything else is told as it is in Redis; what is not ours is left out', async () => {
  await fleet.redis.lpush(KEYS.requests, 'a', 'b')
  await fleet.redis.lpush(KEYS.deadLetter, '{}')
  const now = Date.now()
  await beat(
    fleet.redis,
    {
      instanceId: 'ccsp:h:1',
      hostname: 'h',
      pid: 1,
      startedAt: now,
      activeRequests: 2,
      capacity: 4,
      mode: 'simulator',
      status: 'ready',
    },
    now,
  )
  await fleet.redis.hset(KEYS.instances, 'old', '{"hostname":"o","pid":"x"}', 'broken', '{{')
  await fleet.redis.set(KEYS.sessionState, '{"blocked":true,"blockedAt":"2026-01-01T00:00:00Z","issueNumber":7}')
  await fleet.redis.hset(
    KEYS.limits,
    'five_hour',
    '{"status":"rejected","resetsAt":"2026-01-01T05:00:00Z","utilization":1,"at":"2026-01-01T00:00:00Z"}',
    'bad',
    '[]',
  )
  await fleet.redis.hset(KEYS.ledgerTotals, {
    'accepted': 9,
    'duplicates': 1,
    'rejected': 2,
    'settled': 8,
    'outcome:success': 7,
    'outcome:killed': 1,
    'inputTokens': 10,
    'outputTokens': 20,
    'costMicroUsd': 1_500_000,
  })
  await pauseQueue(fleet.redis, fleet.queue, { by: 'op', reason: 'why', at: 'a', until: null })
  const state = await read()
  expect(state.queue).toMatchObject({
    listed: 2,
    deadLetters: 1,
    isPaused: true,
    pause: { by: 'op', reason: 'why', at: 'a', until: null },
  })
  expect(state.instances.toSorted((a, b) => a.instanceId.localeCompare(b.instanceId))).toMatchObject([
    { instanceId: 'ccsp:h:1', isAlive: true, activeRequests: 2, capacity: 4, mode: 'simulator' },
    { instanceId: 'old', hostname: 'o', pid: 0, isAlive: false, activeRequests: null, capacity: null, mode: null },
  ])
  expect(state.login).toEqual({ isBlocked: true, blockedAt: '2026-01-01T00:00:00Z', issueNumber: 7 })
  expect(state.limits).toMatchObject([{ window: 'five_hour', status: 'rejected', utilization: 1 }])
  expect(state.ledger).toEqual({
    accepted: 9,
    duplicates: 1,
    rejected: 2,
    settled: 8,
    undelivered: 0,
    byOutcome: { success: 7, killed: 1 },
    inputTokens: 10,
    outputTokens: 20,
    costUsd: 1.5,
  })
  expect(state.redis).toMatchObject({ role: 'master', isAppendOnly: false, maxMemoryBytes: 0, isLastSaveGood: true })
  expect(JSON.parse(JSON.stringify(state))).toEqual(state)
})
