import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, resolve } from 'node:path'
import { CcspError } from '@ccsp/foundation'

/**
 * The real path of what a client named, symbolic links followed.
 *
 * @returns null when it lies below an allowed root, but is not there or cannot be reached
 * @throws CcspError CCSP_RUN_DIRECTORY when it is not absolute or its real place is below none of the roots. Whether a
 * path outside exists is not told.
 */
export async function resolveAllowed(path: string, roots: readonly string[]): Promise<string | null> {
  const refused = new CcspError('CCSP_RUN_DIRECTORY', { path })
  if (!isAbsolute(path) || path.includes('\0')) throw refused
  const realRoots = (await Promise.all(roots.map(realpathOrNull))).filter((root) => root !== null)
  const real = await realpathOrNull(path)
  if (real === null) {
    if ([...roots, ...realRoots].some((root) => isBelow(resolve(path), root))) return null
    throw refused
  }
  if (!realRoots.some((root) => isBelow(real, root))) throw refused
  return real
}

async function realpathOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch {
    return null // absent, a loop, or no permission: for the caller all the same
  }
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way))
}
