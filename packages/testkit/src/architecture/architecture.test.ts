import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkArchitecture } from './check-architecture.ts'
import { readWorkspace } from './workspace.ts'

const root = join(import.meta.dirname, '../../../..')

test('the walk sees every package and its files', () => {
  const seen = readWorkspace(root).packages.map(({ folder, files }) => ({ folder, hasFiles: files.length > 1 }))
  expect(seen).toContainEqual({ folder: 'packages/foundation', hasFiles: true })
  expect(seen).toContainEqual({ folder: 'apps/daemon', hasFiles: true })
})

test('the workspace keeps the rules of the house', () => {
  expect(checkArchitecture(root)).toEqual([])
})
