import { isCcspError } from '@ccsp/foundation'
import { expect, test } from 'vitest'
import type { RunSpec } from '../execution.ts'
import { buildArguments } from './arguments.ts'

const spec: RunSpec = { runId: 'r', prompt: 'top secret', includeFiles: [], sessionId: 'uuid', isContinued: false, timeoutMs: 1 }
const config = {
  permissionMode: 'default',
  isBypassAllowed: false,
  allowedTools: [],
  disallowedTools: [],
  maxTurns: 0,
  maxBudgetUsd: 0,
} as const
const base = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose', '--session-id=uuid']

test('a plain request has the stream format, its session and the permission mode, and never its prompt', () => {
  expect(buildArguments(spec, config, { readablePaths: [] })).toEqual([...base, '--permission-mode=default'])
})

test('every setting has its option', () => {
  const all = { ...config, allowedTools: ['Read', 'Bash(git *)'], disallowedTools: ['WebFetch'], maxTurns: 3, maxBudgetUsd: 0.5 }
  const asked = { ...spec, isContinued: true, model: 'opus', fallbackModel: 'sonnet' }
  expect(buildArguments(asked, all, { readablePaths: ['/a/b.txt', '/a/b c(1).txt'], systemPromptPath: '/s' })).toEqual([
    ...base,
    '--continue',
    '--fork-session',
    '--permission-mode=default',
    '--allowedTools',
    'Read',
    'Bash(git *)',
    'Read(//a/b.txt)',
    '--disallowedTools',
    'WebFetch',
    '--model=opus',
    '--fallback-model=sonnet',
    '--max-turns=3',
    '--max-budget-usd=0.5',
    '--append-system-prompt-file=/s',
  ])
})

test('the models of the configuration serve requests that name none', () => {
  const models = { ...config, defaultModel: 'haiku', fallbackModel: 'sonnet' }
  expect(buildArguments(spec, models, { readablePaths: [] })).toEqual(
    expect.arrayContaining(['--model=haiku', '--fallback-model=sonnet']),
  )
  expect(buildArguments({ ...spec, model: 'opus' }, models, { readablePaths: [] })).toContain('--model=opus')
})

test('a model that looks like an option stays a value', () => {
  const model = '--dangerously-skip-permissions'
  const args = buildArguments({ ...spec, model, fallbackModel: model }, config, { readablePaths: [] })
  expect(args).not.toContain(model)
  expect(args).toContain(`--model=${model}`)
})

test('permissions are bypassed only where the operator allowed it', () => {
  const bypass = { ...config, permissionMode: 'bypassPermissions' } as const
  let thrown: unknown
  try {
    buildArguments(spec, bypass, { readablePaths: [] })
  } catch (error) {
    thrown = error
  }
  expect(isCcspError(thrown, 'CCSP_CONFIG_INVALID')).toBe(true)
  expect(buildArguments(spec, { ...bypass, isBypassAllowed: true }, { readablePaths: [] })).toContain(
    '--permission-mode=bypassPermissions',
  )
})
