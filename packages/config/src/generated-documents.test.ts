import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renderDocuments } from '../generate/documents.ts'
import { describeSettings } from './describe.ts'
import { createJsonSchema } from './json-schema.ts'

const docs = join(import.meta.dirname, '../../../docs')
const documents = renderDocuments()

test.each(Object.entries(documents))('docs/%s is fresh; else run in packages/config: npm run generate', async (name, text) => {
  expect(await readFile(join(docs, name), 'utf8')).toBe(text)
})

describe('the settings documents', () => {
  test.each(['config.md', 'config.ja.md'])('%s has a row for every setting', (name) => {
    const rows = new Set((documents[name] ?? '').split('\n').map((line) => /^\| `([\w.]+)` \|/.exec(line)?.[1]))
    expect(describeSettings().filter(({ key }) => !rows.has(key))).toEqual([])
  })

  test.each(Object.entries(documents).filter(([name]) => name.endsWith('.md')))('the tables of %s are whole', (_, text) => {
    const tables = text.split('\n\n').filter((part) => part.startsWith('| '))
    expect(tables.length).toBeGreaterThan(1)
    const isWhole = (table: string) => {
      const lines = table.trim().split('\n')
      return new Set(lines.map((line) => line.split(/(?<!\\)\|/).length)).size === 1
    }
    expect(tables.filter((table) => !isWhole(table))).toEqual([])
  })
})

interface Node {
  properties?: Record<string, Node>
  additionalProperties?: boolean
  required?: string[]
  description?: string
  default?: unknown
}

test('the JSON Schema has every setting with its description and default, requires none, and takes no other', () => {
  const schema = createJsonSchema() as Node
  for (const { key, description, default: value } of describeSettings()) {
    const [section = '', name = ''] = key.split('.')
    const node = schema.properties?.[section]
    expect({ key, takesOther: node?.additionalProperties, required: node?.required }).toEqual({
      key,
      takesOther: false,
      required: undefined,
    })
    expect({ key, ...node?.properties?.[name] }).toMatchObject({
      key,
      description: description.en,
      ...(value === undefined ? {} : { default: value }),
    })
  }
  expect([schema.additionalProperties, schema.required]).toEqual([false, undefined])
})
