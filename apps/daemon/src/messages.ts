import type { Language } from '@ccsp/foundation'

/** Every text the daemon shows to a person, by language. Places in {braces} are filled. */
const MESSAGES = {
  simulating: {
    en: '*** SIMULATION: no usable Claude login was found. Replies are made up; nothing is sent to Claude. ***',
    ja: '*** シミュレーション: 有効な Claude ログインが見つかりません。応答は模擬で、Claude には何も送信しません。 ***',
  },
  listening: {
    en: 'CCSP serves requests. Status: {http}/status  metrics: {http}/metrics',
    ja: 'CCSP はリクエストを受け付けています。状態: {http}/status  メトリクス: {http}/metrics',
  },
  redis: { en: 'Redis: {redis}  (full address in {runtimeFile})', ja: 'Redis: {redis}  (完全なアドレスは {runtimeFile})' },
  submit: {
    en: 'Send a request:   ./node_modules/.bin/ccsp submit "Say hello" --wait',
    ja: 'リクエストの送信: ./node_modules/.bin/ccsp submit "Say hello" --wait',
  },
  status: {
    en: 'Look at the fleet: ./node_modules/.bin/ccsp status      all commands: ccsp --help',
    ja: '状態の確認:       ./node_modules/.bin/ccsp status      全コマンド: ccsp --help',
  },
  stop: {
    en: 'Stop with Ctrl-C: running requests are finished first.',
    ja: 'Ctrl-C で停止します。実行中のリクエストは完了させます。',
  },
  login: {
    en: 'For real replies: install the Claude Code CLI, log in, start again.',
    ja: '本物の応答を得るには Claude Code CLI をインストールしてログインし、再起動してください。',
  },
  firstRequest: { en: 'First request, to itself: {prompt}', ja: '最初のリクエスト (自分宛て): {prompt}' },
  firstReply: { en: 'Its reply:                {reply}', ja: 'その応答:                   {reply}' },
  noReply: { en: 'No reply yet; look with: ccsp queue list', ja: '応答がまだありません。確認: ccsp queue list' },
  draining: {
    en: 'Stopping: {active} request(s) still run. Ctrl-C again ends at once.',
    ja: '停止中: 実行中 {active} 件。もう一度 Ctrl-C で即時終了します。',
  },
  usage: {
    en: 'Usage: ccspd [--config FILE] [--lang en|ja] [--version] [--help]\nRuns the CCSP agent daemon in the foreground. Settings: docs/config.md',
    ja: '使い方: ccspd [--config FILE] [--lang en|ja] [--version] [--help]\nCCSP エージェントデーモンをフォアグラウンドで実行します。設定: docs/config.ja.md',
  },
} as const satisfies Record<string, Record<Language, string>>

export type MessageName = keyof typeof MESSAGES

/** Texts in one language. */
export type Say = (name: MessageName, places?: Readonly<Record<string, string | number>>) => string

export function speaker(language: Language): Say {
  return (name, places = {}) =>
    MESSAGES[name][language].replace(/\{(\w+)\}/g, (place, key: string) => String(places[key] ?? place))
}

/** The language of a locale such as ja_JP.UTF-8 (setlocale(3): LC_ALL goes before LC_MESSAGES, that before LANG). */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return locale.startsWith('ja') ? 'ja' : 'en'
}
