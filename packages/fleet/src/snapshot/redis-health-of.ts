import type { RedisHealth } from './snapshot.ts'

/** Reads the answer of INFO (https://redis.io/docs/latest/commands/info/). */
export function redisHealthOf(info: string, latencyMs: number): RedisHealth {
  const fields = new Map(
    info.split('\r\n').flatMap((line): [string, string][] => {
      const colon = line.indexOf(':')
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]]
    }),
  )
  const count = (name: string): number => Number(fields.get(name) ?? 0)
  return {
    version: fields.get('redis_version') ?? '',
    role: fields.get('role') ?? '',
    uptimeSeconds: count('uptime_in_seconds'),
    usedMemoryBytes: count('used_memory'),
    maxMemoryBytes: count('maxmemory'),
    maxMemoryPolicy: fields.get('maxmemory_policy') ?? '',
    connectedClients: count('connected_clients'),
    isAppendOnly: fields.get('aof_enabled') === '1',
    isLastSaveGood: fields.get('rdb_last_bgsave_status') === 'ok',
    isLastAppendGood: fields.get('aof_last_write_status') === 'ok',
    latencyMs,
  }
}
