import { z } from 'zod'
import { MAX_TIMER_MS } from '../limits.ts'
import { ABSOLUTE_PATH, integer, list, optionalChoice, optionalText, text } from '../setting.ts'

export const redisSection = z.strictObject({
  mode: optionalChoice(['url', 'embedded'], {
    description: 'Where Redis is: at an address (url), or a private redis-server that ccspd starts and stops (embedded)',
    ja: 'Redis の場所: 指定したアドレス (url)、または ccspd が起動・停止する専用の redis-server (embedded)',
    computedDefault: {
      en: '`url` when redis.url or redis.sentinels is given, else `embedded`',
      ja: 'redis.url か redis.sentinels があれば `url`、なければ `embedded`',
    },
  }),
  url: optionalText({
    description:
      'Address of Redis: redis://host:port/db, rediss:// for TLS, unix:///path for a socket. A password is better put into redis.password',
    ja: 'Redis のアドレス: redis://host:port/db、TLS は rediss://、ソケットは unix:///path。パスワードは redis.password に置くことを推奨',
    expected: { en: 'a redis://, rediss:// or unix:// address', ja: 'redis://、rediss://、unix:// のアドレス' },
    isValid: isRedisAddress,
  }),
  username: optionalText({ description: 'ACL user, where Redis uses ACLs', ja: 'ACL ユーザー名 (ACL を使う場合)' }),
  password: optionalText({
    description: 'Password of Redis',
    ja: 'Redis のパスワード',
    isSecret: true,
    aliases: ['REDIS_PASSWORD'],
  }),
  sentinels: list({
    description: 'Sentinels as host:port. When given, redis.url stays empty',
    ja: 'Sentinel の一覧 (host:port)。指定する場合 redis.url は空にする',
    expected: { en: 'host:port', ja: 'host:port' },
    isValid: isHostAndPort,
  }),
  sentinelName: optionalText({
    description: 'Name of the master that the Sentinels watch',
    ja: 'Sentinel が監視するマスターの名前',
  }),
  sentinelPassword: optionalText({ description: 'Password of the Sentinels', ja: 'Sentinel のパスワード', isSecret: true }),
  tlsCaPath: optionalText({
    description: 'Certificate authority that signed the certificate of Redis (PEM)',
    ja: 'Redis の証明書に署名した認証局 (PEM)',
    ...ABSOLUTE_PATH,
  }),
  tlsCertPath: optionalText({
    description: 'Client certificate for mutual TLS (PEM)',
    ja: '相互 TLS のクライアント証明書 (PEM)',
    ...ABSOLUTE_PATH,
  }),
  tlsKeyPath: optionalText({
    description: 'Key of the client certificate (PEM)',
    ja: 'クライアント証明書の秘密鍵 (PEM)',
    ...ABSOLUTE_PATH,
  }),
  connectTimeoutMs: integer({
    description: 'Time to connect',
    ja: '接続の制限時間',
    unit: 'ms',
    default: 5_000,
    min: 10,
    max: MAX_TIMER_MS,
  }),
  commandTimeoutMs: integer({
    description: 'Time for Redis to answer a command',
    ja: 'コマンド応答の制限時間',
    unit: 'ms',
    default: 5_000,
    min: 10,
    max: MAX_TIMER_MS,
  }),
  embeddedPort: integer({
    description: 'First choice of the embedded Redis on loopback; another free port when it is taken; 0 for any',
    ja: '組み込み Redis のポート (ループバック) の第一候補。使用中なら空きポート。0 は任意',
    default: 6390,
    min: 0,
    max: 65_535,
  }),
  embeddedProgram: text({
    description: 'Program of the embedded Redis: a name on PATH, or a path',
    ja: '組み込み Redis のプログラム: PATH 上の名前またはパス',
    default: 'redis-server',
  }),
})

function isRedisAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  if (url.protocol === 'unix:') return url.pathname.length > 1
  return (url.protocol === 'redis:' || url.protocol === 'rediss:') && url.hostname !== ''
}

function isHostAndPort(value: string): boolean {
  const port = /^(?:[\w.-]+|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(value)?.[1]
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535
}
