import { createRedactor, MASK } from '@ccsp/foundation'
import { describe, expect, test } from 'vitest'
import type { Config } from './config-types.ts'
import { loadConfig } from './load-config.ts'
import { listSecrets, maskConfig } from './mask-config.ts'

function load(env: Record<string, string>): Config {
  return loadConfig({ env, files: [], defaults: { stateDirectory: '/state' } })
}

const SECRETS = {
  CCSP_REDIS_PASSWORD: 'secret-one',
  CCSP_REDIS_SENTINEL_PASSWORD: 'secret-two',
  CCSP_GITHUB_TOKEN: 'secret-three',
  CCSP_REDIS_URL: 'redis://user:secret%20four@host:1/2?password=secret-five',
}

describe('maskConfig', () => {
  test('masks every secret, and the password inside redis.url, and nothing else', () => {
    const config = load(SECRETS)
    const masked = maskConfig(config)
    expect(masked.redis).toEqual({
      ...config.redis,
      password: MASK,
      sentinelPassword: MASK,
      url: `redis://user:${MASK}@host:1/2?password=${MASK}`,
    })
    expect(masked).toEqual({ ...config, redis: masked.redis, github: { token: MASK } })
  })

  test('masks a password with an @ that nobody encoded', () => {
    expect(maskConfig(load({ CCSP_REDIS_URL: 'redis://:p@ss@host' })).redis.url).toBe(`redis://:${MASK}@host`)
  })

  test('leaves the configuration itself and settings that are not there alone', () => {
    const config = load(SECRETS)
    maskConfig(config)
    expect(config.github.token).toBe('secret-three')
    expect(maskConfig(load({})).github).toEqual({})
  })
})

describe('listSecrets', () => {
  test('has every secret, those of redis.url as written and as meant', () => {
    expect(listSecrets(load(SECRETS)).toSorted()).toEqual(
      ['secret%20four', 'secret four', 'secret-one', 'secret-two', 'secret-three', 'secret-five'].toSorted(),
    )
  })

  test('is empty without secrets', () => {
    expect(listSecrets(load({ CCSP_REDIS_URL: 'redis://host' }))).toEqual([])
  })

  test('takes a lone percent sign as it is', () => {
    expect(listSecrets(load({ CCSP_REDIS_URL: 'redis://:100%25zz%@host' }))).toContain('100%25zz%')
  })

  test('makes a redactor that leaves none of them in a text', () => {
    const config = load(SECRETS)
    expect(createRedactor(listSecrets(config)).text(JSON.stringify(config))).not.toContain('secret')
  })
})
