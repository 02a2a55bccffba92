import { describe, expect, it } from 'vitest'
import { OUTCOME_CLASSES, type OutcomeClass } from './classification.ts'
import { classify } from './classify.ts'
import { RETRY_ADVICE, RULES } from './rules.ts'
import type { RunEnd } from './run-facts.ts'
import { createStreamReader } from './stream-reader.ts'

const INIT = { type: 'system', subtype: 'init', session_id: 's-1', model: 'claude-x', claude_code_version: '2.1.197' }
const OK = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  api_error_status: null,
  result: 'pong',
  terminal_reason: 'completed',
}
const failed = (fields: object): object => ({ ...OK, is_error: true, ...fields })
const synthetic = (error: string, parent: string | null = null): object => ({
  type: 'assistant',
  message: { model: '<synthetic>', content: [] },
  parent_tool_use_id: parent,
  error,
})
const ANSWER = { type: 'assistant', message: { model: 'claude-x', content: [] }, parent_tool_use_id: null }
const retry = (error_status: number | null, error: string): object => ({
  type: 'system',
  subtype: 'api_retry',
  attempt: 1,
  error_status,
  error,
})
const limit = (info: object): object => ({ type: 'rate_limit_event', rate_limit_info: info })
const CLOSED = limit({ status: 'rejected', resetsAt: 1_795_459_048, rateLimitType: 'five_hour', isUsingOverage: false })

function run(events: readonly object[], end: Partial<RunEnd> = {}): ReturnType<typeof classify> {
  const reader = createStreamReader()
  for (const event of events) reader.write(`${JSON.stringify(event)}\n`)
  return classify(reader.end(), { exitCode: 1, signal: null, ...end })
}

type Row = readonly [title: string, expected: OutcomeClass, events: readonly object[], end?: Partial<RunEnd>]

const TABLE: readonly Row[] = [
  ['is_error false, exit code 1', 'success', [INIT, OK]],
  [
    'a closed window that another version leaves with exit code 0',
    'usage-limit',
    [INIT, CLOSED, failed({ api_error_status: 429 })],
    { exitCode: 0 },
  ],
  [
    'a closed window, is_error false, but the last message is the error',
    'usage-limit',
    [INIT, CLOSED, synthetic('rate_limit'), OK],
  ],
  [
    'a closed window without api_error_status',
    'usage-limit',
    [CLOSED, synthetic('rate_limit'), failed({ api_error_status: undefined })],
  ],
  [
    'a window closed earlier and served on overage, then a 429',
    'transient-limit',
    [limit({ status: 'rejected', resetsAt: 1_795_459_048, isUsingOverage: true }), failed({ api_error_status: 429 })],
  ],
  ['a closed window, then a server error', 'server-error', [CLOSED, failed({ api_error_status: 500 })]],
  [
    'a limit sentence under a 429',
    'usage-limit',
    [failed({ api_error_status: 429, result: "You've hit your session limit · resets 6pm (UTC)" })],
  ],
  ['a limit sentence under is_error alone', 'usage-limit', [failed({ result: "You've hit your limit · resets 6pm (UTC)" })]],
  [
    'a 429 with words of the API',
    'transient-limit',
    [failed({ api_error_status: 429, result: 'API Error: Request rejected (429) · usage limit' })],
  ],
  ['429 rejected without a reset', 'transient-limit', [limit({ status: 'rejected' }), failed({ api_error_status: 429 })]],
  [
    'a 429 whose text merely quotes a limit',
    'transient-limit',
    [failed({ api_error_status: 429, result: "API Error: x You've hit your limit" })],
  ],
  ['an error of a sub-agent, then an answer', 'success', [synthetic('rate_limit', 'toolu_1'), OK]],
  ['an error that an answer followed', 'success', [synthetic('server_error'), ANSWER, OK]],
  ['retries that an answer followed', 'success', [retry(529, 'overloaded'), ANSWER, OK]],
  ['401', 'login-expired', [failed({ api_error_status: 401 })]],
  [
    'authentication_failed and the sentence of a missing login',
    'not-logged-in',
    [synthetic('authentication_failed'), failed({ result: 'Not logged in · Please run /login' })],
  ],
  ['authentication_failed alone', 'login-expired', [synthetic('authentication_failed'), failed({ result: 'new words' })]],
  ['an organisation that does not allow it', 'login-expired', [synthetic('oauth_org_not_allowed'), failed({})]],
  ['403', 'login-expired', [failed({ api_error_status: 403 })]],
  ['402', 'credit', [failed({ api_error_status: 402 })]],
  ['billing_error', 'credit', [synthetic('billing_error'), failed({ api_error_status: 400 })]],
  ['404', 'model-not-found', [failed({ api_error_status: 404 })]],
  ['model_not_found', 'model-not-found', [synthetic('model_not_found'), failed({})]],
  [
    '413, which the CLI calls image_error',
    'prompt-too-long',
    [failed({ api_error_status: 413, terminal_reason: 'image_error' })],
  ],
  ['prompt_too_long', 'prompt-too-long', [failed({ api_error_status: 400, terminal_reason: 'prompt_too_long' })]],
  ['blocking_limit', 'prompt-too-long', [failed({ terminal_reason: 'blocking_limit' })]],
  ['400 of any other kind', 'invalid-use', [failed({ api_error_status: 400, result: 'API Error: 400 messages.0: wrong' })]],
  ['image_error', 'invalid-use', [failed({ terminal_reason: 'image_error' })]],
  ['529', 'overloaded', [failed({ api_error_status: 529 })]],
  [
    'no status, but 529 was being retried',
    'overloaded',
    [retry(529, 'overloaded'), synthetic('server_error'), failed({ result: 'new words' })],
  ],
  [
    'no status, but retried without an answer',
    'network',
    [retry(null, 'unknown'), synthetic('server_error'), failed({ result: 'new words' })],
  ],
  [
    'a failure of no known kind after an answer that followed retries',
    'malformed',
    [retry(529, 'overloaded'), ANSWER, failed({ result: 'new words' })],
  ],
  ['503', 'server-error', [failed({ api_error_status: 503 })]],
  ['server_error alone', 'server-error', [synthetic('server_error'), failed({ result: 'new words' })]],
  [
    'a status in the sentence of an older version',
    'server-error',
    [failed({ api_error_status: undefined, result: 'API Error: 500 {"type":"error"}' })],
  ],
  ['408', 'network', [failed({ api_error_status: 408 })]],
  ['stop_reason refusal', 'refused', [failed({ stop_reason: 'refusal' })]],
  ['stop_reason refusal that a version does not call an error', 'refused', [{ ...OK, stop_reason: 'refusal' }]],
  ['max_output_tokens', 'max-tokens', [synthetic('max_output_tokens'), failed({})]],
  ['stop_reason max_tokens', 'max-tokens', [failed({ stop_reason: 'max_tokens' })]],
  ['an answer that ends at max_tokens without an error', 'success', [{ ...OK, stop_reason: 'max_tokens' }]],
  [
    'error_max_turns, with is_error false as older versions have it',
    'max-turns',
    [{ ...OK, subtype: 'error_max_turns', result: undefined }],
  ],
  [
    'error_max_budget_usd',
    'budget',
    [failed({ subtype: 'error_max_budget_usd', result: undefined, errors: ['Reached maximum budget ($0.01)'] })],
  ],
  ['aborted_tools', 'cancelled', [failed({ subtype: 'error_during_execution', terminal_reason: 'aborted_tools' })]],
  [
    'interrupted, without terminal_reason',
    'cancelled',
    [
      failed({
        subtype: 'error_during_execution',
        terminal_reason: undefined,
        result: undefined,
        errors: ['[ede_diagnostic] result_type=user last=n/a'],
      }),
    ],
  ],
  [
    'an unknown session to resume, told in errors',
    'invalid-use',
    [
      failed({
        subtype: 'error_during_execution',
        terminal_reason: undefined,
        result: undefined,
        errors: ['No conversation found with session ID: x'],
      }),
    ],
  ],
  [
    'a structured answer that never came',
    'malformed',
    [failed({ subtype: 'error_max_structured_output_retries', result: undefined })],
  ],
  ['a failure of no known kind', 'malformed', [failed({ result: 'new words' })]],
  [
    'a proxy that answers HTML',
    'malformed',
    [failed({ result: 'API Error: API returned an empty or malformed response (HTTP 200) — check' })],
  ],
  ['no result, exit code 1', 'malformed', [INIT]],
  ['no result, exit code 0', 'malformed', [INIT], { exitCode: 0 }],
  ['no output at all', 'malformed', []],
  ['no result, SIGKILL', 'killed', [INIT], { exitCode: null, signal: 'SIGKILL' }],
  ['no result, 137', 'killed', [INIT], { exitCode: 137 }],
  ['no result, ended by timeout(1)', 'killed', [INIT], { exitCode: 124 }],
  ['no result, unknown end', 'killed', [INIT], { exitCode: null }],
  ['cancelled before a result', 'cancelled', [INIT], { exitCode: 137, endedBy: 'cancel' }],
  ['cancelled, and interrupted in time', 'cancelled', [failed({ terminal_reason: 'aborted_streaming' })], { endedBy: 'cancel' }],
  ['cancelled after the result', 'success', [OK], { endedBy: 'cancel' }],
  ['cancelled while failing', 'cancelled', [synthetic('server_error')], { endedBy: 'cancel' }],
  ['timed out', 'killed', [INIT], { exitCode: 137, endedBy: 'timeout' }],
  ['timed out, and interrupted in time', 'killed', [failed({ terminal_reason: 'aborted_streaming' })], { endedBy: 'timeout' }],
  ['timed out after a result that failed', 'overloaded', [failed({ api_error_status: 529 })], { endedBy: 'timeout' }],
  [
    'timed out while the login was refused again and again',
    'login-expired',
    [INIT, retry(401, 'authentication_failed')],
    { exitCode: 137, endedBy: 'timeout' },
  ],
  ['killed by others in the same state', 'killed', [INIT, retry(401, 'authentication_failed')], { exitCode: 137 }],
  ['stalled', 'stalled', [INIT], { exitCode: 137, endedBy: 'stall' }],
  ['too much output', 'killed', [INIT], { exitCode: 137, endedBy: 'output-cap' }],
  ['killed after the error was told', 'usage-limit', [INIT, CLOSED, synthetic('rate_limit')], { exitCode: 137 }],
]

describe('classify', () => {
  it.each(TABLE.map((row) => ({ title: row[0], row })))('$title', ({ row: [, expected, events, end] }) => {
    const found = run(events, end)
    expect(found).toMatchObject({ class: expected })
    expect(found.retry).toBe(RETRY_ADVICE[expected])
    expect(found.reason).not.toBe('')
  })

  it('meets every class in the table', () => {
    expect(OUTCOME_CLASSES.filter((each) => !TABLE.some(([, expected]) => expected === each))).toEqual([])
  })

  it('reads the words of text output only when the CLI exits with an error', () => {
    const plain = (text: string, exitCode: number | null): OutcomeClass => {
      const reader = createStreamReader()
      reader.write(text)
      return classify({ ...reader.end(), format: 'plain' }, { exitCode, signal: null }).class
    }
    expect(plain('Not logged in · Please run /login\n', 1)).toBe('not-logged-in')
    expect(plain('Not logged in · Please run /login\n', 0)).toBe('success')
    expect(plain('Not logged in · Please run /login\n', null)).toBe('not-logged-in')
    expect(plain('Execution error', 0)).toBe('cancelled')
    expect(plain('half an ans', 143)).toBe('killed')
  })

  it('does not take text for an answer on a live run', () => {
    const reader = createStreamReader()
    reader.write('hello\n')
    expect(classify(reader.end(), { exitCode: 0, signal: null }).class).toBe('malformed')
  })

  it.each([
    ['invalid-use', 'error: unknown option --nosuch'],
    ['invalid-use', '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons'],
    ['prompt-too-long', 'Error: piped stdin input exceeds 10MB. Pass large content as a file path in your prompt instead.'],
    ['malformed', 'TypeError: x is not a function\n    at main (cli.js:1:2)'],
    ['malformed', 'ENOSPC: no space left on device'],
  ])('stderr alone -> %s: %s', (expected, stderr) => {
    const reader = createStreamReader()
    reader.writeStderr(stderr)
    expect(classify(reader.end(), { exitCode: 1, signal: null }).class).toBe(expected)
    expect(classify(reader.end(), { exitCode: 137, signal: null }).class).toBe('killed')
  })

  it('takes the reset and the window from the newest closed window', () => {
    const weekly = limit({ status: 'rejected', resetsAt: 1_795_753_654, rateLimitType: 'seven_day', isUsingOverage: false })
    const found = run([CLOSED, weekly, limit({ status: 'allowed' }), failed({ api_error_status: 429 })])
    expect(found).toMatchObject({ window: 'seven_day', resetsAt: '2026-11-27T04:27:34.000Z' })
  })

  it.each([
    ['zero', 0],
    ['negative', -1],
    ['milliseconds', 1_795_459_048_000],
    ['text', '1795459048'],
    ['infinite', 1e308],
    ['null', null],
  ])('does not park until a reset that is %s', (_title, resetsAt) => {
    const found = run([limit({ status: 'rejected', resetsAt, rateLimitType: 'five_hour' }), failed({ api_error_status: 429 })])
    expect(found).toMatchObject({ class: 'transient-limit', resetsAt: null })
  })

  it('finds a missing reset in the windows that newer versions list', () => {
    const unifiedWindows = {
      five_hour: { utilization: 1, resetsAt: 1_795_459_048 },
      seven_day: { utilization: 0.4, resetsAt: 1_795_753_654 },
    }
    const found = run([limit({ status: 'rejected', isUsingOverage: false, unifiedWindows }), failed({ api_error_status: 429 })])
    expect(found).toMatchObject({ class: 'usage-limit', window: 'five_hour', resetsAt: '2026-11-23T18:37:28.000Z' })
    const named = run([
      limit({ status: 'rejected', resetsAt: 1_795_459_000, rateLimitType: 'five_hour', unifiedWindows }),
      failed({ api_error_status: 429 }),
    ])
    expect(named).toMatchObject({ window: 'five_hour', resetsAt: '2026-11-23T18:36:40.000Z' })
  })

  it('names the model that the CLI moved to', () => {
    expect(run([INIT, { type: 'system', subtype: 'model_fallback', fallback_model: 'claude-y' }, OK]).model).toBe('claude-y')
  })

  it('ends its table with a rule that always holds', () => {
    expect(RULES.at(-1)).toMatchObject({ class: 'malformed' })
  })

  it('can be written as JSON and read back', () => {
    const found = run([INIT, CLOSED, failed({ api_error_status: 429 })])
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
  })
})
