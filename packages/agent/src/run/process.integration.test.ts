import { tmpdir } from 'node:os'
import { expectNoProcesses, findProcesses } from '@ccsp/testkit'
import { expect, test } from 'vitest'
import { type ProcessRequest, runProcess } from './process.ts'
import { createSweeper } from './sweeper.ts'

const LIMITS = { timeoutMs: 10_000, stallTimeoutMs: 0, maxOutputBytes: 1_000_000, lingerMs: 10_000, interruptGraceMs: 200 }

/** A shell script instead of the CLI, with what it printed. */
async function run(script: string, overrides: Partial<ProcessRequest> = {}) {
  await using sweeper = createSweeper()
  const runId = crypto.randomUUID()
  let output = ''
  const request: ProcessRequest = {
    runId,
    program: 'sh',
    args: ['-c', script],
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', CCSP_RUN_ID: runId },
    input: 'the input\n',
    limits: LIMITS,
    signal: new AbortController().signal,
    onStart: () => {},
    onStdout: (chunk) => void (output += Buffer.from(chunk).toString()),
    onStderr: (chunk) => void (output += Buffer.from(chunk).toString()),
    isAnswered: () => output.includes('reply'),
    ...overrides,
  }
  const end = await runProcess(request, sweeper).catch((error: unknown) => error)
  const left = findProcesses(runId).length
  await sweeper.sweep(runId, null)
  await expectNoProcesses(runId)
  return { end, output, left }
}

test('input, output and exit code pass through', async () => {
  const { end, output } = await run('cat; echo error >&2; exit 3')
  expect(end).toEqual({ exitCode: 3, signal: null, endedBy: null })
  expect(output.split('\n').toSorted()).toEqual(['', 'error', 'the input'])
})

test('a process that never reads its input is no failure', async () => {
  expect((await run('exec <&-; exit 0', { input: 'x'.repeat(5_000_000) })).end).toMatchObject({ exitCode: 0 })
})

test('a process that forgets to end after its reply is ended, as if by itself', async () => {
  const { end, left } = await run('echo reply; sleep 600', { limits: { ...LIMITS, lingerMs: 100 } })
  expect(end).toEqual({ exitCode: null, signal: 'SIGINT', endedBy: null })
  expect(left).toBe(0)
})

test('silence before the reply is a stall, silence after it is not', async () => {
  const limits = { ...LIMITS, stallTimeoutMs: 300 }
  expect((await run('sleep 600', { limits })).end).toMatchObject({ endedBy: 'stall' })
  expect((await run('echo reply; sleep 0.6', { limits })).end).toEqual({ exitCode: 0, signal: null, endedBy: null })
  expect((await run('for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done', { limits })).end).toMatchObject({ endedBy: null })
})

test('a grace of 0 means SIGKILL at once', async () => {
  const limits = { ...LIMITS, timeoutMs: 100, interruptGraceMs: 0 }
  const { end, left } = await run('trap "" INT; setsid sleep 600 & sleep 600', { limits })
  expect(end).toEqual({ exitCode: null, signal: 'SIGKILL', endedBy: 'timeout' })
  expect(left).toBe(0)
})

test('a caller that fails at the start leaves no process', async () => {
  const onStart = () => {
    throw new Error('the caller failed')
  }
  const { end, left } = await run('sleep 600', { onStart })
  expect(end).toMatchObject({ message: 'the caller failed' })
  expect(left).toBe(0)
})
