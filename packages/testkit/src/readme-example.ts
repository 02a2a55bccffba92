import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The Redis that examples speak of. */
const REDIS_OF_EXAMPLES = 'redis://127.0.0.1:6379'

/**
 * Runs the first TypeScript block of a package's README from source, in the package's folder.
 * @param redisUrl the Redis to use in place of the one that the example names
 * @returns what it printed, and what the README's text block says that it prints ('' without one)
 */
export async function runReadmeExample(folder: string, redisUrl?: string): Promise<{ printed: string; promised: string }> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8')
  const code = /```ts\n(.*?)```/s.exec(readme)?.[1]
  if (code === undefined) throw new Error(`the README in ${folder} has no example`)
  if (redisUrl !== undefined && !code.includes(REDIS_OF_EXAMPLES))
    throw new Error(`the example in ${folder} names no ${REDIS_OF_EXAMPLES}`)
  const script = redisUrl === undefined ? code : code.replaceAll(REDIS_OF_EXAMPLES, redisUrl)
  const flags = ['--conditions=@ccsp/source', '--input-type=module-typescript', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: folder, timeout: 20_000 })
  return { printed: stdout, promised: /```text\n(.*?)```/s.exec(readme)?.[1] ?? '' }
}
