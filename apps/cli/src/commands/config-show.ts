import { type ConfigRow, explainConfig, maskConfig, type Origin } from '@ccsp/config'
import { type Context, print } from '../context.ts'
import { loadSettings, readSources } from '../load-settings.ts'
import { toJson } from '../show/json.ts'
import { toLine } from '../show/plain-text.ts'
import { renderTable } from '../show/table.ts'
import { readChoice } from '../usage.ts'

export interface ConfigShowInput {
  readonly json?: boolean
}

/** Prints the settings in force, secrets masked. @throws CcspError CCSP_CONFIG_*, CCSP_USAGE for an unknown section */
export async function showConfig(context: Context, name: string | undefined, input: ConfigShowInput): Promise<number> {
  if (input.json) {
    const config: Readonly<Record<string, unknown>> = { ...maskConfig(await loadSettings(context)) }
    const section = readSection(context, name, Object.keys(config))
    print(context, toJson(section === undefined ? config : config[section]))
    return 0
  }
  const rows = explainConfig(await readSources(context))
  const sections = [...new Set(rows.map(({ key }) => sectionOf(key)))]
  const section = readSection(context, name, sections)
  print(
    context,
    settingTable(
      context,
      rows.filter(({ key }) => section === undefined || sectionOf(key) === section),
    ),
  )
  return 0
}

function readSection(context: Context, value: string | undefined, sections: readonly string[]): string | undefined {
  return readChoice(context, { command: 'config show', option: 'SECTION', value }, sections)
}

const sectionOf = (key: string): string => key.split('.')[0] ?? ''

function settingTable({ t }: Context, rows: readonly ConfigRow[]): string {
  const header = [t('column.setting'), t('column.value'), t('column.origin')]
  return renderTable([header, ...rows.map(({ key, value, origin }) => [key, showValue(value), showOrigin(t, origin)])])
}

function showValue(value: unknown): string {
  if (value === undefined) return '-'
  return toLine(typeof value === 'string' ? value : JSON.stringify(value))
}

function showOrigin(t: Context['t'], { kind, name }: Origin): string {
  switch (kind) {
    case 'default':
      return t('config.default')
    case 'flag':
      return t('config.flag')
    case 'env':
      return t('config.env', { name: toLine(name) })
    case 'file':
      return t('config.file', { name: toLine(name) })
  }
}
