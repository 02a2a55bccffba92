import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Config,
  type ConfigFilePaths,
  type ConfigSources,
  defaultStateDirectory,
  listSecrets,
  loadConfig,
  readConfigFiles,
} from '@ccsp/config'
import { CcspError, describeError } from '@ccsp/foundation'
import { type Context, note } from './context.ts'

/** Folder of the installation: apps/cli/src or dist -> its top. */
const applicationRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** Reads the files that settings are in. What had to be left out is said. @throws CcspError CCSP_CONFIG_* */
export async function readSources(context: Context): Promise<ConfigSources> {
  const { io, language } = context
  const { files, notes } = await readConfigFiles(pathsOf(context))
  for (const left of notes) note(context, describeError(new CcspError(left.code, { ...left }), language).message)
  const isCheckout = existsSync(join(applicationRoot, 'pnpm-workspace.yaml'))
  const stateDirectory = defaultStateDirectory({ env: io.env, applicationRoot, isCheckout, uid: process.getuid?.() ?? 0 })
  return { argv: {}, env: io.env, files, defaults: { stateDirectory } }
}

/** All settings. @throws CcspError CCSP_CONFIG_* */
export async function loadSettings(context: Context): Promise<Config> {
  const config = loadConfig(await readSources(context))
  for (const secret of listSecrets(config)) context.secrets.add(secret)
  return config
}

function pathsOf({ io, configPaths }: Context): ConfigFilePaths {
  const paths = configPaths.map((path) => resolve(io.cwd, path))
  const yamlPaths = paths.filter((path) => !path.endsWith('.env'))
  const envFilePath = paths.findLast((path) => path.endsWith('.env'))
  return { ...(yamlPaths.length === 0 ? {} : { paths: yamlPaths }), ...(envFilePath === undefined ? {} : { envFilePath }) }
}
