import { expect, test } from 'vitest'
import * as foundation from './index.ts'

test('the package exports these names and no others', () => {
  expect(Object.keys(foundation).toSorted()).toMatchInlineSnapshot(`
    [
      "CcspError",
      "ERROR_CODES",
      "EXIT",
      "MASK",
      "backOffMs",
      "createRedactor",
      "describeError",
      "isCcspError",
      "isSecretKey",
      "reasonOf",
      "sleep",
      "systemClock",
      "withTimeout",
      "writeFileAtomic",
    ]
  `)
})
