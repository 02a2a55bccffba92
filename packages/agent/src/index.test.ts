import { expect, test } from 'vitest'
import * as agent from './index.ts'

test('the package exports what it always did', () => {
  expect(Object.keys(agent).toSorted()).toMatchInlineSnapshot(`
    [
      "OUTCOME_CLASSES",
      "classifyRecording",
      "createClaudeExecutor",
      "createSimulator",
      "findLogin",
      "plainClassification",
      "startAgent",
    ]
  `)
})
