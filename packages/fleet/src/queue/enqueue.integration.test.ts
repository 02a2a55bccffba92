import { Worker } from 'bullmq'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PRIORITIES, type Priority } from '../contract/request.ts'
import { add, handedOut, jobDataOf, settlementOf, startFleet, type TestFleet } from '../fleet.test-support.ts'
import { KEYS } from '../contract/keys.ts'
import { enqueue, submit } from './enqueue.ts'
import { peekRequests } from './request-list.ts'
import { settle } from './settle.ts'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
})
afterAll(async () => fleet[Symbol.asyncDispose]())
beforeEach(async () => void (await fleet.redis.flushall()))

const LIMIT = 1_000

async function enqueueListed(signature: string, requestId = 'request-1', maxQueued = 0) {
  const options = { delayMs: 0, maxQueued, listed: { signature, maxBytes: LIMIT } }
  return enqueue(fleet.redis, fleet.settings.queue, { data: jobDataOf({ requestId }), options })
}

async function push(...messages: string[]): Promise<string[]> {
  for (const message of messages) await fleet.redis.lpush(KEYS.requests, message)
  const listed = await peekRequests(fleet.redis, { ...fleet.settings.intake, maxRequestBytes: LIMIT })
  return listed.map(({ signature }) => signature)
}

/** Everything in Redis, to show that nothing changed. */
async function everything(): Promise<unknown> {
  const keys = (await fleet.redis.keys('*')).toSorted()
  return Promise.all(keys.map(async (key) => [key, (await fleet.redis.dumpBuffer(key))?.toString('hex')]))
}

test('the oldest message leaves the list in the step that puts it on the queue', async () => {
  const [first] = await push('one', 'two')
  expect(await enqueueListed(first!)).toEqual({ status: 'queued', jobId: 'r0000000000000001' })
  expect(await fleet.redis.lrange(KEYS.requests, 0, -1)).toEqual(['two'])
  expect(await fleet.queue.getPrioritizedCount()).toBe(1)
})

test('a message that is no longer the oldest is left alone, and nothing changes', async () => {
  const [first, second] = await push('one', 'two')
  const before = await everything()
  expect(await enqueueListed(second!)).toEqual({ status: 'moved', jobId: '' })
  expect(await everything()).toEqual(before)
  await enqueueListed(first!)
  expect((await enqueueListed(first!, 'other')).status).toBe('moved')
})

test('messages that differ only beyond the size limit are told apart by their length', async () => {
  const [first] = await push('x'.repeat(LIMIT + 5))
  await fleet.redis.del(KEYS.requests)
  await push('x'.repeat(LIMIT + 6))
  expect((await enqueueListed(first!)).status).toBe('moved')
})

test('an id in flight is a duplicate: it leaves the list and names the job', async () => {
  await add(fleet, jobDataOf())
  const [first] = await push('again')
  expect(await enqueueListed(first!)).toEqual({ status: 'duplicate', jobId: 'r0000000000000001' })
  expect(await fleet.redis.llen(KEYS.requests)).toBe(0)
  expect(await fleet.redis.hgetall(KEYS.ledgerTotals)).toMatchObject({ accepted: '1', duplicates: '1' })
})

test('an id is a duplicate while its reply is unread, and served again after', async () => {
  const data = jobDataOf()
  await settle(fleet.redis, fleet.settings.queue, settlementOf(await add(fleet, data), data))
  await fleet.redis.lpush(data.replyKey, 'a reply to another id')
  const job = { data, options: { delayMs: 0, maxQueued: 0 } }
  expect(await enqueue(fleet.redis, fleet.settings.queue, job)).toEqual({ status: 'duplicate', jobId: '' })
  await expect(submit(fleet.redis, fleet.settings.queue, job)).rejects.toMatchObject({ code: 'CCSP_REQUEST_DUPLICATE' })
  await fleet.redis.rpop(data.replyKey)
  expect(await enqueue(fleet.redis, fleet.settings.queue, job)).toEqual({ status: 'queued', jobId: 'r0000000000000002' })
})

test('the same id of another agent is another request', async () => {
  await add(fleet, jobDataOf())
  expect(await add(fleet, jobDataOf({ fromAgent: 'somebody-else' }))).toBe('r0000000000000002')
})

test('an id whose job vanished is served again', async () => {
  const jobId = await add(fleet, jobDataOf())
  await fleet.redis.del(fleet.queue.toKey(jobId))
  expect(await add(fleet, jobDataOf())).toBe('r0000000000000002')
})

test('a full queue leaves the message where it is', async () => {
  await add(fleet, jobDataOf({ requestId: 'a' }))
  await add(fleet, jobDataOf({ requestId: 'b' }), { delayMs: 60_000 })
  const [first] = await push('one')
  expect(await enqueueListed(first!, 'c', 2)).toEqual({ status: 'full', jobId: '' })
  expect(await fleet.redis.lrange(KEYS.requests, 0, -1)).toEqual(['one'])
  expect((await enqueueListed(first!, 'c', 3)).status).toBe('queued')
  const job = { data: jobDataOf({ requestId: 'd' }), options: { delayMs: 0, maxQueued: 3 } }
  await expect(submit(fleet.redis, fleet.settings.queue, job)).rejects.toMatchObject({
    code: 'CCSP_QUEUE_FULL',
    isRetryable: true,
  })
})

test('ids are of one width and increase, whatever the client calls its requests', async () => {
  await fleet.redis.set(KEYS.sequence, 998)
  const ids: string[] = []
  for (const requestId of ['0', 'wait', '17', 'a:b', '__proto__', '\0']) ids.push(await add(fleet, jobDataOf({ requestId })))
  expect(ids.map((id) => id.length)).toEqual(ids.map(() => 17))
  expect(ids).toEqual(ids.toSorted())
  expect(ids[0]).toBe('r0000000000000999')
})

test('racing calls for one message put it on the queue once', async () => {
  const [first] = await push('one')
  const results = await Promise.all(Array.from({ length: 20 }, async (_, index) => enqueueListed(first!, `id-${index}`)))
  expect(results.filter(({ status }) => status === 'queued')).toHaveLength(1)
  expect(await fleet.queue.getPrioritizedCount()).toBe(1)
})

test('Redis hands jobs out by priority, oldest first within each', async () => {
  const given = new Map<Priority, string[]>(PRIORITIES.map((priority) => [priority, []]))
  for (let index = 0; index < 200; index += 1) {
    const priority = PRIORITIES[(index * 7 + (index >> 3)) % 4]!
    given.get(priority)!.push(await add(fleet, jobDataOf({ requestId: `id-${index}`, priority })))
  }
  let done = 0
  const finished = Promise.withResolvers<void>()
  const worker = new Worker(fleet.queue.name, async () => void (++done === 200 && finished.resolve()), {
    connection: fleet.redis,
    concurrency: 4,
  })
  await finished.promise
  await worker.close()
  expect(await handedOut(fleet)).toEqual(PRIORITIES.flatMap((priority) => given.get(priority)!))
})

test('a delayed request waits for its time, then takes its place by priority', async () => {
  const late = await add(fleet, jobDataOf({ requestId: 'late', priority: 'urgent' }), { delayMs: 400 })
  const now = await add(fleet, jobDataOf({ requestId: 'now', priority: 'low' }))
  const started: [string, number][] = []
  const finished = Promise.withResolvers<void>()
  const began = Date.now()
  const worker = new Worker(
    fleet.queue.name,
    async (job) => void (started.push([job.id!, Date.now() - began]) === 2 && finished.resolve()),
    { connection: fleet.redis },
  )
  await finished.promise
  await worker.close()
  expect(started.map(([id]) => id)).toEqual([now, late])
  expect(started[1]![1]).toBeGreaterThanOrEqual(390)
})

test('a reply key that is no list counts as read', async () => {
  const data = jobDataOf()
  const jobId = await add(fleet, data)
  await fleet.redis.set(data.replyKey, 'not a list')
  await settle(fleet.redis, fleet.settings.queue, settlementOf(jobId, data))
  expect(await add(fleet, data)).toBe('r0000000000000002')
})
