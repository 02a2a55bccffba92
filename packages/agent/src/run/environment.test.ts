import { expect, test } from 'vitest'
import { buildEnvironment } from './environment.ts'

const config = { environment: [], maxRetries: 2 }

test('nothing but the allowlist, locale and proxies is handed on', () => {
  const daemon = {
    PATH: '/bin',
    LC_ALL: 'C',
    https_proxy: 'http://p',
    NODE_OPTIONS: '--inspect',
    LD_PRELOAD: 'x',
    AWS_SECRET: 'x',
    UNSET: undefined,
  }
  const names = Object.keys(buildEnvironment(daemon, config, 'run-1'))
  expect(names.toSorted()).toEqual(
    [
      'CCSP_RUN_ID',
      'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC',
      'CLAUDE_CODE_MAX_RETRIES',
      'DISABLE_AUTOUPDATER',
      'LC_ALL',
      'PATH',
      'https_proxy',
    ].toSorted(),
  )
})

test('further variables are handed on by name, but no secret of the daemon', () => {
  const daemon = { JAVA_HOME: '/j', GITHUB_TOKEN: 'x', REDIS_PASSWORD: 'x', CCSP_REDIS_PASSWORD: 'x', CCSP_RUN_ID: 'outer' }
  const result = buildEnvironment(daemon, { ...config, environment: Object.keys(daemon) }, 'run-1')
  expect(result).toMatchObject({ JAVA_HOME: '/j', CCSP_RUN_ID: 'run-1' })
  for (const name of ['GITHUB_TOKEN', 'REDIS_PASSWORD', 'CCSP_REDIS_PASSWORD']) expect(result).not.toHaveProperty(name)
})

test('the configured folder of the login wins over the inherited one', () => {
  const result = buildEnvironment({ CLAUDE_CONFIG_DIR: '/a' }, { ...config, claudeConfigDirectory: '/b' }, 'r')
  expect(result['CLAUDE_CONFIG_DIR']).toBe('/b')
})
