import { stat } from 'node:fs/promises'
import { CcspError } from '@ccsp/foundation'
import { resolveAllowed } from './allowed-path.ts'

/** Files of a request: together at most this many, */
const MAX_INCLUDED_FILES = 100
/** and this large. The CLI attaches small ones and reads large ones in portions. */
const MAX_INCLUDED_BYTES: number = 64 * 1024 * 1024

/** A quotation mark would end the reference early; a line break would start another one. */
// oxlint-disable-next-line no-control-regex
const UNQUOTABLE = /["\u0000-\u001f\u007f]/

/**
 * The real paths of the files that a request includes, checked.
 *
 * @throws CcspError CCSP_RUN_DIRECTORY (outside the allowed roots), CCSP_RUN_INCLUDE (absent, no regular file, a name that
 * cannot be referred to, too many), CCSP_REQUEST_TOO_LARGE
 */
export async function resolveIncludes(paths: readonly string[], roots: readonly string[]): Promise<string[]> {
  const tooMany = paths[MAX_INCLUDED_FILES]
  if (tooMany !== undefined) throw refuse(tooMany, `there are more than ${MAX_INCLUDED_FILES} files`)
  const files = await Promise.all(paths.map((path) => resolveInclude(path, roots)))
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  if (sizeBytes > MAX_INCLUDED_BYTES) throw new CcspError('CCSP_REQUEST_TOO_LARGE', { sizeBytes, limitBytes: MAX_INCLUDED_BYTES })
  return files.map((file) => file.path)
}

async function resolveInclude(path: string, roots: readonly string[]): Promise<{ path: string; sizeBytes: number }> {
  const real = await resolveAllowed(path, roots)
  if (real === null) throw refuse(path, 'it does not exist')
  if (UNQUOTABLE.test(real)) throw refuse(path, 'its name has a quotation mark or a control character')
  const facts = await stat(real)
  if (!facts.isFile()) throw refuse(path, 'it is not a regular file')
  return { path: real, sizeBytes: facts.size }
}

const refuse = (path: string, reason: string): CcspError => new CcspError('CCSP_RUN_INCLUDE', { path, reason })
