import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeFileAtomic } from '@ccsp/foundation'

/** Where this daemon is to be found. Holds the password of Redis: mode 0600. */
export interface RuntimeFacts {
  readonly pid: number
  readonly instanceId: string
  /** ISO 8601 */
  readonly startedAt: string
  /** http://host:port */
  readonly http: string
  readonly redisUrl: string | null
  readonly mode: 'claude' | 'simulator'
}

/** Writes the file by which `ccsp` finds the daemon; disposing removes it. */
export async function writeRuntimeFile(path: string, facts: RuntimeFacts): Promise<AsyncDisposable> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFileAtomic(path, `${JSON.stringify(facts, null, 2)}\n`)
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) }
}
