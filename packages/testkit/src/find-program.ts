import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** The folder where private copies of programs are kept: CCSP_CACHE_DIR, or the user's cache. */
export function cacheFolder(): string {
  return process.env['CCSP_CACHE_DIR'] || join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ccsp')
}

/**
 * The absolute path of a program that tests need: from PATH, else from the private copies that the bootstrap fetched.
 * @throws Error when it is nowhere: a missing program fails a test, it never skips one.
 */
export function findProgram(name: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...privateFolders()]
  const found = folders.map((folder) => join(folder, name)).find(isExecutable)
  if (!found) throw new Error(`${name} is neither on PATH nor under ${cacheFolder()}: run npm test once, or install it`)
  return found
}

function privateFolders(): string[] {
  const below = (folder: string) => {
    try {
      return readdirSync(folder).map((entry) => join(folder, entry))
    } catch {
      return [] // an absent cache holds no program
    }
  }
  return below(cacheFolder())
    .filter((folder) => folder.includes('debian-'))
    .flatMap(below)
    .map((folder) => join(folder, 'bin'))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
