import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startRedis } from './redis-server.ts'

const isAlive = (pid: number) => existsSync(`/proc/${pid}`)

test('a started server answers and leaves neither process nor folder', async () => {
  let pid = 0
  let dir = ''
  {
    await using redis = await startRedis()
    ;({ pid, dir } = redis)
    expect(await redis.client().ping()).toBe('PONG')
    expect(isAlive(pid)).toBe(true)
  }
  expect(isAlive(pid)).toBe(false)
  expect(existsSync(dir)).toBe(false)
})

test('servers started together do not meet', async () => {
  const servers = await Promise.all([startRedis(), startRedis(), startRedis()])
  expect(new Set(servers.map((server) => server.port)).size).toBe(3)
  await servers[0].client().set('a', '1')
  expect(await servers[1].client().get('a')).toBeNull()
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
})

test('a password is required and part of the url', async () => {
  await using redis = await startRedis({ password: 'p@ss/word' })
  expect(await redis.client().ping()).toBe('PONG')
  await expect(redis.client({ password: '', maxRetriesPerRequest: 0 }).ping()).rejects.toThrow(/NOAUTH/)
  expect(new URL(redis.url).password).toBe(encodeURIComponent('p@ss/word'))
})

test('a kill and a restart keep port and appended data', async () => {
  await using redis = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] })
  const { port, pid } = redis
  await redis.client().set('kept', 'yes')
  await redis.kill('SIGKILL')
  expect(isAlive(pid)).toBe(false)
  await redis.restart()
  expect(redis.port).toBe(port)
  expect(redis.pid).not.toBe(pid)
  expect(await redis.client().get('kept')).toBe('yes')
})

test('a stopped server does not answer until it is continued', async () => {
  await using redis = await startRedis()
  const client = redis.client()
  await client.ping()
  await redis.kill('SIGSTOP')
  const reply = client.ping()
  const first = await Promise.race([reply, new Promise((resolve) => setTimeout(resolve, 100, 'silence'))])
  expect(first).toBe('silence')
  await redis.kill('SIGCONT')
  expect(await reply).toBe('PONG')
})

test('a given folder is kept', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ccsp-kept-'))
  {
    await using redis = await startRedis({ dir })
    await redis.client().set('a', '1')
  }
  expect(existsSync(dir)).toBe(true)
  await rm(dir, { recursive: true })
})

test('a server that cannot start rejects with its log', async () => {
  await expect(startRedis({ args: ['--no-such-option', '1'] })).rejects.toThrow(/no-such-option/)
})
