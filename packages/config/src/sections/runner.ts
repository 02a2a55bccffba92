import { z } from 'zod'
import { GIB, KIB, MAX_TIMER_MS, MIB } from '../limits.ts'
import { ABSOLUTE_PATH, choice, decimal, flag, integer, list, optionalText, text } from '../setting.ts'

const VARIABLE_NAME = {
  expected: { en: 'the name of a variable', ja: '環境変数の名前' },
  isValid: (value: string) => /^[A-Za-z_]\w*$/.test(value),
}

export const runnerSection = z.strictObject({
  mode: choice(['auto', 'claude', 'simulator'], {
    description:
      'Who runs requests: the real CLI (claude), the built-in simulator, or the CLI when a usable login is found (auto)',
    ja: '実行者: 実際の CLI (claude)、内蔵シミュレーター (simulator)、ログインがあれば CLI (auto)',
    default: 'auto',
  }),
  claudePath: text({
    description: 'The Claude Code CLI: a name on PATH, or a path',
    ja: 'Claude Code CLI: PATH 上の名前またはパス',
    default: 'claude',
    aliases: ['CLAUDE_CLI_PATH'],
  }),
  claudeConfigDirectory: optionalText({
    description: 'Folder with the login of the CLI, where it is not the default of the CLI',
    ja: 'CLI のログイン情報のフォルダー (CLI の既定と異なる場合)',
    ...ABSOLUTE_PATH,
  }),
  defaultModel: optionalText({
    description: 'Model for requests that name none',
    ja: 'モデル指定のないリクエストのモデル',
    computedDefault: { en: 'the choice of the CLI', ja: 'CLI の既定' },
  }),
  fallbackModel: optionalText({
    description: 'Model used while the first one is overloaded, for requests that name none',
    ja: '過負荷時の代替モデル (リクエストに指定がない場合)',
    computedDefault: { en: 'none', ja: 'なし' },
  }),
  permissionMode: choice(['default', 'acceptEdits', 'dontAsk', 'plan', 'bypassPermissions'], {
    description: 'Permission mode of the CLI. bypassPermissions is refused unless runner.isBypassAllowed is true',
    ja: 'CLI の権限モード。bypassPermissions は runner.isBypassAllowed が true でなければ拒否',
    default: 'default',
  }),
  isBypassAllowed: flag({
    description: 'Whether permissionMode may be bypassPermissions: any client could then run any command as the service user',
    ja: 'bypassPermissions を許可するか。許可すると全クライアントがサービスユーザーとして任意のコマンドを実行できる',
    default: false,
  }),
  allowedTools: list({
    description: 'Tools that need no permission, as the CLI writes them: Read, Bash(git log:*)',
    ja: '許可不要のツール (CLI の表記): Read、Bash(git log:*)',
  }),
  disallowedTools: list({ description: 'Tools that are never used', ja: '使用を禁止するツール' }),
  allowedRoots: list({
    description: 'Folders below which the working folder and the files of a request must lie. Empty: a request may name none',
    ja: 'リクエストの作業フォルダーとファイルが置かれるべきフォルダー。空の場合は指定不可',
    ...ABSOLUTE_PATH,
  }),
  timeoutMs: integer({
    description: 'Time for a run of a request that names none',
    ja: '時間指定のないリクエストの実行時間',
    unit: 'ms',
    default: 600_000,
    min: 10,
    max: MAX_TIMER_MS,
    aliases: ['CLAUDE_API_TIMEOUT'],
  }),
  maxTimeoutMs: integer({
    description: 'Longest time a request may ask for',
    ja: 'リクエストが指定できる最長の実行時間',
    unit: 'ms',
    default: 3_600_000,
    min: 10,
    max: MAX_TIMER_MS,
  }),
  stallTimeoutMs: integer({
    description: 'Time without output after which a run is ended; 0 for no limit',
    ja: '出力がない実行を打ち切るまでの時間。0 は無制限',
    unit: 'ms',
    default: 0,
    min: 0,
    max: MAX_TIMER_MS,
  }),
  maxOutputBytes: integer({
    description: 'Output of a run above which it is ended',
    ja: '実行を打ち切る出力サイズ',
    unit: 'bytes',
    default: 16 * MIB,
    min: KIB,
    max: GIB,
  }),
  maxTurns: integer({
    description: 'Turns of a run; 0 for no limit',
    ja: '1 回の実行のターン数。0 は無制限',
    unit: 'turns',
    default: 0,
    min: 0,
    max: 100_000,
  }),
  maxBudgetUsd: decimal({
    description: 'Cost of a run; 0 for no limit',
    ja: '1 回の実行の費用。0 は無制限',
    unit: 'US dollars',
    default: 0,
    min: 0,
    max: 1_000_000,
  }),
  interruptGraceMs: integer({
    description: 'Time between SIGINT and SIGKILL when a run is ended',
    ja: '実行の打ち切り時に SIGINT から SIGKILL まで待つ時間',
    unit: 'ms',
    default: 3_000,
    min: 0,
    max: 600_000,
  }),
  maxRetries: integer({
    description: 'Retries that the CLI makes by itself for one API call',
    ja: 'CLI 自身が 1 回の API 呼び出しで行う再試行の数',
    unit: 'retries',
    default: 2,
    min: 0,
    max: 100,
  }),
  environment: list({
    description: 'Names of further variables that are handed to the CLI',
    ja: 'CLI に渡す追加の環境変数の名前',
    ...VARIABLE_NAME,
  }),
})
