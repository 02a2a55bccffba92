import { type AgentDeps, type Executor, plainClassification, type RunOutcome, type RunSpec, startAgent } from '@ccsp/agent'
import { loadConfig } from '@ccsp/config'
import { startRedis, type TestRedis } from '@ccsp/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ccsp, envOf, type Ran, type RunOptions } from '../cli.test-support.ts'

let server: TestRedis
let agents: AsyncDisposableStack
beforeAll(async () => {
  server = await startRedis()
})
afterAll(async () => server[Symbol.asyncDispose]())
beforeEach(async () => {
  await server.client().flushall()
  agents = new AsyncDisposableStack()
})
afterEach(async () => agents.disposeAsync())

const silent = {
  child: () => silent,
  ...Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, () => {}])),
}

/** A daemon in this process that answers as `answer` says. */
async function serve(answer: (spec: RunSpec) => RunOutcome['classification']): Promise<void> {
  const config = loadConfig({
    argv: { 'redis.url': server.url },
    env: {},
    files: [],
    defaults: { stateDirectory: '/nonexistent' },
  })
  const executor: Executor = { kind: 'simulator', execute: async (spec) => ({ classification: answer(spec), durationMs: 1 }) }
  const logger = silent as unknown as AgentDeps['logger']
  agents.use(await startAgent(config, { executor, logger }, AbortSignal.timeout(20_000)))
}

const served = (result: string) => ({ ...plainClassification('success', 'never', 'stub'), result })
const run = (argv: readonly string[], options: RunOptions = {}): Promise<Ran> => ccsp(argv, { env: envOf(server), ...options })

test('--wait prints the result on standard output and nothing else there', async () => {
  await serve(({ prompt }) => served(`echo ${prompt}`))
  const ran = await run(['submit', 'hello', '--wait'])
  expect(ran).toEqual({
    code: 0,
    stdout: 'echo hello\n',
    stderr: 'note: job r0000000000000001 is on the queue; waiting for its reply\n',
  })
})

test('--wait --json prints the whole reply with the job id', async () => {
  await serve(({ prompt }) => served(prompt))
  const { stdout } = await run(['submit', '-', '--wait', '--json'], { stdin: 'from input' })
  expect(JSON.parse(stdout)).toMatchObject({ jobId: 'r0000000000000001', success: true, result: 'from input' })
})

test('a result reaches a program byte for byte and a terminal without its control characters', async () => {
  const result = '\u001b]0;owned\u0007 a\n\tb\u009b'
  await serve(() => served(result))
  expect((await run(['submit', 'x', '--wait'])).stdout).toBe(`${result}\n`)
  expect((await run(['submit', 'x', '--wait'], { isTerminal: true })).stdout).toBe('\\u001b]0;owned\\u0007 a\n\tb\\u009b\n')
})

test('a request that fails is told on standard error with exit code 1, and its job can be retried', async () => {
  let round = 0
  await serve(() =>
    (round += 1) === 1 ? plainClassification('server-error', 'back-off', 'the API\u001b[31m failed') : served('ok'),
  )
  const ran = await run(['submit', 'x', '--wait'])
  expect(ran).toMatchObject({ code: 1, stdout: '' })
  const jobId = 'r0000000000000001'
  expect(ran.stderr).toContain(
    `error CCSP_REQUEST_FAILED: The request failed (job ${jobId}): the API\\u001b[31m failed\n  Look at the job: ccsp queue show ${jobId}`,
  )
  expect((await run(['queue', 'list'])).stdout).toMatch(/completed .* server-error\n$/)
  expect(await run(['queue', 'retry', jobId])).toMatchObject({ code: 0, stdout: `job ${jobId} is on the queue again\n` })
  await expect.poll(() => round).toBe(2)
})

test('a login that is missing is named as the reason, in JSON as in text', async () => {
  await serve(() => plainClassification('login-expired', 'park-until-login', 'authentication_failed'))
  const ran = await run(['submit', 'x', '--wait', '--json'])
  expect(JSON.parse(ran.stdout)).toMatchObject({ success: false, error: 'SESSION_TIMEOUT', sessionTimeout: true })
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('the service is not logged in to Claude: ') })
})

test('Ctrl-C while waiting leaves the job on the queue and says how to look at it', async () => {
  const interrupt = new AbortController()
  const onStderr = (text: string): void => {
    if (text.includes('waiting for its reply')) setTimeout(() => interrupt.abort(), 50)
  }
  const began = performance.now()
  const ran = await run(['submit', 'x', '--wait'], { signal: interrupt.signal, onStderr })
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(ran).toMatchObject({ code: 130, stdout: '' })
  expect(ran.stderr).toContain(
    'error CCSP_WAIT_INTERRUPTED: No longer waiting; job r0000000000000001 stays on the queue\n' +
      '  Look at the job: ccsp queue show r0000000000000001; end it: ccsp queue cancel r0000000000000001\n',
  )
  expect(JSON.parse((await run(['queue', 'list', '--json'])).stdout)).toMatchObject([
    { jobId: 'r0000000000000001', state: 'waiting' },
  ])
})

test('the wait outlives a restart of Redis', async () => {
  await using kept = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] })
  let isWaiting = false
  const waiting = ccsp(['submit', 'x', '--wait'], {
    env: envOf(kept),
    onStderr: (text) => (isWaiting = text.includes('waiting for its reply')),
  })
  await expect.poll(() => isWaiting).toBe(true)
  const pid = kept.pid
  await kept.restart()
  expect(kept.pid).not.toBe(pid)
  const [key] = await kept.client().keys('ccsp:inflight:*')
  const replyKey = /^ccsp:inflight:(.*):[0-9a-f]{40}$/.exec(key ?? '')?.[1] ?? ''
  await kept.client().lpush(replyKey, JSON.stringify({ requestId: 'x', success: true, result: 'late', timestamp: '' }))
  expect(await waiting).toMatchObject({ code: 0, stdout: 'late\n' })
})
