import { expect, test, vi } from 'vitest'
import { KEYS } from '../contract/keys.ts'
import { startFleet } from '../fleet.test-support.ts'
import { listenForControl } from './control.ts'

test('new requests are noticed without asking, also after the connection broke, and without their content', async () => {
  await using fleet = await startFleet()
  const onRequests = vi.fn<() => void>()
  const errors: unknown[] = []
  using _listener = listenForControl(fleet.settings.redis, {
    onRequests,
    onCancel: () => {},
    onError: (error) => errors.push(error),
  })
  const isNoticed = async (): Promise<void> => {
    onRequests.mockClear()
    await fleet.redis.lpush(KEYS.requests, 'x'.repeat(1_000_000))
    await vi.waitFor(() => expect(onRequests).toHaveBeenCalled(), { timeout: 3_000 })
  }
  await vi.waitFor(() => expect(onRequests).toHaveBeenCalled())
  for (let round = 0; round < 3; round += 1) {
    await isNoticed()
    onRequests.mockClear()
    expect(await fleet.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')).toBe(1)
    // Told once more when it is back: something may have come meanwhile.
    await vi.waitFor(() => expect(onRequests).toHaveBeenCalled(), { timeout: 5_000 })
  }
  await isNoticed()
})

test('noise on the channels is reported or ignored, never obeyed', async () => {
  await using fleet = await startFleet()
  const cancelled: string[] = []
  const errors: unknown[] = []
  const ready = Promise.withResolvers<void>()
  using _listener = listenForControl(fleet.settings.redis, {
    onRequests: ready.resolve,
    onCancel: (jobId) => cancelled.push(jobId),
    onError: (error) => errors.push(error),
  })
  await ready.promise
  for (const text of ['', '{', 'null', '[]', '{"cancel":1}', '{"cancel":"r1"}']) await fleet.redis.publish(KEYS.control, text)
  await vi.waitFor(() => expect(cancelled).toEqual(['r1']))
  expect(errors).toHaveLength(2)
})
