import { join } from 'node:path'
import { runReadmeExample } from '@ccsp/testkit'
import { expect, test } from 'vitest'

test('the example of the README runs', async () => {
  const { printed } = await runReadmeExample(join(import.meta.dirname, '..'))
  expect(printed).toMatch(/^ccsp_redis_up 0$/m)
})
