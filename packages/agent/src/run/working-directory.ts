import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CcspError } from '@ccsp/foundation'
import { resolveAllowed } from './allowed-path.ts'

/** Where a run works, and how to clean up behind it. */
export interface WorkingDirectory {
  readonly path: string
  /** Removes the folder when it was the run's own. Never rejects for a folder that is gone. */
  remove(): Promise<void>
}

/** The folder that a client asked for. @throws CcspError CCSP_RUN_DIRECTORY when it may not be used or is no folder */
export async function useRequestedDirectory(path: string, roots: readonly string[]): Promise<WorkingDirectory> {
  const real = await resolveAllowed(path, roots)
  const isDirectory = real !== null && (await stat(real)).isDirectory()
  if (!isDirectory) throw new CcspError('CCSP_RUN_DIRECTORY', { path })
  return { path: real, remove: async () => {} }
}

/** An empty folder of the run's own under `<stateDirectory>/work`, which only this user may enter. */
export async function makeOwnDirectory(stateDirectory: string, runId: string): Promise<WorkingDirectory> {
  const path = join(stateDirectory, 'work', runId)
  await mkdir(path, { recursive: true, mode: 0o700 })
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
