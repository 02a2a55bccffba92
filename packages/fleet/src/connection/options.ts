import { readFileSync } from 'node:fs'
import type { RedisConfig } from '@ccsp/config'
import { CcspError, reasonOf } from '@ccsp/foundation'
import type { RedisOptions } from 'ioredis'

/** Where a connection goes, without secrets: for people and logs. */
export function addressOf(config: RedisConfig): string {
  if (config.sentinels.length > 0) return `sentinel ${config.sentinels.join(',')}/${config.sentinelName}`
  if (config.url === undefined) return 'embedded'
  const url = parseUrl(config.url)
  return url.protocol === 'unix:' ? url.pathname : `${url.hostname || '127.0.0.1'}:${url.port || '6379'}`
}

/** Translates the settings into ioredis options. @throws CcspError CCSP_CONFIG_UNREADABLE for a certificate file */
export function optionsOf(config: RedisConfig): RedisOptions {
  const login = {
    ...(config.username === undefined ? {} : { username: config.username }),
    ...(config.password === undefined ? {} : { password: config.password }),
  }
  if (config.sentinels.length > 0) return { ...sentinelOptions(config), ...login, ...tlsOptions(config, 'tls') }
  if (config.url === undefined) throw new CcspError('CCSP_REDIS_UNREACHABLE', { address: 'unknown', reason: 'no address is set' })
  return { ...urlOptions(config.url), ...login, ...tlsOptions(config, new URL(config.url).protocol === 'rediss:' ? 'tls' : 'auto') }
}

function urlOptions(text: string): RedisOptions {
  const url = parseUrl(text)
  const login = {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  }
  if (url.protocol === 'unix:') return { path: decodeURIComponent(url.pathname), db: Number(url.searchParams.get('db') ?? 0), ...login }
  return {
    host: url.hostname === '' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 6379 : Number(url.port),
    db: Number(url.pathname.slice(1) || 0),
    ...login,
  }
}

function parseUrl(text: string): URL {
  try {
    return new URL(text)
  } catch (error) {
    throw new CcspError('CCSP_REDIS_UNREACHABLE', { address: 'unknown', reason: 'redis.url is not a URL' }, { cause: error })
  }
}

function sentinelOptions(config: RedisConfig): RedisOptions {
  return {
    sentinels: config.sentinels.map((address) => {
      const colon = address.lastIndexOf(':')
      return colon < 0 ? { host: address, port: 26379 } : { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) }
    }),
    name: config.sentinelName,
    // Without it a hung master is noticed after 20 s instead of 7.
    failoverDetector: true,
    ...(config.sentinelPassword === undefined ? {} : { sentinelPassword: config.sentinelPassword }),
  }
}

function tlsOptions(config: RedisConfig, mode: 'tls' | 'auto'): RedisOptions {
  const files = { ca: config.tlsCaPath, cert: config.tlsCertPath, key: config.tlsKeyPath }
  const given = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (mode === 'auto' && given.length === 0) return {}
  if (config.sentinels.length > 0 && given.length === 0) return {}
  return { tls: Object.fromEntries(given.map(([name, path]) => [name, readCertificate(path)])) }
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CcspError('CCSP_CONFIG_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error })
  }
}
