import { z } from 'zod'
import { SECTIONS, SETTINGS } from './schema.ts'
import type { SettingInfo } from './setting.ts'

/** The JSON Schema of a YAML configuration file, for editors. Every section and every setting may be left out. */
export function createJsonSchema(): Record<string, unknown> {
  const infos = new Map<unknown, SettingInfo>(SETTINGS.map(({ schema, info }) => [schema, info]))
  const sections = Object.entries(SECTIONS).map(([name, schema]) => [name, schema.optional()])
  const schema = z.toJSONSchema(z.strictObject(Object.fromEntries(sections)), {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const info = infos.get(zodSchema)
      if (info?.unit !== undefined) jsonSchema['x-unit'] = info.unit
      if (info?.isSecret) jsonSchema.writeOnly = true
    },
  })
  return { title: 'Configuration of CCSP', ...schema }
}
