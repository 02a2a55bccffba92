#!/usr/bin/env node
// Imitates `claude -p --input-format stream-json --output-format stream-json --verbose`: reads one user message from stdin and
// answers it. What it does is asked for in the prompt, in double square brackets (the list is in stub-claude.ts).
// Plain JavaScript with few imports, so that it runs on any Node and starts quickly.
import { readSync, writeSync } from 'node:fs'

const env = process.env
const option = (name) => {
  const at = process.argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
  return at < 0 ? undefined : process.argv[at].includes('=') ? process.argv[at].slice(name.length + 1) : process.argv[at + 1]
}

if (process.argv.includes('--version')) {
  writeSync(1, '2.1.330 (Claude Code stub)\n')
  process.exit(0)
}

const sessionId = option('--session-id') ?? '00000000-0000-4000-8000-000000000000'
const model = option('--model') ?? 'claude-stub-1'
const startedMs = Date.now()
const prompt = readPrompt()
const directives = [...`${prompt}\n${env.STUB_CLAUDE ?? ''}`.matchAll(/\[\[([a-z-]+) ?([^\]]*)\]\]/g)].map(([, name, value]) => [
  name,
  value,
])
const find = (name) => directives.find((directive) => directive[0] === name)?.[1]
const has = (name) => find(name) !== undefined
let reply =
  find('reply') ??
  `stub reply to: ${prompt
    .replaceAll(/\[\[[^\]]*\]\]/g, '')
    .trim()
    .slice(0, 1000)}`

async function main() {
  if (has('ignore-sigint')) process.on('SIGINT', () => {})
  else if (has('hang') || has('sleep')) process.on('SIGINT', interrupted)
  if (has('echo-env')) reply = JSON.stringify(env)
  if (has('echo-args')) reply = JSON.stringify(process.argv.slice(2))
  if (has('echo-cwd')) reply = process.cwd()
  if (has('echo-file')) reply = readText(option(find('echo-file')))
  if (has('stderr')) writeSync(2, `${find('stderr')}\n`)
  if (!has('silent'))
    emit({
      type: 'system',
      subtype: 'init',
      cwd: process.cwd(),
      session_id: sessionId,
      tools: ['Bash', 'Read'],
      model,
      permissionMode: option('--permission-mode') ?? 'default',
      apiKeySource: env.ANTHROPIC_API_KEY ? 'ANTHROPIC_API_KEY' : 'none',
      claude_code_version: '2.1.330',
    })
  for (const [name, value] of directives) await obey(name, value)
  finish()
}

async function obey(name, value) {
  if (name === 'sleep') await new Promise((resolve) => setTimeout(resolve, Number(value)))
  if (name === 'hang') await new Promise(() => setInterval(() => {}, 60_000))
  if (name === 'fork-daemon') await fork(value)
  if (name === 'output') flood(value)
  if (name === 'raw') writeSync(1, `${value}\n`)
  if (name === 'exit') process.exit(Number(value))
  if (name === 'crash') process.kill(process.pid, value || 'SIGKILL')
}

/** A tool that puts itself into another session and outlives its parent. Value: `hold` keeps stdout open too. */
async function fork(value) {
  const { spawn } = await import('node:child_process')
  const stdio = value === 'hold' ? ['ignore', 'inherit', 'inherit'] : 'ignore'
  const child = spawn('sh', ['-c', 'sleep 600 & exec sleep 600'], { detached: true, stdio })
  await new Promise((resolve) => child.once('spawn', resolve))
  child.unref()
}

function flood(size) {
  const [, count, unit] = /^(\d+) ?(kb|mb)?$/i.exec(size) ?? [undefined, '1', 'mb']
  const line = `${JSON.stringify({ type: 'stream_event', filler: 'x'.repeat(8_000) })}\n`
  const total = Number(count) * (unit?.toLowerCase() === 'kb' ? 1e3 : unit ? 1e6 : 1)
  for (let bytes = 0; bytes < total; bytes += line.length) writeAll(line)
}

const FAILURES = {
  401: ['authentication_failed', 'Failed to authenticate. API Error: 401 OAuth token has expired.'],
  403: ['authentication_failed', 'Failed to authenticate. API Error: 403 OAuth token has been revoked.'],
  404: ['invalid_request', "There's an issue with the selected model. It may not exist or you may not have access to it."],
  429: ['rate_limit', 'API Error: Server is temporarily limiting requests (not your usage limit)'],
  500: ['server_error', 'API Error: 500 Internal server error'],
  529: ['server_error', 'API Error: 529 Overloaded'],
}

function finish() {
  if (has('limit')) return limited()
  if (has('fail')) return failed()
  if (has('overage'))
    emit({
      type: 'rate_limit_event',
      rate_limit_info: { status: 'rejected', rateLimitType: 'five_hour', isUsingOverage: true },
      session_id: sessionId,
    })
  if (!has('no-result')) {
    emit(assistant({ text: reply }))
    const denials = has('deny') ? [{ tool_name: find('deny') || 'Bash', tool_use_id: 'toolu_1', tool_input: {} }] : []
    emit(result({ is_error: false, api_error_status: null, result: reply, permission_denials: denials }))
  }
  if (has('linger')) setTimeout(() => process.exit(0), Number(find('linger')))
  else process.exit(0)
}

function limited() {
  const [window, resetsInSeconds = '3600'] = (find('limit') || 'five_hour').split(' ')
  const resetsAt = Math.round(Date.now() / 1000) + Number(resetsInSeconds)
  emit({
    type: 'rate_limit_event',
    rate_limit_info: { status: 'rejected', resetsAt, rateLimitType: window, overageStatus: 'rejected', isUsingOverage: false },
    session_id: sessionId,
  })
  fail(429, 'rate_limit', "You've hit your session limit")
}

function failed() {
  const status = Number(find('fail')) || 500
  if (status === 529)
    emit({
      type: 'system',
      subtype: 'api_retry',
      attempt: 1,
      max_retries: 1,
      retry_delay_ms: 1,
      error_status: 529,
      error: 'overloaded',
      session_id: sessionId,
    })
  const [error, message] = FAILURES[status] ?? ['unknown', `API Error: ${status}`]
  fail(status, error, message)
}

function fail(status, error, message) {
  emit({ ...assistant({ text: message, model: '<synthetic>' }), error })
  emit(result({ is_error: true, api_error_status: status, result: message, terminal_reason: 'api_error', total_cost_usd: 0 }))
  process.exit(1)
}

function interrupted() {
  emit(
    result({
      subtype: 'error_during_execution',
      is_error: true,
      terminal_reason: 'aborted_streaming',
      total_cost_usd: 0,
      errors: ['interrupted'],
    }),
  )
  process.exit(0)
}

function assistant({ text, model: from = model }) {
  return {
    type: 'assistant',
    message: {
      id: 'msg_stub',
      type: 'message',
      role: 'assistant',
      model: from,
      content: [{ type: 'text', text }],
      stop_reason: null,
      usage: { input_tokens: 10, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
    },
    parent_tool_use_id: null,
    session_id: sessionId,
  }
}

function result(fields) {
  const cost = Number(find('cost') ?? 0.0001)
  const usage = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 2 }
  const modelUsage = fields.is_error
    ? {}
    : { [model]: { inputTokens: 10, outputTokens: 2, cacheReadInputTokens: 0, cacheCreationInputTokens: 0, costUSD: cost } }
  return {
    type: 'result',
    subtype: 'success',
    duration_ms: Date.now() - startedMs,
    num_turns: 1,
    stop_reason: 'end_turn',
    session_id: sessionId,
    total_cost_usd: cost,
    usage,
    modelUsage,
    permission_denials: [],
    terminal_reason: 'completed',
    ...fields,
  }
}

function emit(event) {
  writeAll(`${JSON.stringify(event)}\n`)
}

/** A pipe may take less than the whole, or be full for a moment. */
function writeAll(line) {
  let rest = Buffer.from(line)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (error.code === 'EPIPE') process.exit(1)
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

function readPrompt() {
  const input = readAll(0)
  if (input.trim() === '') {
    writeSync(2, 'Error: Input must be provided either through stdin or as a prompt argument when using --print\n')
    process.exit(1)
  }
  if (option('--input-format') !== 'stream-json') return input
  const { content } = JSON.parse(input.split('\n')[0]).message
  return typeof content === 'string' ? content : content.map((block) => block.text).join('\n')
}

function readText(path) {
  return path === undefined ? '' : process.getBuiltinModule('node:fs').readFileSync(path, 'utf8')
}

function readAll(file) {
  const chunks = []
  const chunk = Buffer.allocUnsafe(65_536)
  for (;;) {
    try {
      const count = readSync(file, chunk)
      if (count === 0) return Buffer.concat(chunks).toString()
      chunks.push(Buffer.from(chunk.subarray(0, count)))
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

await main() // last, when every constant is set
