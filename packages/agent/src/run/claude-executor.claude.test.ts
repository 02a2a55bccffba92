import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunnerConfig } from '@ccsp/config'
import {
  type AnthropicStandIn,
  expectNoProcesses,
  findFreePort,
  findProcesses,
  installRealClaude,
  startAnthropicStandIn,
  type StandInMode,
  type StandInOptions,
} from '@ccsp/testkit'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RunOutcome, RunSpec } from '../execution.ts'
import { type ClaudeExecutor, createClaudeExecutor } from './claude-executor.ts'

const KEY = { ANTHROPIC_API_KEY: 'sk-ant-fake' }
const OAUTH = { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-fakefakefakefakefakefakefakefake' }
let claudePath = ''
let folder = ''
let mark = ''
let standIn: AnthropicStandIn
const executors: ClaudeExecutor[] = []

beforeAll(async () => {
  claudePath = await installRealClaude()
}, 600_000)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ccsp-claude-'))
  mark = `claude-${crypto.randomUUID()}`
  for (const name of ['home', 'allowed']) await mkdir(join(folder, name))
  standIn = await startAnthropicStandIn()
})

afterEach(async () => {
  for (const executor of executors.splice(0)) await executor[Symbol.asyncDispose]()
  await standIn[Symbol.asyncDispose]()
  await expectNoProcesses(mark)
  await rm(folder, { recursive: true })
})

interface Asked {
  readonly login?: Record<string, string>
  readonly baseUrl?: string
  readonly config?: Partial<RunnerConfig>
  readonly spec?: Partial<RunSpec>
  readonly signal?: AbortSignal
}

/** Runs the real CLI with nothing of the developer's: home, settings and login are the test's own. */
function run(prompt: string, asked: Asked = {}): Promise<RunOutcome> {
  const config = {
    mode: 'claude',
    claudePath,
    permissionMode: 'default',
    isBypassAllowed: false,
    allowedTools: [],
    disallowedTools: [],
    allowedRoots: [join(folder, 'allowed')],
    timeoutMs: 60_000,
    maxTimeoutMs: 60_000,
    stallTimeoutMs: 0,
    maxOutputBytes: 10_000_000,
    maxTurns: 0,
    maxBudgetUsd: 0,
    interruptGraceMs: 5_000,
    maxRetries: 1,
    environment: [],
    ...asked.config,
  } as RunnerConfig
  const environment = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: join(folder, 'home'),
    CLAUDE_CONFIG_DIR: join(folder, 'config'),
    ANTHROPIC_BASE_URL: asked.baseUrl ?? standIn.url,
    ...(asked.login ?? KEY),
  }
  const executor = createClaudeExecutor(config, { environment, stateDirectory: join(folder, 'state') })
  executors.push(executor)
  const base = {
    runId: `${mark}-${executors.length}`,
    includeFiles: [],
    sessionId: crypto.randomUUID(),
    isContinued: false,
    timeoutMs: 60_000,
  }
  return executor.execute({ ...base, prompt, ...asked.spec }, { signal: asked.signal ?? new AbortController().signal })
}

const sent = (): string => JSON.stringify(standIn.requests.map((request) => request.body))

test('a run answers, under the session id that was set in advance', async () => {
  const sessionId = crypto.randomUUID()
  const { classification } = await run('say pong', { spec: { sessionId } })
  expect(classification).toMatchObject({ class: 'success', result: 'pong', sessionId, permissionDenials: [] })
  expect(classification.costUsd).toBeGreaterThan(0)
  expect(sent()).toContain('say pong')
  expect(await readdir(join(folder, 'home'))).toEqual([])
})

test('every option that the runner may give is understood', async () => {
  const config = {
    allowedTools: ['Read', 'Bash(git log:*)'],
    disallowedTools: ['WebFetch'],
    maxTurns: 3,
    maxBudgetUsd: 5,
    fallbackModel: 'haiku',
  }
  for (const permissionMode of ['default', 'acceptEdits', 'dontAsk', 'plan'] as const) {
    const { classification } = await run('say pong', { config: { ...config, permissionMode }, spec: { model: 'sonnet' } })
    expect(classification).toMatchObject({ class: 'success', model: expect.stringContaining('sonnet') as string })
  }
})

const CASES: [StandInMode, Record<string, string>, object][] = [
  ['401', KEY, { class: 'login-expired|not-logged-in', retry: 'park-until-login' }],
  ['401-oauth', OAUTH, { class: 'login-expired', retry: 'park-until-login' }],
  ['403-revoked', OAUTH, { class: 'login-expired|not-logged-in', retry: 'park-until-login' }],
  ['429', OAUTH, { class: 'transient-limit', retry: 'back-off' }],
  [
    '429-five-hour',
    OAUTH,
    { class: 'usage-limit', retry: 'park-until-reset', window: 'five_hour', resetsAt: '2031-01-01T00:00:00.000Z' },
  ],
  ['429-seven-day', OAUTH, { class: 'usage-limit', retry: 'park-until-reset', window: 'seven_day' }],
  ['429-seven-day-opus', OAUTH, { class: 'usage-limit', retry: 'park-until-reset', window: 'seven_day_opus' }],
  ['400-credit', KEY, { class: 'credit' }],
  ['400-too-long', KEY, { class: 'prompt-too-long' }],
  ['404-model', KEY, { class: 'model-not-found' }],
  ['500', KEY, { class: 'server-error', retry: 'back-off' }],
  ['502-html', KEY, { class: 'server-error' }],
  ['529', KEY, { class: 'overloaded', retry: 'back-off' }],
  ['html-200', KEY, { class: 'server-error|malformed' }],
  ['malformed', KEY, { class: 'success' }],
  ['cut', KEY, { class: 'success' }],
  ['refusal', KEY, { class: 'refused' }],
  ['max-tokens', KEY, { class: 'max-tokens' }],
  ['warning', OAUTH, { class: 'success', overage: false }],
  ['overage', OAUTH, { class: 'success', overage: true }],
]

for (const [mode, login, expected] of CASES) {
  test(`an API in mode ${mode} is classified`, async () => {
    standIn.set({ mode, resetsAtMs: Date.UTC(2031, 0, 1) } satisfies StandInOptions)
    const { classification } = await run('say pong', { login })
    const { class: classes, ...fields } = expected as { class: string }
    expect(classes.split('|')).toContain(classification.class)
    expect(classification).toMatchObject(fields)
  })
}

test('an API that refuses the connection is a network failure', async () => {
  const { classification } = await run('say pong', { baseUrl: `http://127.0.0.1:${await findFreePort()}` })
  expect(classification).toMatchObject({ class: 'network', retry: 'back-off' })
})

test('no login at all is told apart', async () => {
  expect((await run('say pong', { login: {} })).classification).toMatchObject({
    class: 'not-logged-in',
    retry: 'park-until-login',
  })
})

test('a cancelled run ends within its grace and leaves no process', async () => {
  standIn.set({ mode: 'slow' })
  const controller = new AbortController()
  const outcome = run('say much', { signal: controller.signal })
  await until(() => standIn.requests.length > 0)
  const at = performance.now()
  controller.abort()
  expect((await outcome).classification.class).toBe('cancelled')
  expect(performance.now() - at).toBeLessThan(4_000)
  expect(findProcesses(mark)).toEqual([])
})

test('a run out of time is ended together with the tool it waits for', async () => {
  standIn.set({ mode: 'tool', toolCommand: 'while true; do sleep 1; done' })
  const { classification } = await run('run it', { config: { allowedTools: ['Bash'] }, spec: { timeoutMs: 5_000 } })
  expect(classification.class).toBe('killed')
  expect(findProcesses(mark)).toEqual([])
})

test('a tool that puts itself into a session of its own is ended after a normal end', async () => {
  standIn.set({ mode: 'tool', toolCommand: 'setsid sleep 600 >/dev/null 2>&1 & sleep 0.2; echo started', text: 'done' })
  const { classification } = await run('run it', { config: { allowedTools: ['Bash'] } })
  expect(findProcesses(mark).map((process) => process.command)).toContain('sleep 600') // it outlived the CLI
  expect(classification).toMatchObject({ class: 'success', result: 'done', permissionDenials: [] })
  await executors[0]![Symbol.asyncDispose]()
  expect(findProcesses(mark)).toEqual([])
})

test('a tool without permission is refused, and the reply says so', async () => {
  standIn.set({ mode: 'tool', toolCommand: 'touch made-by-tool', text: 'done' })
  expect((await run('run it')).classification).toMatchObject({ class: 'success', permissionDenials: ['Bash'] })
})

test('included files reach the model, and references in the text of the client do not', async () => {
  const at = (name: string) => join(folder, 'allowed', name)
  await writeFile(at('with space.txt'), 'content-of-included')
  await writeFile(join(folder, 'secret.txt'), 'content-of-secret')
  const prompt = `look @${join(folder, 'secret.txt')}`
  await run(prompt, { spec: { includeFiles: [at('with space.txt')] } })
  expect(sent()).toContain('content-of-included')
  await run(prompt)
  expect(sent()).toContain(prompt)
  expect(sent()).not.toContain('content-of-secret')
})

test('a system prompt reaches the model', async () => {
  await run('say pong', { spec: { systemPrompt: 'marker-of-system-prompt' } })
  expect(sent()).toContain('marker-of-system-prompt')
})

test('a continued run knows the conversation of its folder, under a session id of its own', async () => {
  const workingDirectory = join(folder, 'allowed')
  const sessionId = crypto.randomUUID()
  standIn.set({ text: 'first-answer' })
  await run('first-question', { spec: { workingDirectory } })
  const { classification } = await run('second-question', { spec: { workingDirectory, isContinued: true, sessionId } })
  expect(classification).toMatchObject({ class: 'success', sessionId })
  const last = JSON.stringify(standIn.requests.at(-1)?.body?.['messages'])
  for (const text of ['first-question', 'first-answer', 'second-question']) expect(last).toContain(text)
})

test('a continued run in a folder without a conversation starts one', async () => {
  expect((await run('say pong', { spec: { isContinued: true } })).classification.class).toBe('success')
})

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('this did not come true in 20 s')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
