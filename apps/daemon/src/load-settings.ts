import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Config,
  type ConfigNote,
  DEFAULT_CONFIG_FILE,
  defaultStateDirectory,
  loadConfig,
  readConfigFiles,
} from '@ccsp/config'

/** Folder of the installation: apps/daemon/dist -> its top. */
const applicationRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** Reads all settings. @throws CcspError CCSP_CONFIG_* */
export async function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
  configPath: string | undefined,
): Promise<{ config: Config; notes: ConfigNote[] }> {
  const { files, notes } = await readConfigFiles({ paths: [configPath ?? DEFAULT_CONFIG_FILE] })
  const isCheckout = existsSync(join(applicationRoot, 'pnpm-workspace.yaml'))
  const stateDirectory = defaultStateDirectory({ env, applicationRoot, isCheckout, uid: process.getuid?.() ?? 0 })
  return { config: loadConfig({ argv: {}, env, files, defaults: { stateDirectory } }), notes }
}
