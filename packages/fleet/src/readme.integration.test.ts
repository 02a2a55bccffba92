import { join } from 'node:path'
import { runReadmeExample } from '@ccsp/testkit'
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
  const { printed } = await runReadmeExample(join(import.meta.dirname, '..'), fleet.server.url)
  expect(printed).toMatch(/^r0000000000000001\n/)
  expect(printed).toMatch(/answer to Say hello/)
  await worker.close()
})
