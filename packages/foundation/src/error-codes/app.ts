import { EXIT, type ErrorCode } from './error-code.ts'

export const APP_CODES = {
  CCSP_USAGE: {
    exitCode: EXIT.usage,
    isRetryable: false,
    message: { en: '{reason}', ja: '{reason}' },
    hint: { en: 'See: {command} --help', ja: '参照: {command} --help' },
  },
  CCSP_PORT_TAKEN: {
    exitCode: EXIT.unavailable,
    isRetryable: true,
    message: { en: 'The address {address} is taken by another program', ja: 'アドレス {address} は別のプログラムが使用中です' },
    hint: {
      en: 'Stop that program (ss -ltnp), or set http.port',
      ja: 'そのプログラムを停止する (ss -ltnp) か http.port を変更してください',
    },
  },
  CCSP_FILE_UNREADABLE: {
    exitCode: EXIT.notFound,
    isRetryable: false,
    message: { en: 'The file {path} cannot be read: {reason}', ja: 'ファイル {path} を読み込めません: {reason}' },
    hint: { en: 'Check the path and its permissions: ls -l {path}', ja: 'パスと権限を確認してください: ls -l {path}' },
  },
  CCSP_SERVICE_NOT_FOUND: {
    exitCode: EXIT.unavailable,
    isRetryable: true,
    message: {
      en: 'The service does not seem to run here: redis.url is not set, and there is no {paths}',
      ja: 'サービスが動作していないようです: redis.url が未設定で、{paths} もありません',
    },
    hint: {
      en: 'Start it: npm start, or systemctl start ccsp-agent; or set redis.url',
      ja: '起動してください: npm start または systemctl start ccsp-agent。または redis.url を設定してください',
    },
  },
  CCSP_REQUEST_FAILED: {
    exitCode: EXIT.failed,
    isRetryable: true,
    message: { en: 'The request failed (job {jobId}): {reason}', ja: 'リクエストは失敗しました (ジョブ {jobId}): {reason}' },
    hint: {
      en: 'Look at the job: ccsp queue show {jobId}; run it again: ccsp queue retry {jobId}',
      ja: 'ジョブの確認: ccsp queue show {jobId}、再実行: ccsp queue retry {jobId}',
    },
  },
  CCSP_WAIT_INTERRUPTED: {
    exitCode: EXIT.interrupted,
    isRetryable: true,
    message: {
      en: 'No longer waiting; job {jobId} stays on the queue',
      ja: '待機を中止しました。ジョブ {jobId} はキューに残っています',
    },
    hint: {
      en: 'Look at the job: ccsp queue show {jobId}; end it: ccsp queue cancel {jobId}',
      ja: 'ジョブの確認: ccsp queue show {jobId}、取消: ccsp queue cancel {jobId}',
    },
  },
  CCSP_INTERNAL: {
    exitCode: EXIT.failed,
    isRetryable: false,
    message: { en: 'Something failed that should not: {reason}', ja: '予期しない失敗です: {reason}' },
    hint: {
      en: 'Please report it with the output of: ccsp status --json',
      ja: 'ccsp status --json の出力を添えて報告してください',
    },
  },
} as const satisfies Record<string, ErrorCode>
