import { type CcspErrorCode, ERROR_CODES, EXIT } from '@ccsp/foundation'
import { code, table } from './markdown.ts'

type Language = 'en' | 'ja'

const EXIT_MEANINGS: Record<keyof typeof EXIT, Record<Language, string>> = {
  ok: { en: 'done', ja: '成功' },
  failed: { en: 'failed', ja: '失敗' },
  usage: { en: 'the command line is wrong', ja: 'コマンドラインの誤り' },
  config: { en: 'the configuration is wrong', ja: '設定の誤り' },
  unavailable: { en: 'something that is needed is not there', ja: '必要なものが利用できない' },
  notFound: { en: 'the named thing does not exist', ja: '指定されたものが存在しない' },
  refused: { en: 'refused: it must be changed first', ja: '拒否: 先に修正が必要' },
  timeout: { en: 'took too long', ja: '時間切れ' },
  interrupted: { en: 'interrupted (SIGINT)', ja: '中断 (SIGINT)' },
}

const TEXTS = {
  en: {
    introduction: `# Errors and exit codes

*Made from the table in \`packages/foundation\` by \`npm run generate\` in \`packages/config\`. Do not edit. [日本語](errors.ja.md)*

Every error has a code that stays the same between versions: programs test it, or the exit code, never the text. Words in
braces are filled in. *Retry* tells whether the same call may succeed later without any change.`,
    exit: '## Exit codes',
    exitHead: ['Exit code', 'Meaning'],
    errors: '## Errors',
    head: ['Code', 'Exit code', 'Retry', 'Message', 'What to do'],
    yes: 'yes',
    no: 'no',
  },
  ja: {
    introduction: `# エラーと終了コード

*\`packages/foundation\` の表から \`packages/config\` の \`npm run generate\` で生成。編集しないでください。[English](errors.md)*

各エラーのコードは版が変わっても同じです。プログラムはコードか終了コードを判定し、文面は判定しません。波括弧の語は
実際の値になります。「再試行」は、何も変えずに同じ操作が後で成功しうるかを示します。`,
    exit: '## 終了コード',
    exitHead: ['終了コード', '意味'],
    errors: '## エラー',
    head: ['コード', '終了コード', '再試行', 'メッセージ', '対処'],
    yes: '可',
    no: '不可',
  },
}

/** docs/errors.md: every error code and exit code. */
export function renderErrorsDocument(language: Language): string {
  const texts = TEXTS[language]
  const exits = Object.entries(EXIT).map(([name, exit]) => [String(exit), EXIT_MEANINGS[name as keyof typeof EXIT][language]])
  const names = (Object.keys(ERROR_CODES) as CcspErrorCode[]).toSorted()
  const rows = names.map((name) => {
    const { exitCode, isRetryable, message, hint } = ERROR_CODES[name]
    return [code(name), String(exitCode), isRetryable ? texts.yes : texts.no, message[language], hint[language]]
  })
  const parts = [texts.introduction, texts.exit, table(texts.exitHead, exits), texts.errors, table(texts.head, rows)]
  return `${parts.join('\n\n')}\n`
}
