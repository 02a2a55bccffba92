import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'bullmq'
import { expect, test } from 'vitest'
import type { JobData } from './contract/request.ts'
import { settlementOf, startFleet } from './fleet.test-support.ts'
import { settle } from './queue/settle.ts'

test('the example of the README runs, with a daemon that answers', async () => {
  await using fleet = await startFleet()
  const work = async (job: { id?: string; data: JobData }) =>
    settle(fleet.redis, fleet.settings.queue, settlementOf(job.id ?? '', job.data))
  const worker = new Worker(fleet.queue.name, work, { connection: fleet.redis })
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  const script = code.replace('redis://127.0.0.1:6379', fleet.server.url)
  expect(script).not.toBe(code)
  const options = { cwd: join(import.meta.dirname, '..'), timeout: 20_000 }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@ccsp/source', '--input-type=module-typescript', '-e', script],
    options,
  )
  expect(stdout).toMatch(/^r0000000000000001\n/)
  expect(stdout).toMatch(/answer to Say hello/)
  await worker.close()
})
