import { test } from 'vitest'
import { expectCleanCycles } from './cycles.test-support.ts'

test('100 starts and stops leave no handle and no process', async () => expectCleanCycles(100))
