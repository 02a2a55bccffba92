import { type FileHandle, open } from 'node:fs/promises'
import { CcspError, reasonOf } from '@ccsp/foundation'
import type { ConfigFile } from './config-file.ts'

/** Read when no other file is named; may be missing. */
export const DEFAULT_CONFIG_FILE = '/etc/poppo/ccsp.yaml'
/** Variables with secrets; may be missing. */
export const DEFAULT_ENV_FILE = '/etc/poppo/ccsp.env'

export interface ConfigFilePaths {
  /** YAML files, the one that goes first last. Default: `DEFAULT_CONFIG_FILE`. */
  readonly paths?: readonly string[]
  /** Default: `DEFAULT_ENV_FILE`. It goes before the YAML files. */
  readonly envFilePath?: string
}

/** Something to tell the user once; the work goes on. */
export interface ConfigNote {
  readonly code: 'CCSP_CONFIG_UNREADABLE'
  readonly path: string
  readonly reason: string
}

/**
 * Reads the configuration files for `loadConfig`. A default file may be missing. An environment file that may not be read
 * becomes a note: the commands of ordinary users work without the secrets of the service.
 * @throws CcspError CCSP_CONFIG_UNREADABLE for any other file that cannot be read; CCSP_CONFIG_EXPOSED for an environment
 *   file that its group or others may access
 */
export async function readConfigFiles({
  paths = [DEFAULT_CONFIG_FILE],
  envFilePath = DEFAULT_ENV_FILE,
}: ConfigFilePaths = {}): Promise<{
  files: ConfigFile[]
  notes: ConfigNote[]
}> {
  const files: ConfigFile[] = []
  for (const path of paths) {
    const text = await readText(path, path === DEFAULT_CONFIG_FILE)
    if (text !== undefined) files.push({ path, text, format: 'yaml' })
  }
  try {
    const text = await readText(envFilePath, envFilePath === DEFAULT_ENV_FILE, refuseExposed)
    if (text !== undefined) files.push({ path: envFilePath, text, format: 'env' })
  } catch (error) {
    if (!isDenied(error)) throw error
    return { files, notes: [{ code: 'CCSP_CONFIG_UNREADABLE', path: envFilePath, reason: reasonOf(error.cause) }] }
  }
  return { files, notes: [] }
}

async function readText(
  path: string,
  mayBeMissing: boolean,
  check?: (file: FileHandle, path: string) => Promise<void>,
): Promise<string | undefined> {
  try {
    await using file = await open(path, 'r')
    await check?.(file, path)
    return await file.readFile('utf8')
  } catch (error) {
    if (error instanceof CcspError) throw error
    if (mayBeMissing && hasCode(error, 'ENOENT')) return undefined
    throw new CcspError('CCSP_CONFIG_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error })
  }
}

/** Looks at the open file, not at the path: what is checked is what is read. */
async function refuseExposed(file: FileHandle, path: string): Promise<void> {
  const mode = (await file.stat()).mode & 0o777
  if (mode & 0o077) throw new CcspError('CCSP_CONFIG_EXPOSED', { path, mode: mode.toString(8).padStart(4, '0') })
}

function isDenied(error: unknown): error is CcspError {
  return error instanceof CcspError && error.code === 'CCSP_CONFIG_UNREADABLE' && hasCode(error.cause, 'EACCES')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
