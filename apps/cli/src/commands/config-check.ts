import { explainConfig } from '@ccsp/config'
import { type Context, print } from '../context.ts'
import { readSources } from '../load-settings.ts'

/** Says whether the settings are valid. @throws CcspError CCSP_CONFIG_INVALID with every problem */
export async function checkConfig(context: Context): Promise<number> {
  const rows = explainConfig(await readSources(context))
  const given = rows.filter(({ origin }) => origin.kind !== 'default').length
  print(context, context.t('config.valid', { count: rows.length, given }))
  return 0
}
