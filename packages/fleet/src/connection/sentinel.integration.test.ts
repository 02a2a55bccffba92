import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort, findProgram, startRedis } from '@ccsp/testkit'
import { expect, test, vi } from 'vitest'
import { connected, settingsOf } from '../fleet.test-support.ts'

async function startSentinel(masterPort: number): Promise<{ port: number } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'ccsp-sentinel-'))
  const port = await findFreePort()
  const config = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${folder}`,
    'sentinel resolve-hostnames no',
    `sentinel monitor main 127.0.0.1 ${masterPort} 1`,
    'sentinel down-after-milliseconds main 500',
    'sentinel failover-timeout main 5000',
    '',
  ]
  await writeFile(join(folder, 'sentinel.conf'), config.join('\n'))
  const child = spawn(findProgram('redis-server'), [join(folder, 'sentinel.conf'), '--sentinel'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

test('when the master dies, work goes on with the replica that Sentinel made the new one', { timeout: 60_000 }, async () => {
  await using master = await startRedis()
  await using replica = await startRedis({
    args: ['--replicaof', '127.0.0.1', String(master.port), '--repl-diskless-sync-delay', '0'],
  })
  await using sentinel = await startSentinel(master.port)
  const settings = settingsOf('', {
    'redis.url': undefined,
    'redis.sentinels': [`127.0.0.1:${sentinel.port}`],
    'redis.sentinelName': 'main',
  })
  using connection = connected(settings, 'service')
  expect(await connection.redis.set('before', '1')).toBe('OK')
  expect(connection.redis.stream.remotePort).toBe(master.port)
  await vi.waitFor(async () => expect(await replica.client().get('before')).toBe('1'), { timeout: 20_000, interval: 100 })
  // Sentinel learns of the replica from the master, every ten seconds.
  using watcher = connected(settingsOf(`redis://127.0.0.1:${sentinel.port}`), 'service')
  await vi.waitFor(async () => expect(await watcher.redis.call('SENTINEL', 'REPLICAS', 'main')).toHaveLength(1), {
    timeout: 20_000,
    interval: 200,
  })
  await master.kill('SIGKILL')
  const began = performance.now()
  expect(await connection.redis.set('after', '1')).toBe('OK')
  console.log(`failover: a write waited ${Math.round(performance.now() - began)} ms`)
  expect(connection.redis.stream.remotePort).toBe(replica.port)
  expect(await connection.redis.get('before')).toBe('1')
})
