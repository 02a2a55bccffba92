import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort, findProgram } from '@ccsp/testkit'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { settingsOf } from '../fleet.test-support.ts'
import { type EmbeddedRedis, startEmbeddedRedis } from './embedded.ts'

let folder = ''
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'ccsp-embedded-')))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

const configOf = (embeddedPort = 0) =>
  settingsOf('redis://unused', { 'redis.embeddedProgram': findProgram('redis-server'), 'redis.embeddedPort': embeddedPort }).redis
const start = async (port?: number): Promise<EmbeddedRedis> =>
  startEmbeddedRedis(configOf(port), folder, new AbortController().signal)
/** What is dead but not yet waited for by its adoptive parent counts as gone. */
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

async function using_<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url)
  try {
    return await work(redis)
  } finally {
    redis.disconnect()
  }
}

test('data is kept between runs, and a stopped server is gone', async () => {
  const first = await start()
  await using_(first.url, async (redis) => redis.set('kept', 'yes'))
  expect(await using_(first.url, async (redis) => redis.config('GET', 'maxmemory-policy'))).toEqual([
    'maxmemory-policy',
    'noeviction',
  ])
  await first[Symbol.asyncDispose]()
  expect(isAlive(first.pid)).toBe(false)
  await using second = await start()
  expect(await using_(second.url, async (redis) => redis.get('kept'))).toBe('yes')
})

test('it needs its password, listens on loopback alone, and tells the password to nobody', async () => {
  await using server = await start()
  const { password, port } = new URL(server.url)
  expect(password.length).toBeGreaterThan(20)
  const stranger = new Redis(Number(port), '127.0.0.1', { retryStrategy: () => null })
  stranger.on('error', () => {})
  await expect(stranger.ping()).rejects.toThrow(/NOAUTH/)
  stranger.disconnect()
  for (const pid of [server.pid, process.pid]) expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(password)
  expect(await readFile(`/proc/${server.pid}/environ`, 'utf8')).not.toContain(password)
  for (const file of ['redis.conf', 'password']) expect((await stat(join(folder, 'redis', file))).mode & 0o777).toBe(0o600)
  expect(await using_(server.url, async (redis) => redis.config('GET', 'bind'))).toEqual(['bind', '127.0.0.1'])
})

test('a taken port is left to its owner', async () => {
  const port = await findFreePort()
  const owner = createServer().listen(port, '127.0.0.1')
  await once(owner, 'listening')
  await using server = await start(port)
  expect(new URL(server.url).port).not.toBe(String(port))
  owner.close()
})

test('the wanted port is used when it is free', async () => {
  const port = await findFreePort()
  await using server = await start(port)
  expect(new URL(server.url).port).toBe(String(port))
})

test('a second owner of a folder is refused, of two at the same moment one; the server in use stays', async () => {
  {
    await using server = await start()
    await expect(start()).rejects.toMatchObject({ code: 'CCSP_REDIS_IN_USE', details: { pid: process.pid } })
    expect(await using_(server.url, async (redis) => redis.ping())).toBe('PONG')
  }
  const both = await Promise.allSettled([start(), start()])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  for (const one of both) if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]()
})

const OWNER = `
import { startEmbeddedRedis } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))}
const server = await startEmbeddedRedis(JSON.parse(process.argv[2]), process.argv[3], new AbortController().signal)
process.stdout.write(JSON.stringify({ pid: server.pid, url: server.url }))
`

async function startOwner(): Promise<{ owner: ChildProcess; pid: number; url: string }> {
  const script = join(folder, 'owner.mjs')
  await writeFile(script, OWNER)
  const owner = spawn(process.execPath, ['--conditions=@ccsp/source', script, JSON.stringify(configOf()), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [chunk] = await once(owner.stdout, 'data')
  return { owner, ...(JSON.parse(String(chunk)) as { pid: number; url: string }) }
}

test('another process that owns the folder is named; what it leaves when killed is ended first, with its data kept', async () => {
  const { owner, pid, url } = await startOwner()
  await using_(url, async (redis) => redis.set('kept', 'yes'))
  await expect(start()).rejects.toMatchObject({ code: 'CCSP_REDIS_IN_USE', details: { pid: owner.pid } })
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  expect(isAlive(pid)).toBe(true)
  await using server = await start()
  expect(isAlive(pid)).toBe(false)
  expect(await using_(server.url, async (redis) => redis.get('kept'))).toBe('yes')
})

test('a program that is missing or ends at once is told as such, and the folder is free again', async () => {
  await expect(
    startEmbeddedRedis({ ...configOf(), embeddedProgram: 'no-such-redis' }, folder, new AbortController().signal),
  ).rejects.toMatchObject({ code: 'CCSP_REDIS_SERVER_MISSING' })
  await expect(
    startEmbeddedRedis({ ...configOf(), embeddedProgram: 'false' }, folder, new AbortController().signal),
  ).rejects.toMatchObject({ code: 'CCSP_REDIS_SERVER_FAILED', details: { reason: 'exit code 1' } })
  await using server = await start()
  expect(isAlive(server.pid)).toBe(true)
})

test('a start that is called off leaves no process', async () => {
  const stop = new AbortController()
  const starting = startEmbeddedRedis({ ...configOf(), embeddedProgram: process.execPath }, folder, stop.signal)
  setTimeout(() => stop.abort(new Error('called off')), 150)
  await expect(starting).rejects.toThrow()
  await using _server = await start()
})

test('a server that ends by itself is started again, on the same port', async () => {
  await using server = await start()
  const { pid, url } = server
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => server.pid !== pid && isAlive(server.pid), { timeout: 5_000 }).toBe(true)
  const client = new Redis(url)
  expect(await client.ping()).toBe('PONG')
  client.disconnect()
})
