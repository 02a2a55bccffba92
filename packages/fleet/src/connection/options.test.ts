import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { settingsOf } from '../fleet.test-support.ts'
import { addressOf, optionsOf } from './options.ts'

const FORMS: [string, object, string][] = [
  ['redis://example.org', { host: 'example.org', port: 6379, db: 0 }, 'example.org:6379'],
  ['redis://example.org:7000/3', { host: 'example.org', port: 7000, db: 3 }, 'example.org:7000'],
  ['redis://:p%40ss%2Fw@h:1', { host: 'h', port: 1, db: 0, password: 'p@ss/w' }, 'h:1'],
  ['redis://user:100%@h:1', { host: 'h', port: 1, db: 0, username: 'user', password: '100%' }, 'h:1'],
  ['redis://[::1]:6390', { host: '::1', port: 6390, db: 0 }, '[::1]:6390'],
  ['rediss://h', { host: 'h', port: 6379, db: 0, tls: {} }, 'h:6379'],
  ['unix:///run/a%20b/redis.sock?db=2', { path: '/run/a b/redis.sock', db: 2 }, '/run/a%20b/redis.sock'],
]

test.each(FORMS)('%s is understood', (url, options, address) => {
  const { redis } = settingsOf(url)
  expect(optionsOf(redis)).toEqual(options)
  expect(addressOf(redis)).toBe(address)
})

test('user and password of the settings win over those of the URL', () => {
  const { redis } = settingsOf('redis://a:b@h', { 'redis.username': 'u', 'redis.password': 'secret-1' })
  expect(optionsOf(redis)).toMatchObject({ username: 'u', password: 'secret-1' })
})

test('sentinels are addressed by host and port, IPv6 too', () => {
  const { redis } = settingsOf('redis://h')
  const config = {
    ...redis,
    url: undefined as never,
    sentinels: ['a:26380', '[::1]:26381'],
    sentinelName: 'm',
    sentinelPassword: 'sentinel-secret',
  }
  expect(optionsOf(config)).toEqual({
    sentinels: [
      { host: 'a', port: 26_380 },
      { host: '::1', port: 26_381 },
    ],
    name: 'm',
    sentinelPassword: 'sentinel-secret',
    failoverDetector: true,
  })
  expect(addressOf(config)).toBe('sentinel a:26380,[::1]:26381/m')
})

test('certificate files turn TLS on, to the sentinels as well; one that cannot be read is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ccsp-tls-'))
  const path = join(folder, 'ca.pem')
  await writeFile(path, 'PEM')
  const { redis } = settingsOf('redis://h', { 'redis.tlsCaPath': path })
  expect(optionsOf(redis)).toMatchObject({ tls: { ca: 'PEM' } })
  const sentinel = { ...redis, url: undefined as never, sentinels: ['a:1'], sentinelName: 'm' }
  expect(optionsOf(sentinel)).toMatchObject({ tls: { ca: 'PEM' }, sentinelTLS: { ca: 'PEM' }, enableTLSForSentinelMode: true })
  await rm(folder, { recursive: true })
  expect(() => optionsOf(redis)).toThrow(expect.objectContaining({ code: 'CCSP_CONFIG_UNREADABLE' }) as Error)
})
