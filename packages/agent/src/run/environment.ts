import type { RunnerConfig } from '@ccsp/config'

/** Variables by their names alone. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The variable that marks every process of a run. */
export const RUN_MARKER = 'CCSP_RUN_ID'

const ALLOWED = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TZ',
  'TMPDIR',
  'SHELL',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'NODE_EXTRA_CA_CERTS',
  'CLAUDE_CONFIG_DIR',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_BASE_URL',
]

/** What belongs to the daemon stays there, even when `runner.environment` names it. */
const isDaemonOnly = (name: string): boolean => /^(CCSP_|REDIS_|GITHUB_TOKEN$|GH_TOKEN$)/i.test(name)

type EnvironmentConfig = Pick<RunnerConfig, 'environment' | 'claudeConfigDirectory' | 'maxRetries'>

/** The whole environment of a run: an allowlist out of the daemon's, and what makes the CLI behave as a service. */
export function buildEnvironment(environment: Environment, config: EnvironmentConfig, runId: string): Record<string, string> {
  const result: Record<string, string> = {}
  const localeNames = Object.keys(environment).filter((name) => name.startsWith('LC_'))
  for (const name of [...ALLOWED, ...localeNames, ...config.environment]) {
    const value = environment[name]
    if (value !== undefined && !isDaemonOnly(name)) result[name] = value
  }
  if (config.claudeConfigDirectory !== undefined) result['CLAUDE_CONFIG_DIR'] = config.claudeConfigDirectory
  return {
    ...result,
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // The default of 10 keeps a refused login waiting for minutes.
    CLAUDE_CODE_MAX_RETRIES: String(config.maxRetries),
    [RUN_MARKER]: runId,
  }
}
