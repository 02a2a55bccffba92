import type { RunnerConfig } from '@ccsp/config'
import { CcspError } from '@ccsp/foundation'
import type { RunSpec } from '../execution.ts'

/** What of a run's arguments is not in its request. */
export interface ArgumentFiles {
  /** File with the text added to the system prompt: never in argv, which every user of the host can read. */
  readonly systemPromptPath?: string
  /** Files of the request that the CLI may read although they lie outside its working directory. */
  readonly readablePaths: readonly string[]
}

type ArgumentConfig = Pick<
  RunnerConfig,
  | 'permissionMode'
  | 'isBypassAllowed'
  | 'allowedTools'
  | 'disallowedTools'
  | 'maxTurns'
  | 'maxBudgetUsd'
  | 'defaultModel'
  | 'fallbackModel'
>

/** The CLI's rules have a syntax of their own, so only names without any special character become a rule. */
const PLAIN_PATH = /^\/[\w./-]+$/

const STREAM_ARGUMENTS = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose']

/** The arguments of one run of `claude`. Values that a client chose are bound with `=`: none can pass for an option. */
export function buildArguments(spec: RunSpec, config: ArgumentConfig, files: ArgumentFiles): string[] {
  const model = spec.model ?? config.defaultModel
  const fallbackModel = spec.fallbackModel ?? config.fallbackModel
  const readRules = files.readablePaths.filter((path) => PLAIN_PATH.test(path)).map((path) => `Read(/${path})`)
  return [
    ...STREAM_ARGUMENTS,
    `--session-id=${spec.sessionId}`,
    ...(spec.isContinued ? ['--continue', '--fork-session'] : []),
    `--permission-mode=${permissionMode(config)}`,
    ...many('--allowedTools', [...config.allowedTools, ...readRules]),
    ...many('--disallowedTools', config.disallowedTools),
    ...(model === undefined ? [] : [`--model=${model}`]),
    ...(fallbackModel === undefined ? [] : [`--fallback-model=${fallbackModel}`]),
    ...(config.maxTurns > 0 ? [`--max-turns=${config.maxTurns}`] : []),
    ...(config.maxBudgetUsd > 0 ? [`--max-budget-usd=${config.maxBudgetUsd}`] : []),
    ...(files.systemPromptPath === undefined ? [] : [`--append-system-prompt-file=${files.systemPromptPath}`]),
  ]
}

const many = (option: string, values: readonly string[]): string[] => (values.length === 0 ? [] : [option, ...values])

/** @throws CcspError CCSP_CONFIG_INVALID for a bypass that the operator did not allow */
export function permissionMode(config: Pick<RunnerConfig, 'permissionMode' | 'isBypassAllowed'>): string {
  if (config.permissionMode === 'bypassPermissions' && !config.isBypassAllowed) {
    const problems = 'runner.permissionMode is bypassPermissions, but runner.isBypassAllowed is false'
    throw new CcspError('CCSP_CONFIG_INVALID', { count: 1, problems })
  }
  return config.permissionMode
}
