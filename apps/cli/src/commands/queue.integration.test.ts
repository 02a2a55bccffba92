import { startRedis, type TestRedis } from '@ccsp/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ccsp, envOf, type Ran, type RunOptions } from '../cli.test-support.ts'

let server: TestRedis
beforeAll(async () => {
  server = await startRedis()
})
afterAll(async () => server[Symbol.asyncDispose]())
beforeEach(async () => {
  await server.client().flushall()
})

const run = (line: string, options: RunOptions = {}): Promise<Ran> => ccsp(line.split(' '), { env: envOf(server), ...options })

async function submitOne(line = 'submit secret-plan'): Promise<string> {
  const { code, stdout } = await run(line)
  expect(code).toBe(0)
  return stdout.trim()
}

test('submit prints the job id and nothing else', async () => {
  expect(await run('submit hello')).toEqual({ code: 0, stdout: 'r0000000000000001\n', stderr: '' })
})

test('what submit was told is what is on the queue', async () => {
  const line = ['submit', '-', '--priority', 'high', '--model', 'opus', '--timeout', '5m', '--cwd', 'work', '--json']
  const { stdout } = await ccsp(line, { env: envOf(server), stdin: 'line 1\nline 2', cwd: '/srv' })
  const { jobId, requestId, replyKey } = JSON.parse(stdout) as Record<string, string>
  const data = JSON.parse((await server.client().hget(`bull:ccsp-queue:${jobId}`, 'data')) ?? 'null') as Record<string, unknown>
  expect(data).toMatchObject({
    replyKey,
    request: {
      requestId,
      prompt: 'line 1\nline 2',
      priority: 'high',
      model: 'opus',
      timeoutMs: 300_000,
      workingDirectory: '/srv/work',
    },
  })
  expect(replyKey).toMatch(/^ccsp:responses:ccsp-cli-[0-9a-f]{16}$/)
})

test('a delayed request is delayed', async () => {
  await submitOne('submit later --delay 2h')
  expect(JSON.parse((await run('queue list --state delayed --json')).stdout)).toMatchObject([{ state: 'delayed' }])
})

test('a prompt above the limit is refused before it is on the queue, also when it comes from standard input', async () => {
  const env = { ...envOf(server), CCSP_INTAKE_MAX_REQUEST_BYTES: '1024' }
  for (const [argument, stdin] of [
    ['x'.repeat(1025), ''],
    ['-', 'x'.repeat(1025)],
  ] as const) {
    const { code, stderr } = await ccsp(['submit', argument], { env, stdin })
    expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringMatching(/^error CCSP_REQUEST_TOO_LARGE: .* 1025 bytes/) })
  }
  expect(JSON.parse((await run('queue list --json')).stdout)).toEqual([])
})

test('a full queue is said with exit code 4', async () => {
  const env = { ...envOf(server), CCSP_INTAKE_MAX_QUEUED_REQUESTS: '1' }
  await ccsp(['submit', 'one'], { env })
  expect(await ccsp(['submit', 'two'], { env })).toMatchObject({ code: 4, stderr: expect.stringContaining('CCSP_QUEUE_FULL') })
})

test('queue list shows jobs in a table, never their prompts', async () => {
  const jobId = await submitOne()
  const { code, stdout, stderr } = await run('queue list')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(
    new RegExp(`^JOB +STATE +PRIORITY +AGE +FROM +REQUEST +OUTCOME\n${jobId} +waiting +normal +\\d+m?s +ccsp-cli-`),
  )
  expect(stdout + (await run('queue list --json')).stdout).not.toContain('secret-plan')
})

test('an empty list is said in words, and as [] in JSON', async () => {
  expect((await run('queue list')).stdout).toBe('there are no such jobs\n')
  expect((await run('queue list --json')).stdout).toBe('[]\n')
})

test('a list that was cut says so, beside the result', async () => {
  await submitOne()
  await submitOne()
  const { stdout, stderr } = await run('queue list --limit 1 --json')
  expect(JSON.parse(stdout)).toHaveLength(1)
  expect(stderr).toBe('note: only the first 1 are shown: see --limit\n')
})

test('queue show hides the prompt until it is asked for', async () => {
  const jobId = await submitOne()
  for (const line of [`queue show ${jobId}`, `queue show ${jobId} --json`])
    expect((await run(line)).stdout).not.toContain('secret-plan')
  expect((await run(`queue show ${jobId} --prompt`)).stdout).toMatch(/\nprompt\nsecret-plan\n$/)
  expect(JSON.parse((await run(`queue show ${jobId} --prompt --json`)).stdout)).toMatchObject({ jobId, prompt: 'secret-plan' })
})

test('a job that is not there is exit code 5, one in the wrong state exit code 6', async () => {
  for (const line of ['queue show r1', 'queue retry r1', 'queue cancel r1']) {
    expect(await run(line)).toEqual({
      code: 5,
      stdout: '',
      stderr: 'error CCSP_JOB_NOT_FOUND: There is no job r1\n  List the jobs: ccsp queue list\n',
    })
  }
  const jobId = await submitOne()
  expect(await run(`queue retry ${jobId}`)).toMatchObject({ code: 6, stderr: expect.stringContaining('error CCSP_JOB_STATE') })
})

test('queue cancel takes a waiting job off and answers its client', async () => {
  const { jobId, replyKey } = JSON.parse((await run('submit hello --json')).stdout) as { jobId: string; replyKey: string }
  expect(await run(`queue cancel ${jobId}`)).toEqual({
    code: 0,
    stdout: `job ${jobId} was cancelled before it ran\n`,
    stderr: '',
  })
  expect(JSON.parse((await server.client().rpop(replyKey)) ?? 'null')).toMatchObject({ success: false, error: 'Cancelled' })
})

test('queue pause and resume reach the queue, with who and why', async () => {
  const paused = await run('queue pause --for 2h --reason upgrade')
  expect(paused).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^the queue is paused until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n$/),
    stderr: '',
  })
  const { fleet } = JSON.parse((await run('status --json')).stdout) as {
    fleet: { queue: { isPaused: boolean; pause: Record<string, string> } }
  }
  expect(fleet.queue).toMatchObject({ isPaused: true, pause: { reason: 'upgrade', by: expect.stringMatching(/.@./) } })
  expect(Date.parse(fleet.queue.pause['until'] ?? '') - Date.parse(fleet.queue.pause['at'] ?? '')).toBe(7_200_000)
  expect((await run('status')).stdout).toMatch(/PAUSED by .+@.+ since .+ until .+: upgrade/)
  expect(await run('queue resume')).toEqual({ code: 0, stdout: 'the queue hands out jobs again\n', stderr: '' })
  expect((await run('status')).stdout).not.toContain('PAUSED')
})

const LETTER = {
  at: '2026-01-01T00:00:00.000Z',
  reason: 'invalid-json',
  message: 'no \u001b[31mJSON',
  sizeBytes: 2,
  raw: '{"',
  encoding: 'utf8',
  isTruncated: false,
}

test('dead letters are listed, sent again and deleted', async () => {
  expect((await run('queue dead-letter')).stdout).toBe('there are no dead letters\n')
  const client = server.client()
  for (const id of [1, 2]) await client.lpush('ccsp:dead-letter', JSON.stringify({ id, ...LETTER }))
  const { stdout } = await run('queue dead-letter')
  expect(stdout).toMatch(/^ID +AT .*\n2 .* invalid-json +2 B +- +- +no \\u001b\[31mJSON\n1 .*\n$/)
  expect(JSON.parse((await run('queue dead-letter --json --limit 1')).stdout)).toEqual([{ id: 2, ...LETTER }])
  expect((await run('queue dead-letter --resend 1')).stdout).toBe('dead letter 1 was sent again\n')
  expect(await client.lrange('ccsp:requests', 0, -1)).toEqual(['{"'])
  expect((await run('queue dead-letter --discard 2')).stdout).toBe('dead letter 2 was deleted\n')
  expect(await run('queue dead-letter --discard 2')).toMatchObject({ code: 5, stdout: '' })
})
