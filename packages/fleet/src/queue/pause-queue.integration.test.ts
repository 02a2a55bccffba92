import { Worker } from 'bullmq'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { KEYS } from '../contract/keys.ts'
import { add, connected, jobDataOf, startFleet, type TestFleet } from '../fleet.test-support.ts'
import { parsePause, pauseQueue, resumeQueue, resumeWhenDue } from './pause-queue.ts'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
})
afterAll(async () => fleet[Symbol.asyncDispose]())
beforeEach(async () => void (await fleet.redis.flushall()))

const NOW = Date.parse('2026-01-01T12:00:00Z')
const info = (until: string | null) => ({ by: 'operator', reason: 'upgrade', at: '2026-01-01T11:00:00.000Z', until })

test('a paused queue hands out nothing until it is resumed', async () => {
  await pauseQueue(fleet.redis, fleet.queue, info(null))
  await add(fleet, jobDataOf())
  let served = 0
  const done = Promise.withResolvers<void>()
  const worker = new Worker(
    fleet.queue.name,
    async () => {
      served += 1
      done.resolve()
    },
    { connection: fleet.redis },
  )
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(served).toBe(0)
  await resumeQueue(fleet.redis, fleet.queue)
  await done.promise
  await worker.close()
  expect(await fleet.redis.exists(KEYS.pause)).toBe(0)
})

test('a pause with an end ends by itself, not before; one without never', async () => {
  await pauseQueue(fleet.redis, fleet.queue, info('2026-01-01T12:00:00.000Z'))
  expect(await resumeWhenDue(fleet.redis, fleet.queue, NOW - 1)).toBe(false)
  expect(await fleet.queue.isPaused()).toBe(true)
  expect(await resumeWhenDue(fleet.redis, fleet.queue, NOW)).toBe(true)
  expect(await fleet.queue.isPaused()).toBe(false)
  expect(await resumeWhenDue(fleet.redis, fleet.queue, NOW)).toBe(false)
  await pauseQueue(fleet.redis, fleet.queue, info(null))
  expect(await resumeWhenDue(fleet.redis, fleet.queue, NOW * 2)).toBe(false)
})

test('the end of an old pause never ends a newer one', async () => {
  await pauseQueue(fleet.redis, fleet.queue, info('2026-01-01T12:00:00.000Z'))
  using other = connected(fleet.settings, 'service')
  await other.redis.ping()
  // The new pause comes between the look at the old one and its end.
  const late = Object.create(fleet.redis, {
    get: {
      value: async (key: string) => {
        const text = await fleet.redis.get(key)
        await pauseQueue(other.redis, fleet.queue, info(null))
        return text
      },
    },
  }) as typeof fleet.redis
  expect(await resumeWhenDue(late, fleet.queue, NOW)).toBe(false)
  expect(await fleet.queue.isPaused()).toBe(true)
  expect(parsePause((await fleet.redis.get(KEYS.pause)) ?? '')).toEqual(info(null))
})

test('of many daemons one ends a pause', async () => {
  await pauseQueue(fleet.redis, fleet.queue, info('2026-01-01T12:00:00.000Z'))
  const done = await Promise.all(Array.from({ length: 10 }, async () => resumeWhenDue(fleet.redis, fleet.queue, NOW)))
  expect(done.filter(Boolean)).toHaveLength(1)
})

test.each(['', 'null', '[]', '{}', '{"by":1,"reason":"","at":""}'])('%j is no pause', (text) => {
  expect(parsePause(text)).toBeNull()
})
