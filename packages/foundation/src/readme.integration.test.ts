import { join } from 'node:path'
import { runReadmeExample } from '@ccsp/testkit'
import { expect, test } from 'vitest'

test('the example of the README prints what the README says', async () => {
  const { printed, promised } = await runReadmeExample(join(import.meta.dirname, '..'))
  expect(promised).not.toBe('')
  expect(printed).toBe(promised)
})
