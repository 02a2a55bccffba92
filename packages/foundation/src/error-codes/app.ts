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
