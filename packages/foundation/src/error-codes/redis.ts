import { EXIT, type ErrorCode } from './error-code.ts'

export const REDIS_CODES = {
  CCSP_REDIS_UNREACHABLE: {
    exitCode: EXIT.unavailable,
    isRetryable: true,
    message: { en: 'Redis at {address} cannot be reached: {reason}', ja: 'Redis ({address}) に接続できません: {reason}' },
    hint: {
      en: 'Start it, or correct redis.url (ccsp config show redis)',
      ja: 'Redis を起動するか redis.url を修正してください (ccsp config show redis)',
    },
  },
  CCSP_REDIS_AUTH: {
    exitCode: EXIT.unavailable,
    isRetryable: true,
    message: { en: 'Redis at {address} refused the login: {reason}', ja: 'Redis ({address}) に認証を拒否されました: {reason}' },
    hint: {
      en: 'Correct redis.password (and redis.username, where ACLs are used)',
      ja: 'redis.password (ACL を使う場合は redis.username も) を修正してください',
    },
  },
  CCSP_REDIS_TIMEOUT: {
    exitCode: EXIT.timeout,
    isRetryable: true,
    message: {
      en: 'Redis at {address} did not answer within {timeoutMs} ms',
      ja: 'Redis ({address}) が {timeoutMs} ミリ秒以内に応答しませんでした',
    },
    hint: { en: 'It hangs, or is overloaded: redis-cli -u URL --latency', ja: '停止中か過負荷です: redis-cli -u URL --latency' },
  },
  CCSP_REDIS_SERVER_MISSING: {
    exitCode: EXIT.unavailable,
    isRetryable: false,
    message: {
      en: 'The embedded Redis cannot start: {program} cannot be run: {reason}',
      ja: '組み込み Redis を起動できません: {program} を実行できません: {reason}',
    },
    hint: {
      en: 'Install redis-server, or set redis.mode to url',
      ja: 'redis-server をインストールするか redis.mode を url にしてください',
    },
  },
  CCSP_REDIS_SERVER_FAILED: {
    exitCode: EXIT.unavailable,
    isRetryable: false,
    message: { en: 'The embedded Redis ended while starting: {reason}', ja: '組み込み Redis が起動中に終了しました: {reason}' },
    hint: { en: 'Look at {logPath}', ja: '{logPath} を確認してください' },
  },
  CCSP_REDIS_IN_USE: {
    exitCode: EXIT.unavailable,
    isRetryable: true,
    message: {
      en: 'The data folder {directory} is in use by process {pid}',
      ja: 'データフォルダー {directory} はプロセス {pid} が使用中です',
    },
    hint: {
      en: 'Stop the other ccspd, or set paths.stateDirectory to another folder',
      ja: '別の ccspd を停止するか paths.stateDirectory を変更してください',
    },
  },
} as const satisfies Record<string, ErrorCode>
