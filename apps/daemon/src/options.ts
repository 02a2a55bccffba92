import { parseArgs } from 'node:util'
import { CcspError, type Language, reasonOf } from '@ccsp/foundation'

export interface DaemonOptions {
  readonly configPath: string | undefined
  readonly language: Language | undefined
  readonly isHelp: boolean
  readonly isVersion: boolean
}

/** @throws CcspError CCSP_USAGE */
export function parseOptions(argv: string[]): DaemonOptions {
  try {
    const { values } = parseArgs({
      args: argv,
      options: { config: { type: 'string' }, lang: { type: 'string' }, help: { type: 'boolean' }, version: { type: 'boolean' } },
    })
    const { lang } = values
    if (lang !== undefined && lang !== 'en' && lang !== 'ja') throw new Error(`--lang is en or ja, not ${lang}`)
    return { configPath: values.config, language: lang, isHelp: values.help ?? false, isVersion: values.version ?? false }
  } catch (error) {
    throw new CcspError('CCSP_USAGE', { reason: reasonOf(error), command: 'ccspd' }, { cause: error })
  }
}
