import { join } from 'node:path'
import { runReadmeExample, startRedis } from '@ccsp/testkit'
import { expect, test } from 'vitest'

test('the example of the README runs', async () => {
  await using server = await startRedis()
  const { printed } = await runReadmeExample(join(import.meta.dirname, '..'), server.url)
  expect(printed).toMatch(/ccsp:\S+:\d+ true/)
})
