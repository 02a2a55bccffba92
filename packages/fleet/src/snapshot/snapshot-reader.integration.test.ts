import { findFreePort, startRedis } from '@ccsp/testkit'
import { expect, test, vi } from 'vitest'
import { add, jobDataOf, settingsOf, startFleet } from '../fleet.test-support.ts'
import { beat } from '../instances.ts'
import { startRecordingProxy } from '../recording-proxy.test-support.ts'
import { openSnapshotReader, type SnapshotReader } from './snapshot-reader.ts'

async function untilFresh(reader: SnapshotReader): Promise<void> {
  await vi.waitFor(async () => expect(await reader.readSnapshot()).toMatchObject({ isFresh: true, problem: null }), {
    timeout: 15_000,
    interval: 50,
  })
}

test('a picture of a large fleet takes two round trips, and no command that walks the key space', async () => {
  await using fleet = await startFleet()
  for (let index = 0; index < 500; index += 1) await add(fleet, jobDataOf({ requestId: `id-${index}` }))
  for (let index = 0; index < 20; index += 1) {
    await beat(
      fleet.redis,
      {
        instanceId: `i-${index}`,
        hostname: 'h',
        pid: index,
        startedAt: 0,
        activeRequests: 0,
        capacity: 1,
        mode: 'claude',
        status: 'ready',
      },
      Date.now(),
    )
  }
  await using proxy = await startRecordingProxy(fleet.server.port)
  using reader = openSnapshotReader(settingsOf(`redis://127.0.0.1:${proxy.port}`))
  await untilFresh(reader)
  await fleet.redis.config('RESETSTAT')
  proxy.reset()
  const snapshot = await reader.readSnapshot()
  expect(snapshot.fleet).toMatchObject({ queue: { waiting: 500 }, instances: { length: 20 } })
  expect(proxy.roundTrips).toBe(2)
  const calls = new Map(
    [...(await fleet.redis.info('commandstats')).matchAll(/cmdstat_(\S+?):calls=(\d+)/g)].map(([, name, count]) => [
      name!,
      Number(count),
    ]),
  )
  expect(calls.get('exec')).toBe(2)
  for (const name of ['keys', 'scan', 'hscan', 'sscan', 'zscan', 'smembers', 'sort']) expect(calls.has(name)).toBe(false)
})

test('while Redis hangs the picture is told as stale since when, within its time, and keeps the last values', async () => {
  await using fleet = await startFleet()
  await add(fleet, jobDataOf())
  using reader = openSnapshotReader(settingsOf(fleet.server.url, { 'redis.commandTimeoutMs': 1_000 }), { timeoutMs: 300 })
  const before = await reader.readSnapshot()
  await fleet.server.kill('SIGSTOP')
  for (let round = 0; round < 8; round += 1) {
    const began = performance.now()
    const stale = await reader.readSnapshot()
    expect(performance.now() - began).toBeLessThan(900)
    expect(stale).toMatchObject({ isFresh: false, staleSince: before.at, fleet: { queue: { waiting: 1 } } })
    expect(stale.problem?.code).toMatch(/^CCSP_REDIS_(TIMEOUT|UNREACHABLE)$/)
  }
  await fleet.server.kill('SIGCONT')
  await untilFresh(reader)
})

test('a Redis that hangs from the first moment gives no picture, not zeros', async () => {
  await using server = await startRedis()
  await server.kill('SIGSTOP')
  using reader = openSnapshotReader(settingsOf(server.url), { timeoutMs: 200 })
  const snapshot = await reader.readSnapshot()
  expect(snapshot).toMatchObject({ isFresh: false, fleet: null, problem: { code: 'CCSP_REDIS_TIMEOUT' } })
  expect(Date.parse(snapshot.staleSince!)).toBeLessThanOrEqual(Date.now())
  await server.kill('SIGCONT')
  await untilFresh(reader)
})

test('a Redis that comes up later is found, and found again after it was killed', async () => {
  const port = await findFreePort()
  using reader = openSnapshotReader(settingsOf(`redis://127.0.0.1:${port}`))
  expect(await reader.readSnapshot()).toMatchObject({ isFresh: false, fleet: null, problem: { code: 'CCSP_REDIS_UNREACHABLE' } })
  await using server = await startRedis({ port })
  await untilFresh(reader)
  await server.kill('SIGKILL')
  expect(await reader.readSnapshot()).toMatchObject({ isFresh: false, problem: { code: 'CCSP_REDIS_UNREACHABLE' } })
  await server.restart()
  await untilFresh(reader)
})

test('a wrong password is told as that', async () => {
  await using server = await startRedis({ password: 'right-password' })
  for (const url of [server.url.replace('right', 'wrong'), `redis://127.0.0.1:${server.port}`]) {
    using reader = openSnapshotReader(settingsOf(url))
    for (let round = 0; round < 3; round += 1) {
      const snapshot = await reader.readSnapshot()
      expect(snapshot).toMatchObject({ isFresh: false, fleet: null, problem: { code: 'CCSP_REDIS_AUTH' } })
      expect(JSON.stringify(snapshot)).not.toContain('wrong-password')
    }
  }
})
