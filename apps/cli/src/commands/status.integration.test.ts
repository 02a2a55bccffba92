import { readFileSync } from 'node:fs'
import { findFreePort, startRedis } from '@ccsp/testkit'
import { expect, test } from 'vitest'
import { ccsp, envOf } from '../cli.test-support.ts'

test('status tells of a service without instances, in both languages', async () => {
  await using server = await startRedis()
  const english = await ccsp(['status'], { env: envOf(server) })
  expect(english).toMatchObject({ code: 0, stderr: '' })
  expect(english.stdout).toContain('Service instances\n  None runs: requests wait until one is started.\n')
  expect(english.stdout).toContain('  PRIORITY     WAITING  OLDEST\n  urgent       0        -\n')
  const japanese = await ccsp(['status', '--lang', 'ja'], { env: envOf(server) })
  expect(japanese.stdout).toContain('サービスのインスタンス\n  動作していません。')
})

test('status shows instances, runs, login and limits, and neutralises what they hold', async () => {
  await using server = await startRedis()
  const client = server.client()
  const now = new Date().toISOString()
  await client.hset(
    'ccsp:instances',
    'ccsp:h:1',
    JSON.stringify({ hostname: 'h', pid: 1, startTime: now, lastUpdate: now, mode: 'simulator' }),
  )
  await client.set('ccsp:health:ccsp:h:1', '{}')
  await client.set('ccsp:load:ccsp:h:1', JSON.stringify({ activeRequests: 1, capacity: 2 }))
  await client.hset('ccsp:instances', 'ccsp:\u001b[31m:2', JSON.stringify({ startTime: now, lastUpdate: now }))
  await client.set('ccsp:session:state', JSON.stringify({ blocked: true, blockedAt: now }))
  await client.hset(
    'ccsp:limits',
    'five_hour',
    JSON.stringify({ status: 'rejected', resetsAt: now, utilization: 0.987, at: now }),
  )
  await client.lpush('bull:ccsp-queue:active', 'r9')
  await client.hset(
    'bull:ccsp-queue:r9',
    'processedOn',
    String(Date.now() - 60_000),
    'progress',
    JSON.stringify({ runId: 'x', fromAgent: 'evil\u0007', requestId: 'q' }),
  )
  const { code, stdout } = await ccsp(['status'], { env: envOf(server) })
  expect(code).toBe(0)
  expect(stdout).toMatch(/ccsp:h:1 +alive +1\/2 +simulator/)
  expect(stdout).toMatch(/ccsp:\\u001b\[31m:2 +SILENT +-\/- +-/)
  expect(stdout).toContain('SIMULATION: at least one instance makes replies up.')
  expect(stdout).toMatch(/r9 +1m +evil\\u0007 +q/)
  expect(stdout).toMatch(/BLOCKED since \d{4}-/)
  expect(stdout).toMatch(/five_hour +rejected +99 % +\d{4}-/)
})

test('a frozen Redis gives a picture that says so within two seconds, and exit code 4', async () => {
  await using server = await startRedis()
  await server.kill('SIGSTOP')
  await expect.poll(() => readFileSync(`/proc/${server.pid}/stat`, 'utf8')).toMatch(/^\d+ \(.*\) T /)
  const began = performance.now()
  const { code, stdout } = await ccsp(['status'], { env: envOf(server) })
  const tookMs = performance.now() - began
  await server.kill('SIGCONT')
  expect({ code, isInTime: tookMs < 2_000 }).toEqual({ code: 4, isInTime: true })
  expect(stdout).toMatch(
    /^STALE since \d{4}-.*: CCSP_REDIS_TIMEOUT .* did not answer within 1000 ms\n\nRedis has not answered: nothing is known about the service\.\n$/,
  )
})

test('an absent Redis gives a picture without numbers and exit code 4', async () => {
  const env = { CCSP_REDIS_URL: `redis://127.0.0.1:${await findFreePort()}` }
  const { code, stdout } = await ccsp(['status', '--json'], { env })
  expect(code).toBe(4)
  expect(JSON.parse(stdout)).toMatchObject({
    isFresh: false,
    staleSince: expect.any(String),
    problem: { code: 'CCSP_REDIS_UNREACHABLE' },
    fleet: null,
  })
  expect(await ccsp(['queue', 'list'], { env })).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringMatching(/^error CCSP_REDIS_UNREACHABLE: .*ECONNREFUSED/),
  })
})

test('a wrong password is told as such and never shown', async () => {
  await using server = await startRedis({ password: 'right-password' })
  const env = { CCSP_REDIS_URL: `redis://127.0.0.1:${server.port}`, CCSP_REDIS_PASSWORD: 'wrong-password' }
  for (const line of ['queue list', 'submit x', 'queue pause']) {
    const ran = await ccsp(line.split(' '), { env })
    expect(ran).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/^error CCSP_REDIS_AUTH: .*WRONGPASS/) })
    expect(ran.stderr).not.toContain('wrong-password')
  }
  expect(await ccsp(['status'], { env })).toMatchObject({ code: 4, stdout: expect.stringContaining('CCSP_REDIS_AUTH') })
  expect(await ccsp(['status'], { env: envOf(server) })).toMatchObject({ code: 0 })
})

test('a command on a frozen Redis ends with exit code 7 in the configured time', async () => {
  await using server = await startRedis()
  await server.kill('SIGSTOP')
  const env = { ...envOf(server), CCSP_REDIS_COMMAND_TIMEOUT_MS: '300' }
  const ran = await ccsp(['queue', 'list'], { env })
  await server.kill('SIGCONT')
  expect(ran).toMatchObject({ code: 7, stdout: '', stderr: expect.stringContaining('error CCSP_REDIS_TIMEOUT') })
})
