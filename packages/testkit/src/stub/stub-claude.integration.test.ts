import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { expectNoProcesses, findProcesses } from '../find-processes.ts'
import { STUB_CLAUDE_PATH } from './stub-claude.ts'

async function run(prompt: string, env: Record<string, string> = {}) {
  const args = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose', '--session-id=s-1']
  const child = spawn(STUB_CLAUDE_PATH, args, { env: { PATH: process.env['PATH'], ...env }, stdio: 'pipe' })
  child.stdin.end(`${JSON.stringify({ type: 'user', message: { role: 'user', content: prompt } })}\n`)
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  const events = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { code: code as number, output, errors, events, result: events.findLast((event) => event['type'] === 'result') }
}

test('it answers in the stream format of the CLI', async () => {
  const { code, events, result } = await run('hello')
  expect(code).toBe(0)
  expect(events.map((event) => event['type'])).toEqual(['system', 'assistant', 'result'])
  expect(result).toMatchObject({
    is_error: false,
    result: 'stub reply to: hello',
    session_id: 's-1',
    terminal_reason: 'completed',
  })
})

test('failures and limits have the fields of the CLI', async () => {
  expect(await run('[[fail 401]]')).toMatchObject({ code: 1, result: { is_error: true, api_error_status: 401 } })
  const { events } = await run('x', { STUB_CLAUDE: '[[limit seven_day 60]]' })
  expect(events.find((event) => event['type'] === 'rate_limit_event')).toMatchObject({
    rate_limit_info: { status: 'rejected', rateLimitType: 'seven_day', resetsAt: expect.any(Number) as number },
  })
})

test('output comes whole, however much it is', async () => {
  const { output, result } = await run('[[output 3mb]]')
  expect(output.length).toBeGreaterThan(3_000_000)
  expect(result).toBeDefined()
})

test('its daemon outlives it and can be found', async () => {
  const mark = crypto.randomUUID()
  await run('[[fork-daemon]]', { TEST_MARK: mark })
  const left = findProcesses(mark)
  expect(left.length).toBe(2)
  for (const { pid } of left) process.kill(pid, 'SIGKILL')
  await expectNoProcesses(mark)
})
