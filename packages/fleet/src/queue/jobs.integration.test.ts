import { Worker } from 'bullmq'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cancelKey } from '../contract/keys.ts'
import { add, connected, jobDataOf, settlementOf, startFleet, type TestFleet } from '../fleet.test-support.ts'
import { listenForControl } from './control.ts'
import { cancelJob, listJobs, retryJob, showJob } from './jobs.ts'
import { settle } from './settle.ts'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
})
afterAll(async () => fleet[Symbol.asyncDispose]())
beforeEach(async () => void (await fleet.redis.flushall()))

async function cancel(jobId: string) {
  return cancelJob(fleet.redis, fleet.queue, { config: fleet.settings.queue, jobId, by: 'operator' })
}

/** Runs every waiting job to its end, `work` being what a daemon would do. */
async function runAll(count: number, work: (jobId: string) => Promise<void>): Promise<void> {
  const done = Promise.withResolvers<void>()
  let left = count
  const worker = new Worker(fleet.queue.name, async (job) => work(job.id!), { connection: fleet.redis })
  const end = () => void (--left === 0 && done.resolve())
  worker.on('completed', end)
  worker.on('failed', end)
  await done.promise
  await worker.close()
}

test('jobs are listed in the order in which they are served, without prompt', async () => {
  const low = await add(fleet, jobDataOf({ requestId: 'a', priority: 'low' }))
  const urgent = await add(fleet, jobDataOf({ requestId: 'b', priority: 'urgent', receivedAt: 1_700_000_000_000 }))
  const later = await add(fleet, jobDataOf({ requestId: 'c' }), { delayMs: 60_000 })
  const waiting = await listJobs(fleet.queue, 'waiting', 10)
  expect(waiting.map(({ jobId }) => jobId)).toEqual([urgent, low])
  expect(waiting[0]).toEqual({
    jobId: urgent,
    state: 'waiting',
    requestId: 'b',
    fromAgent: 'tester',
    priority: 'urgent',
    receivedAt: '2023-11-14T22:13:20.000Z',
    startedAt: null,
    finishedAt: null,
    outcome: null,
  })
  expect(await listJobs(fleet.queue, 'waiting', 1)).toHaveLength(1)
  expect(await listJobs(fleet.queue, 'waiting', 0)).toHaveLength(0)
  expect((await listJobs(fleet.queue, 'delayed', 10)).map(({ jobId }) => jobId)).toEqual([later])
  expect(await showJob(fleet.queue, low)).toMatchObject({ state: 'waiting', prompt: 'hello' })
  await expect(showJob(fleet.queue, 'none')).rejects.toMatchObject({ code: 'CCSP_JOB_NOT_FOUND' })
})

test('a job that another program put on the queue is listed, not a failure', async () => {
  await fleet.queue.add('foreign', {} as never)
  expect(await listJobs(fleet.queue, 'waiting', 10)).toMatchObject([{ requestId: '', fromAgent: '' }])
})

test('a cancelled waiting job is answered once and gone', async () => {
  for (const delayMs of [0, 60_000]) {
    const data = jobDataOf({ requestId: `after-${delayMs}` })
    const jobId = await add(fleet, data, { delayMs })
    expect(await cancel(jobId)).toBe('removed')
    expect(JSON.parse((await fleet.redis.rpop(data.replyKey)) ?? '')).toMatchObject({
      requestId: `after-${delayMs}`,
      success: false,
      error: 'Cancelled',
    })
    expect(await fleet.redis.exists(fleet.queue.toKey(jobId), data.replyKey)).toBe(0)
    await expect(cancel(jobId)).rejects.toMatchObject({ code: 'CCSP_JOB_NOT_FOUND' })
  }
})

test('an order to end a running job reaches whoever listens', async () => {
  const jobId = await add(fleet, jobDataOf())
  const heard = Promise.withResolvers<string>()
  using _listener = listenForControl(fleet.settings.redis, {
    onRequests: () => {},
    onCancel: heard.resolve,
    onError: heard.reject,
  })
  await runAll(1, async () => {
    while ((await fleet.redis.pubsub('NUMSUB', 'ccsp:control'))[1] !== 1) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await cancel(jobId)).toBe('ending')
    expect(await heard.promise).toBe(jobId)
  })
  expect(await fleet.redis.get(cancelKey(jobId))).toBe('operator')
})

test('a finished job cannot be cancelled, and can be run once more: it is answered again', async () => {
  const data = jobDataOf()
  const jobId = await add(fleet, data)
  await expect(retryJob(fleet.redis, fleet.queue, jobId)).rejects.toMatchObject({ code: 'CCSP_JOB_STATE' })
  const work = async () => void (await settle(fleet.redis, fleet.settings.queue, settlementOf(jobId, data)))
  await runAll(1, work)
  await expect(cancel(jobId)).rejects.toMatchObject({ code: 'CCSP_JOB_STATE' })
  await fleet.redis.del(data.replyKey)
  await retryJob(fleet.redis, fleet.queue, jobId)
  expect(await fleet.redis.get(data.inflightKey)).toBe(`j${jobId}`)
  expect(await listJobs(fleet.queue, 'waiting', 10)).toMatchObject([{ jobId, finishedAt: null, outcome: null }])
  await runAll(1, work)
  expect(await fleet.redis.llen(data.replyKey)).toBe(1)
})

test('a failed job can be run once more', async () => {
  const jobId = await add(fleet, jobDataOf())
  await runAll(1, async () => Promise.reject(new Error('broken')))
  expect(await listJobs(fleet.queue, 'failed', 10)).toMatchObject([{ jobId, outcome: 'broken' }])
  await retryJob(fleet.redis, fleet.queue, jobId)
  await runAll(1, async () => {})
  expect((await showJob(fleet.queue, jobId)).state).toBe('completed')
})

test('of two who cancel at once the client hears one answer', async () => {
  const data = jobDataOf()
  const jobId = await add(fleet, data)
  using other = connected(fleet.settings, 'command')
  await Promise.allSettled([
    cancel(jobId),
    cancelJob(other.redis, fleet.queue, { config: fleet.settings.queue, jobId, by: 'another' }),
  ])
  expect(await fleet.redis.llen(data.replyKey)).toBe(1)
})
