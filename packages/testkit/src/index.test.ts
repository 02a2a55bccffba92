import { expect, test } from 'vitest'
import * as testkit from './index.ts'

test('the exports are the promised ones', () => {
  expect(Object.keys(testkit).toSorted()).toEqual([
    'CLAUDE_VERSION',
    'STUB_CLAUDE_PATH',
    'cacheFolder',
    'expectNoProcesses',
    'findFreePort',
    'findProcesses',
    'findProgram',
    'installRealClaude',
    'preset',
    'runReadmeExample',
    'startAnthropicStandIn',
    'startRedis',
  ])
})
