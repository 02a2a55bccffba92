import { describeSettings, NON_SETTING_VARIABLES, type SettingDescription } from '../src/index.ts'
import { code, table } from './markdown.ts'

type Language = 'en' | 'ja'

const UNITS_JA: Readonly<Record<string, string>> = {
  'ms': 'ミリ秒',
  'bytes': 'バイト',
  'jobs': '件',
  'replies': '件',
  'requests': '件',
  'entries': '件',
  'runs': '件',
  'turns': '回',
  'retries': '回',
  'share': '割合',
  'US dollars': '米ドル',
}

const HEADS = {
  en: ['Setting', 'Meaning', 'Default', 'Valid values', 'Variable'],
  ja: ['設定', '意味', '既定値', '有効な値', '環境変数'],
}

const WORDS = {
  en: { none: 'none', empty: 'empty list', secret: '. Secret: never shown.', older: 'older:', each: 'list, each: ' },
  ja: { none: 'なし', empty: '空のリスト', secret: '。機密情報のため表示されません。', older: '旧:', each: 'リスト、各項目: ' },
}

const INTRODUCTION: Record<Language, string> = {
  en: `# Configuration

*Made from the schema in \`packages/config\` by \`npm run generate\` there. Do not edit. [日本語](config.ja.md)*

A setting comes from, first match first: a flag; a variable; a file; its default.

- **Files**: \`/etc/poppo/ccsp.yaml\`, with a section for each part (\`agent:\`, below it \`concurrency: 4\`), and
  \`/etc/poppo/ccsp.env\`, with lines of \`NAME=value\`. Both may be missing. The second holds secrets: it is refused when its
  group or others may access it, and it goes before the first. \`config.schema.json\` beside this page helps editors.
- **Variables**: \`CCSP_<SECTION>_<NAME>\`. An empty one counts as not set. Lists are separated by commas (not inside
  parentheses), or written as JSON. The older names in the last column still work; the new name goes before them.
- A mistake stops the start: unknown settings, also variables that begin with \`CCSP_\`, and wrong values are all listed at
  once, without showing any value. Not settings, and left alone: ${NON_SETTING_VARIABLES.map(code).join(', ')}.

\`ccsp config show\` prints every setting that is in force and where it comes from; \`ccsp config check\` looks for mistakes.`,
  ja: `# 設定

*\`packages/config\` のスキーマから同フォルダーの \`npm run generate\` で生成。編集しないでください。[English](config.md)*

設定値の優先順位: フラグ、環境変数、ファイル、既定値。

- **ファイル**: \`/etc/poppo/ccsp.yaml\` (\`agent:\` などの節の下に \`concurrency: 4\` のように書く) と
  \`/etc/poppo/ccsp.env\` (\`NAME=value\` の行)。どちらも省略可。後者は機密情報を含むため、グループや他のユーザーが
  アクセスできる場合は拒否され、前者より優先される。\`config.schema.json\` はエディターの補完用。
- **環境変数**: \`CCSP_<節>_<名前>\`。空の値は未設定とみなす。リストはコンマ区切り (括弧内のコンマは除く) または JSON。
  最後の列の旧名も使えるが、新しい名前が優先される。
- 誤りがあると起動しない。未知の設定 (\`CCSP_\` で始まる環境変数を含む) と不正な値を、値は表示せずにすべて列挙する。
  設定ではなく無視されるもの: ${NON_SETTING_VARIABLES.map(code).join('、')}。

\`ccsp config show\` は有効な設定とその出所を表示し、\`ccsp config check\` は誤りを調べる。`,
}

/** docs/config.md: every setting, by section. */
export function renderConfigDocument(language: Language): string {
  const sections = Map.groupBy(describeSettings(), ({ key }) => key.split('.')[0] ?? '')
  const parts = [...sections].map(([name, settings]) => {
    return `## ${name}\n\n${table(
      HEADS[language],
      settings.map((setting) => renderRow(setting, language)),
    )}`
  })
  return `${[INTRODUCTION[language], ...parts].join('\n\n')}\n`
}

function renderRow(setting: SettingDescription, language: Language): string[] {
  const words = WORDS[language]
  const aliases = setting.aliases.length === 0 ? '' : ` (${words.older} ${setting.aliases.map(code).join(', ')})`
  return [
    code(setting.key),
    setting.description[language] + (setting.isSecret ? words.secret : ''),
    renderDefault(setting, language),
    (setting.kind === 'list' ? words.each : '') + setting.expected[language],
    code(setting.env) + aliases,
  ]
}

function renderDefault({ default: value, computedDefault, unit }: SettingDescription, language: Language): string {
  if (computedDefault) return computedDefault[language]
  if (value === undefined) return WORDS[language].none
  if (Array.isArray(value)) return WORDS[language].empty
  const shown = code(typeof value === 'string' ? value : JSON.stringify(value))
  if (unit === undefined) return shown
  return `${shown} ${language === 'en' ? unit : (UNITS_JA[unit] ?? unit)}`
}
