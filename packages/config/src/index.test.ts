import { expect, test } from 'vitest'
import * as config from './index.ts'

test('the package exports these names and no others', () => {
  expect(Object.keys(config).toSorted()).toMatchInlineSnapshot(`
    [
      "DEFAULT_CONFIG_FILE",
      "DEFAULT_ENV_FILE",
      "NON_SETTING_VARIABLES",
      "createJsonSchema",
      "defaultStateDirectory",
      "describeOrigin",
      "describeSettings",
      "explainConfig",
      "listSecrets",
      "loadConfig",
      "maskConfig",
      "readConfigFiles",
    ]
  `)
})
