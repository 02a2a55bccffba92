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
  if (config.sentinels.length > 0) return { ...sentinelOptions(config), ...login, ...tlsOptions(config, false) }
  if (config.url === undefined) throw new CcspError('CCSP_REDIS_UNREACHABLE', { address: 'unknown', reason: 'no address is set' })
  return { ...urlOptions(config.url), ...login, ...tlsOptions(config, new URL(config.url).protocol === 'rediss:') }
}

function urlOptions(text: string): RedisOptions {
  const url = parseUrl(text)
  const login = {
    ...(url.username === '' ? {} : { username: decoded(url.username) }),
    ...(url.password === '' ? {} : { password: decoded(url.password) }),
  }
  if (url.protocol === 'unix:') return { path: decoded(url.pathname), db: Number(url.searchParams.get('db') ?? 0), ...login }
  return {
    host: url.hostname === '' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 6379 : Number(url.port),
    db: Number(url.pathname.slice(1) || 0),
    ...login,
  }
}

/** A percent sign that begins no escape stands for itself, as people type it. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
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
    sentinels: config.sentinels.map(sentinelAddress),
    ...(config.sentinelName === undefined ? {} : { name: config.sentinelName }),
    // Without it a hung master is noticed after 20 s instead of 7.
    failoverDetector: true,
    ...(config.sentinelPassword === undefined ? {} : { sentinelPassword: config.sentinelPassword }),
  }
}

function sentinelAddress(address: string): { host: string; port: number } {
  const [, host = address, port = '26379'] = /^(.+):(\d+)$/.exec(address) ?? []
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

function tlsOptions(config: RedisConfig, isWanted: boolean): RedisOptions {
  const files = { ca: config.tlsCaPath, cert: config.tlsCertPath, key: config.tlsKeyPath }
  const given = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (!isWanted && given.length === 0) return {}
  const tls = Object.fromEntries(given.map(([name, path]) => [name, readCertificate(path)]))
  // With Sentinel, both the way to the sentinels and the way to the master.
  return config.sentinels.length === 0 ? { tls } : { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CcspError('CCSP_CONFIG_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error })
  }
}
