import { join } from 'node:path'
import type { Config, RedisConfig } from '@ccsp/config'
import { CcspError } from '@ccsp/foundation'
import { type Context, note } from './context.ts'
import { isRunning, readRuntimeFile, type RuntimeFacts } from './runtime-file.ts'

/** Where the systemd service keeps its runtime file. */
const SERVICE_RUNTIME_FILE = '/run/ccsp/ccspd.json'

/**
 * The settings with the address of the Redis that the service uses: the one in the settings, else the one in the runtime file
 * of a running daemon.
 * @throws CcspError CCSP_SERVICE_NOT_FOUND, CCSP_FILE_UNREADABLE
 */
export async function findRedis(context: Context, config: Config): Promise<Config> {
  if (config.redis.mode === 'url') return config
  const { runtimeFile, stateDirectory } = config.paths
  // Who names a file means that daemon and no other.
  const isNamed = runtimeFile !== join(stateDirectory, 'run', 'ccspd.json')
  const paths = isNamed ? [runtimeFile] : [runtimeFile, SERVICE_RUNTIME_FILE]
  for (const path of paths) {
    const facts = await readRuntimeFile(path)
    if (facts !== null) return { ...config, redis: redisOf(context, config.redis, facts) }
  }
  throw new CcspError('CCSP_SERVICE_NOT_FOUND', { paths: paths.join(', ') })
}

function redisOf(context: Context, config: RedisConfig, { path, pid, redisUrl }: RuntimeFacts): RedisConfig {
  if (!isRunning(pid)) note(context, context.t('note.serviceGone', { pid, path }))
  const { password } = new URL(redisUrl)
  if (password !== '') context.secrets.add(decodeURIComponent(password))
  // A login in the settings belongs to another Redis.
  const { username: _user, password: _password, ...rest } = config
  return { ...rest, mode: 'url', url: redisUrl }
}
