import { expect, test } from 'vitest'
import { healthKey, KEYS, loadKey } from './contract/keys.ts'
import { startFleet } from './fleet.test-support.ts'
import { beat, forgetDeadInstances, sayGoodbye } from './instances.ts'

const NOW = Date.parse('2026-01-01T12:00:00Z')

test('a daemon is known while it beats, silent after a minute, forgotten after an hour', async () => {
  await using fleet = await startFleet()
  const { redis } = fleet
  const heartbeat = {
    instanceId: 'ccsp:host:1',
    hostname: 'host',
    pid: 1,
    startedAt: NOW,
    activeRequests: 2,
    capacity: 4,
    mode: 'claude',
    status: 'ready',
  } as const
  await beat(redis, heartbeat, NOW)
  expect(JSON.parse((await redis.hget(KEYS.instances, 'ccsp:host:1')) ?? '')).toEqual({
    hostname: 'host',
    pid: 1,
    startTime: '2026-01-01T12:00:00.000Z',
    lastUpdate: '2026-01-01T12:00:00.000Z',
    mode: 'claude',
  })
  expect(JSON.parse((await redis.get(loadKey('ccsp:host:1'))) ?? '')).toMatchObject({ activeRequests: 2, capacity: 4 })
  expect(await redis.pttl(healthKey('ccsp:host:1'))).toBeGreaterThan(59_000)
  await redis.hset(KEYS.instances, 'broken', '{', 'null', 'null')
  expect(await forgetDeadInstances(redis, NOW + 3_600_000)).toBe(2)
  expect(await forgetDeadInstances(redis, NOW + 3_600_001)).toBe(1)
  expect(await redis.exists(KEYS.instances)).toBe(0)
})

test('a daemon that says goodbye leaves nothing', async () => {
  await using fleet = await startFleet()
  await beat(
    fleet.redis,
    {
      instanceId: 'i',
      hostname: 'h',
      pid: 1,
      startedAt: 0,
      activeRequests: 0,
      capacity: 1,
      mode: 'simulator',
      status: 'draining',
    },
    NOW,
  )
  await sayGoodbye(fleet.redis, 'i')
  expect(await fleet.redis.keys('ccsp:*')).toEqual([])
})
