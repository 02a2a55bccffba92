import { readFile } from 'node:fs/promises'
import { CcspError, reasonOf } from '@ccsp/foundation'

/** What a running daemon tells about itself, as far as ccsp needs it. */
export interface RuntimeFacts {
  readonly path: string
  readonly pid: number
  /** With its password. */
  readonly redisUrl: string
}

/**
 * Reads the file that a running daemon keeps.
 * @returns null when there is none, or when it names no Redis
 * @throws CcspError CCSP_FILE_UNREADABLE when it is there but may not be read, or holds something else
 */
export async function readRuntimeFile(path: string): Promise<RuntimeFacts | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw new CcspError('CCSP_FILE_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error })
  }
  const { pid, redisUrl } = parse(path, text)
  if (redisUrl === null) return null
  if (typeof redisUrl !== 'string' || !URL.canParse(redisUrl)) throw notOurs(path)
  return { path, pid: typeof pid === 'number' ? pid : 0, redisUrl }
}

/** False when there surely is no process of this id here. */
export function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** The reason never quotes the file: it holds the password of Redis. */
function parse(path: string, text: string): { pid?: unknown; redisUrl?: unknown } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw notOurs(path, error)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notOurs(path)
  return value
}

function notOurs(path: string, cause?: unknown): CcspError {
  return new CcspError('CCSP_FILE_UNREADABLE', { path, reason: 'not a runtime file of ccspd' }, { cause })
}
