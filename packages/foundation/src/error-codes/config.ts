import { EXIT, type ErrorCode } from './error-code.ts'

export const CONFIG_CODES = {
  CCSP_CONFIG_INVALID: {
    exitCode: EXIT.config,
    isRetryable: false,
    message: { en: 'The configuration has {count} problem(s):\n{problems}', ja: '設定に問題が {count} 件あります:\n{problems}' },
    hint: {
      en: 'Correct the settings named above, then run: ccsp config check',
      ja: '上記の設定を修正してから実行してください: ccsp config check',
    },
  },
  CCSP_CONFIG_UNREADABLE: {
    exitCode: EXIT.config,
    isRetryable: false,
    message: {
      en: 'The configuration file {path} cannot be read: {reason}',
      ja: '設定ファイル {path} を読み込めません: {reason}',
    },
    hint: {
      en: 'Check that the file exists and that you may read it: ls -l {path}',
      ja: 'ファイルの有無と読み取り権限を確認してください: ls -l {path}',
    },
  },
  CCSP_CONFIG_EXPOSED: {
    exitCode: EXIT.config,
    isRetryable: false,
    message: {
      en: 'The environment file {path} can be read by others (mode {mode})',
      ja: '環境ファイル {path} を他のユーザーが読めます (モード {mode})',
    },
    hint: { en: 'It holds secrets. Run: chmod 600 {path}', ja: '機密情報を含むファイルです。実行してください: chmod 600 {path}' },
  },
} as const satisfies Record<string, ErrorCode>
