import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunnerConfig } from '@ccsp/config'
import { isCcspError } from '@ccsp/foundation'
import { expectNoProcesses, findProcesses, STUB_CLAUDE_PATH } from '@ccsp/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunOutcome, RunSpec } from '../execution.ts'
import { type ClaudeExecutor, createClaudeExecutor } from './claude-executor.ts'

const SECRETS = { GITHUB_TOKEN: 'secret-1', REDIS_PASSWORD: 'secret-2', CCSP_REDIS_URL: 'secret-3', OTHER: 'secret-4' }
let folder = ''
let mark = ''
let executor: ClaudeExecutor
let count = 0

function configure(overrides: Partial<RunnerConfig> = {}): ClaudeExecutor {
  const config = {
    mode: 'claude',
    claudePath: STUB_CLAUDE_PATH,
    permissionMode: 'default',
    isBypassAllowed: false,
    allowedTools: [],
    disallowedTools: [],
    allowedRoots: [join(folder, 'allowed')],
    timeoutMs: 20_000,
    maxTimeoutMs: 60_000,
    stallTimeoutMs: 0,
    maxOutputBytes: 1_000_000,
    maxTurns: 0,
    maxBudgetUsd: 0,
    interruptGraceMs: 300,
    maxRetries: 2,
    environment: [],
    ...overrides,
  } as RunnerConfig
  const environment = { PATH: process.env['PATH'], HOME: folder, ANTHROPIC_API_KEY: 'sk-fake', ...SECRETS }
  return createClaudeExecutor(config, { environment, stateDirectory: join(folder, 'state') })
}

function specOf(prompt: string, overrides: Partial<RunSpec> = {}): RunSpec {
  const runId = `${mark}-${String(++count)}`
  return { runId, prompt, includeFiles: [], sessionId: crypto.randomUUID(), isContinued: false, timeoutMs: 20_000, ...overrides }
}

const never = new AbortController().signal
const run = (prompt: string, overrides: Partial<RunSpec> = {}): Promise<RunOutcome> =>
  executor.execute(specOf(prompt, overrides), { signal: never })
const classOf = async (outcome: Promise<RunOutcome>): Promise<string> => (await outcome).classification.class
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (isCcspError(error) ? error.code : String(error)),
  )

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ccsp-run-'))
  mark = `test-${crypto.randomUUID()}`
  await mkdir(join(folder, 'allowed'))
  executor = configure()
})

afterEach(async () => {
  await executor[Symbol.asyncDispose]()
  await expectNoProcesses(mark)
  await rm(folder, { recursive: true })
})

test('a run gives the reply, its cost and its session', async () => {
  const spec = specOf('hello')
  const pids: number[] = []
  const { classification, durationMs } = await executor.execute(spec, { signal: never, onProgress: ({ pid }) => pids.push(pid) })
  expect(classification).toMatchObject({
    class: 'success',
    result: 'stub reply to: hello',
    sessionId: spec.sessionId,
    costUsd: 0.0001,
  })
  expect(durationMs).toBeGreaterThan(5)
  expect(pids).toEqual([expect.any(Number)])
})

test('the environment of a run is the allowlist and its mark, without any secret of the daemon', async () => {
  await executor[Symbol.asyncDispose]()
  executor = configure({ environment: ['GITHUB_TOKEN', 'CCSP_REDIS_URL'], claudeConfigDirectory: '/config', maxRetries: 1 })
  const spec = specOf('[[echo-env]]')
  const { classification } = await executor.execute(spec, { signal: never })
  const environment = JSON.parse(classification.result ?? '') as Record<string, string>
  delete environment['_']
  expect(environment).toEqual({
    PATH: process.env['PATH'],
    HOME: folder,
    ANTHROPIC_API_KEY: 'sk-fake',
    CLAUDE_CONFIG_DIR: '/config',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_MAX_RETRIES: '1',
    DISABLE_AUTOUPDATER: '1',
    CCSP_RUN_ID: spec.runId,
  })
  expect(classification.result).not.toContain('secret-')
})

test('each run works in a folder of its own that only its user may enter and that is removed', async () => {
  const own = (await run('[[echo-cwd]]')).classification.result ?? ''
  const other = (await run('[[echo-cwd]]')).classification.result ?? ''
  expect(own).toContain(join(folder, 'state', 'work', mark))
  expect(other).not.toBe(own)
  const spec = specOf('[[sleep 300]]', { systemPrompt: 'secret' })
  const work = join(folder, 'state', 'work')
  const during = executor.execute(spec, { signal: never })
  await until(() => existsSync(join(work, `${spec.runId}.system-prompt.txt`)))
  expect(await modeOf(join(work, spec.runId))).toBe('700')
  expect(await modeOf(join(work, `${spec.runId}.system-prompt.txt`))).toBe('600')
  await during
  await executor[Symbol.asyncDispose]()
  expect(await readdir(join(folder, 'state', 'work'))).toEqual([])
})

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

test('a system prompt reaches the CLI in a file and not in its arguments', async () => {
  const asked = { systemPrompt: 'be terse, marker-17' }
  expect((await run('[[echo-file --append-system-prompt-file]]', asked)).classification.result).toBe('be terse, marker-17')
  expect((await run('[[echo-args]]', asked)).classification.result).not.toContain('marker-17')
})

test('a requested folder below an allowed root is used, also through a link inside', async () => {
  const allowed = join(folder, 'allowed', 'project')
  await mkdir(allowed)
  await symlink(allowed, join(folder, 'allowed', 'link'))
  for (const workingDirectory of [allowed, join(folder, 'allowed', 'link')]) {
    expect((await run('[[echo-cwd]]', { workingDirectory })).classification.result).toBe(allowed)
  }
  await executor[Symbol.asyncDispose]()
  expect(existsSync(allowed)).toBe(true)
})

test('a folder or file outside the allowed roots is refused, whatever way it is written', async () => {
  await symlink(folder, join(folder, 'allowed', 'out'))
  await mkdir(join(folder, 'allowed-not'))
  await writeFile(join(folder, 'secret.txt'), 'secret')
  const ways = [
    folder,
    join(folder, 'allowed', '..'),
    join(folder, 'allowed', 'out'),
    join(folder, 'allowed-not'),
    '/',
    'allowed',
    `${folder}/allowed/\0`,
  ]
  for (const workingDirectory of ways) expect(await codeOf(run('x', { workingDirectory }))).toBe('CCSP_RUN_DIRECTORY')
  const files = [join(folder, 'secret.txt'), join(folder, 'allowed', 'out', 'secret.txt'), '/no/such/file', '/etc/passwd']
  for (const file of files) expect(await codeOf(run('x', { includeFiles: [file] }))).toBe('CCSP_RUN_DIRECTORY')
})

test('an included file must be there, regular and possible to refer to', async () => {
  const at = (name: string) => join(folder, 'allowed', name)
  await mkdir(at('folder'))
  await writeFile(at('a"b'), '')
  for (const name of ['absent', 'folder', 'a"b'])
    expect(await codeOf(run('x', { includeFiles: [at(name)] }))).toBe('CCSP_RUN_INCLUDE')
  await writeFile(at('good file.txt'), 'content')
  expect((await run('look', { includeFiles: [at('good file.txt')] })).classification.result).toContain(
    `@"${at('good file.txt')}"`,
  )
})

test('a program that cannot be started is a spawn error', async () => {
  const text = join(folder, 'text')
  await writeFile(text, 'no program')
  for (const claudePath of ['no-such-program-here', '/no/such', text]) {
    await using broken = configure({ claudePath })
    expect(await codeOf(broken.execute(specOf('x'), { signal: never }))).toBe('CCSP_RUN_SPAWN')
  }
  expect(await codeOf(run('x', { model: 'x'.repeat(200_000) }))).toBe('CCSP_RUN_SPAWN')
})

test('a prompt of 8 MB arrives whole', async () => {
  const { classification } = await run(`${'é'.repeat(4_000_000)} [[reply done]]`)
  expect(classification.result).toBe('done')
})

test('an abort ends a run with SIGINT, and one that ignores it with SIGKILL', async () => {
  for (const [prompt, least] of [
    ['[[hang]]', 0],
    ['[[ignore-sigint]] [[fork-daemon]] [[hang]]', 300],
  ] as const) {
    const spec = specOf(prompt)
    const controller = new AbortController()
    const outcome = executor.execute(spec, { signal: controller.signal })
    await until(() => findProcesses(spec.runId).length >= (least ? 3 : 1))
    await new Promise((resolve) => setTimeout(resolve, 100)) // until it listens to SIGINT
    const at = performance.now()
    controller.abort()
    expect(await classOf(outcome)).toBe('cancelled')
    expect(performance.now() - at).toBeGreaterThanOrEqual(least)
    expect(findProcesses(spec.runId)).toEqual([])
  }
})

test('an abort before the start ends it too', async () => {
  expect(await classOf(executor.execute(specOf('[[sleep 5000]]'), { signal: AbortSignal.abort() }))).toBe('cancelled')
})

test('time, silence and too much output end a run and all it started', async () => {
  await executor[Symbol.asyncDispose]()
  executor = configure({ stallTimeoutMs: 400 })
  const timedOut = specOf('[[fork-daemon]] [[hang]]', { timeoutMs: 250 })
  const stalled = specOf('[[fork-daemon]] [[hang]]')
  const flooding = specOf('[[fork-daemon]] [[output 20mb]] [[hang]]')
  const outcomes = await Promise.all([timedOut, stalled, flooding].map((spec) => executor.execute(spec, { signal: never })))
  expect(outcomes.map((outcome) => outcome.classification.class)).toEqual(['killed', 'stalled', 'killed'])
  for (const spec of [timedOut, stalled, flooding]) expect(findProcesses(spec.runId)).toEqual([])
})

test('a limit that the configuration sets holds against a longer request', async () => {
  await executor[Symbol.asyncDispose]()
  executor = configure({ maxTimeoutMs: 200 })
  const { classification, durationMs } = await run('[[hang]]', { timeoutMs: 60_000 })
  expect(classification.class).toBe('killed')
  expect(durationMs).toBeLessThan(5_000)
})

test('a tool that holds the output open does not delay the reply', async () => {
  const { classification, durationMs } = await run('[[fork-daemon hold]]')
  expect(classification.class).toBe('success')
  expect(durationMs).toBeLessThan(5_000)
})

test('a crash and a missing result are no success', async () => {
  expect(await classOf(run('[[crash SIGKILL]]'))).toBe('killed')
  expect(await classOf(run('[[no-result]] [[raw no json]]'))).toBe('malformed')
})

test('100 runs whose tools daemonise leave no process and no folder', async () => {
  let mostLeft = 0
  for (let batch = 0; batch < 25; batch++) {
    const specs = Array.from({ length: 4 }, () => specOf('[[fork-daemon]]'))
    const outcomes = await Promise.all(specs.map((spec) => executor.execute(spec, { signal: never })))
    expect(outcomes.map((outcome) => outcome.classification.class)).toEqual(Array(4).fill('success'))
    mostLeft = Math.max(mostLeft, findProcesses(mark).length)
  }
  expect(mostLeft).toBeGreaterThan(4) // the tools really outlive their CLI
  await executor[Symbol.asyncDispose]()
  expect(findProcesses(mark)).toEqual([])
  expect(await readdir(join(folder, 'state', 'work'))).toEqual([])
}, 60_000)

test('what a killed daemon left behind is ended by its run ids', async () => {
  const spec = specOf('[[fork-daemon]] [[ignore-sigint]] [[hang]]')
  const lost = configure({ interruptGraceMs: 60_000 })
  const controller = new AbortController()
  const outcome = lost.execute(spec, { signal: controller.signal })
  await until(() => findProcesses(spec.runId).length >= 3)
  await executor.endLeftovers([spec.runId])
  expect(findProcesses(spec.runId)).toEqual([])
  expect(await classOf(outcome)).toBe('killed')
  await lost[Symbol.asyncDispose]()
})

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('this did not come true in 10 s')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
