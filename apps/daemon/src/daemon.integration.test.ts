import { execFile } from 'node:child_process'
import { access, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Snapshot } from '@ccsp/fleet'
import { expectNoProcesses, findFreePort, findProgram, startRedis } from '@ccsp/testkit'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { startDaemon } from './daemon-process.test-support.ts'

test('serves, tells of itself, says loudly that it simulates, and stops without a trace', async () => {
  await using daemon = await startDaemon()
  await daemon.until('/ready', 200)
  expect((await daemon.get('/health')).body).toBe('{"status":"ok"}\n')
  const runtimeFile = join(daemon.stateDirectory, 'run/ccspd.json')
  expect((await stat(runtimeFile)).mode & 0o777).toBe(0o600)
  await expect.poll(() => daemon.stdout(), { timeout: 10_000 }).toMatch(/SIMULATION[\s\S]*\[simulated\]/)
  const { body } = await daemon.get('/metrics')
  expect(body).toMatch(/^ccsp_simulation 1$/m)
  expect(body).toMatch(/^ccsp_session_status 1$/m)
  expect(body).toMatch(/^ccsp_queue_size\{priority="urgent"\} 0$/m)
  expect(body).toMatch(/^ccsp_tasks_processed_total\{status="success"\} 1$/m)
  expect(body).toMatch(/^ccsp_process_resident_memory_bytes \d+/m)
  const snapshot = JSON.parse((await daemon.get('/status')).body) as Snapshot
  expect(snapshot.fleet?.instances).toMatchObject([{ pid: daemon.child.pid, isAlive: true, mode: 'simulator' }])
  expect((await daemon.get('/nothing')).status).toBe(404)
  expect(await daemon.stop()).toBe(0)
  await expect(access(runtimeFile)).rejects.toThrow('ENOENT')
  await expectNoProcesses(daemon.stateDirectory)
})

test('the first SIGTERM lets a running request finish, and refuses to be ready meanwhile', async () => {
  await using daemon = await startDaemon({ CCSP_SIMULATOR_LATENCY_MS: '1500' })
  await daemon.until('/ready', 200)
  const redis = new Redis(await daemon.redisUrl())
  await redis.lpush('ccsp:requests', JSON.stringify({ requestId: 'slow', fromAgent: 'drain', type: 't', prompt: 'p' }))
  await expect
    .poll(async () =>
      (JSON.parse((await daemon.get('/status')).body) as Snapshot).fleet?.running.some(({ run }) => run?.fromAgent === 'drain'),
    )
    .toBe(true)
  const stopped = daemon.stop()
  await daemon.until('/ready', 503)
  const [, reply] = (await redis.brpop('ccsp:responses:drain', 10)) ?? []
  expect(JSON.parse(reply ?? 'null')).toMatchObject({ requestId: 'slow', success: true })
  redis.disconnect()
  expect(await stopped).toBe(0)
})

test('what is on the queue survives a restart', async () => {
  await using first = await startDaemon()
  await first.until('/ready', 200)
  const redis = new Redis(await first.redisUrl())
  await redis.set('kept', 'yes')
  redis.disconnect()
  expect(await first.stop()).toBe(0)
  const second = await startDaemon({ CCSP_PATHS_STATE_DIRECTORY: first.stateDirectory })
  await second.until('/ready', 200)
  const again = new Redis(await second.redisUrl())
  expect(await again.get('kept')).toBe('yes')
  again.disconnect()
  expect(await second.stop()).toBe(0)
})

test('a taken port and a taken state folder are clear errors', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await using blocked = await startDaemon({ CCSP_HTTP_PORT: String(port) })
  expect((await once(blocked.child, 'close'))[0]).toBe(4)
  expect(blocked.stderr()).toContain('CCSP_PORT_TAKEN')
  server.close()
  await using owner = await startDaemon()
  await owner.until('/ready', 200)
  const second = await startDaemon({ CCSP_PATHS_STATE_DIRECTORY: owner.stateDirectory })
  expect((await once(second.child, 'close'))[0]).toBe(4)
  expect(second.stderr()).toContain('CCSP_REDIS_IN_USE')
  await owner.until('/ready', 200)
})

test('without Redis it lives, is not ready, shows no false zero; it serves as soon as Redis is there', async () => {
  const port = await findFreePort()
  await using daemon = await startDaemon({ CCSP_REDIS_URL: `redis://127.0.0.1:${port}` })
  await daemon.until('/health', 200)
  expect((await daemon.get('/ready')).status).toBe(503)
  const { body } = await daemon.get('/metrics')
  expect(body).toMatch(/^ccsp_redis_up 0$/m)
  expect(body).not.toContain('ccsp_queue_size')
  expect(JSON.parse((await daemon.get('/status')).body)).toMatchObject({
    isFresh: false,
    problem: { code: 'CCSP_REDIS_UNREACHABLE' },
    fleet: null,
  })
  await using _redis = await startRedis({ port })
  await daemon.until('/ready', 200)
  expect(await daemon.stop()).toBe(0)
})

test('stopping while it waits for Redis is a clean stop', async () => {
  await using daemon = await startDaemon({ CCSP_REDIS_URL: `redis://127.0.0.1:${await findFreePort()}` })
  await daemon.until('/health', 200)
  expect(await daemon.stop()).toBe(0)
})

test('a wrong password is said by its code, and the daemon stays up for its correction', async () => {
  await using redis = await startRedis({ password: 'right' })
  await using daemon = await startDaemon({
    CCSP_REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    CCSP_REDIS_PASSWORD: 'wrong-one-indeed',
  })
  await daemon.until('/health', 200)
  await expect.poll(() => daemon.stderr(), { timeout: 5_000 }).toContain('CCSP_REDIS_AUTH')
  expect(daemon.stderr()).not.toContain('wrong-one-indeed')
  expect(daemon.child.exitCode).toBeNull()
  expect(JSON.parse((await daemon.get('/status')).body)).toMatchObject({ isFresh: false, problem: { code: 'CCSP_REDIS_AUTH' } })
  expect(await daemon.stop()).toBe(0)
})

test('the embedded server has its password in no argument', async () => {
  await using daemon = await startDaemon()
  await daemon.until('/ready', 200)
  const { password } = new URL(await daemon.redisUrl())
  const pid = (await readFile(join(daemon.stateDirectory, 'redis/redis.pid'), 'utf8')).trim()
  expect(password.length).toBeGreaterThan(20)
  expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(password)
  expect(daemon.stdout() + daemon.stderr()).not.toContain(password)
})

test('an embedded server that is killed is started again, and the daemon serves on', async () => {
  await using daemon = await startDaemon()
  await daemon.until('/ready', 200)
  const pidPath = join(daemon.stateDirectory, 'redis/redis.pid')
  const pid = Number(await readFile(pidPath, 'utf8'))
  process.kill(pid, 'SIGKILL')
  // How long it is away is a matter of milliseconds: another server is the proof that this one ended.
  await expect.poll(async () => Number(await readFile(pidPath, 'utf8').catch(() => pid)), { timeout: 10_000 }).not.toBe(pid)
  await daemon.until('/ready', 200)
  const redis = new Redis(await daemon.redisUrl())
  await redis.lpush('ccsp:requests', JSON.stringify({ requestId: 'after', fromAgent: 'killed', type: 't', prompt: 'p' }))
  const [, reply] = (await redis.brpop('ccsp:responses:killed', 10)) ?? []
  expect(JSON.parse(reply ?? 'null')).toMatchObject({ requestId: 'after', success: true })
  redis.disconnect()
  expect(await daemon.stop()).toBe(0)
  await expectNoProcesses(daemon.stateDirectory)
})

test('the address in the runtime file works for redis-cli as it stands', async () => {
  await using daemon = await startDaemon()
  await daemon.until('/ready', 200)
  const { stdout } = await promisify(execFile)(findProgram('redis-cli'), [
    '--no-auth-warning',
    '-u',
    await daemon.redisUrl(),
    'PING',
  ])
  expect(stdout).toBe('PONG\n')
})
