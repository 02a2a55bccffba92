import { EXIT, type ErrorCode } from './error-code.ts'

export const AGENT_CODES = {
  CCSP_RUN_DIRECTORY: {
    exitCode: EXIT.refused,
    isRetryable: false,
    message: { en: 'The path {path} is outside the allowed folders', ja: 'パス {path} は許可されたフォルダーの外にあります' },
    hint: {
      en: 'Allow its folder in runner.allowedRoots, or choose another path',
      ja: 'runner.allowedRoots に追加するか、別のパスを指定してください',
    },
  },
  CCSP_RUN_INCLUDE: {
    exitCode: EXIT.refused,
    isRetryable: false,
    message: { en: 'The file {path} cannot be included: {reason}', ja: 'ファイル {path} を添付できません: {reason}' },
    hint: { en: 'Correct includeFiles and send the request again', ja: 'includeFiles を修正して再送してください' },
  },
  CCSP_RUN_SPAWN: {
    exitCode: EXIT.failed,
    isRetryable: true,
    message: { en: 'The program {program} cannot be started: {reason}', ja: 'プログラム {program} を起動できません: {reason}' },
    hint: {
      en: 'Correct runner.claudePath, or install the Claude Code CLI',
      ja: 'runner.claudePath を修正するか Claude Code CLI をインストールしてください',
    },
  },
  CCSP_LOGIN_MISSING: {
    exitCode: EXIT.config,
    isRetryable: false,
    message: { en: 'No usable Claude login was found for {user}', ja: '{user} の有効な Claude ログインが見つかりません' },
    hint: {
      en: 'Log in as that user: claude /login; or set runner.mode to simulator',
      ja: 'そのユーザーでログインしてください: claude /login。または runner.mode を simulator にしてください',
    },
  },
} as const satisfies Record<string, ErrorCode>
