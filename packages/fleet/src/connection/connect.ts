import type { RedisConfig } from '@ccsp/config'
import { backOffMs, CcspError, reasonOf } from '@ccsp/foundation'
import { Redis, type RedisOptions, ReplyError } from 'ioredis'
import { FLEET_SCRIPTS, type FleetRedis } from '../scripts/commands.ts'
import { addressOf, optionsOf } from './options.ts'

/**
 * What a connection is for.
 * - `command`: a person waits: every command ends in time with a coded error.
 * - `service`: the daemon's work: a command waits for Redis to come back, however long.
 * - `observe`: a picture of now: fails at once while Redis is away.
 */
export type ConnectionPurpose = 'command' | 'service' | 'observe'

/** Opens a connection. It connects by itself and reconnects for ever; end it with `disconnect()`. */
export function connectRedis(
  config: RedisConfig,
  purpose: ConnectionPurpose,
  onError: (error: CcspError) => void = () => {},
): FleetRedis {
  const options: Omit<RedisOptions, 'replyMapping'> = {
    ...optionsOf(config),
    connectionName: `ccsp-${purpose}`,
    connectTimeout: config.connectTimeoutMs,
    scripts: FLEET_SCRIPTS,
    retryStrategy: (attempt) => backOffMs(attempt, { baseMs: 50, maxMs: 2_000 }),
    // After a failover the old master answers READONLY: connect anew, to the new one.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
    ...purposeOptions(config, purpose),
  }
  const redis = new Redis(options)
  redis.on('error', (error: unknown) => {
    const coded = redisError(error, config)
    lastFailures.set(config, coded)
    onError(coded)
  })
  redis.on('ready', () => lastFailures.delete(config))
  return redis as FleetRedis
}

/** Ends a connection and whatever waits on it: that rejects. */
export function disconnectRedis(redis: Pick<Redis, 'status' | 'connect' | 'disconnect'>): void {
  redis.disconnect()
  if (redis.status !== 'reconnecting') return
  // Ended between two attempts to connect, ioredis leaves what waits waiting for ever. One more attempt, called off, ends it.
  redis.connect().catch(() => {})
  redis.disconnect()
}

/** Why the way to a Redis is broken, while it is: a command that fails for want of a connection does not say so itself. */
const lastFailures = new WeakMap<RedisConfig, CcspError>()

function purposeOptions(config: RedisConfig, purpose: ConnectionPurpose): object {
  if (purpose === 'service') return { maxRetriesPerRequest: null }
  // A picture waits for nothing: what does not answer is given up, the connection with it, for the next one may lead elsewhere.
  if (purpose === 'observe') {
    return {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: config.commandTimeoutMs,
      socketTimeout: config.commandTimeoutMs,
    }
  }
  return { maxRetriesPerRequest: 2, commandTimeout: config.commandTimeoutMs }
}

/** Any failure of Redis or of the way to it, as one of the CCSP_REDIS_* errors. */
export function redisError(error: unknown, config: RedisConfig): CcspError {
  if (error instanceof CcspError) return error
  const known = isWithoutConnection(error) ? lastFailures.get(config) : undefined
  if (known) return known
  const address = addressOf(config)
  if (isLoginRefused(error)) return new CcspError('CCSP_REDIS_AUTH', { address, reason: reasonOf(error) }, { cause: error })
  if (isTimeout(error))
    return new CcspError('CCSP_REDIS_TIMEOUT', { address, timeoutMs: config.commandTimeoutMs }, { cause: error })
  return new CcspError('CCSP_REDIS_UNREACHABLE', { address, reason: reasonOf(error) }, { cause: error })
}

/** Redis tells the kind of a refusal by the first word of its reply: that word is its error code. */
function isLoginRefused(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === ReplyError.name &&
    /^(NOAUTH|WRONGPASS|NOPERM)\b|^ERR (AUTH|invalid password)/.test(error.message)
  )
}

/** ioredis gives its time-outs no code of their own. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Command timed out'
}

/** ioredis says so of every command that it could not send, whatever broke the connection. It gives these no code either. */
function isWithoutConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    isTimeout(error) ||
    /^(Connection is closed|Stream isn't writeable|Command aborted)/.test(error.message)
  )
}
