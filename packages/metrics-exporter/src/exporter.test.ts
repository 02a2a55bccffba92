import { readdirSync } from 'node:fs'
import type { Snapshot } from '@ccsp/fleet'
import { expect, test } from 'vitest'
import { COLLECTORS } from './collectors/index.ts'
import { createExporter } from './exporter.ts'

const dead: Snapshot = {
  at: '2026-01-01T00:01:00.000Z',
  isFresh: false,
  staleSince: '2026-01-01T00:00:00.000Z',
  problem: { code: 'CCSP_REDIS_TIMEOUT', message: 'x' },
  fleet: null,
}

test('a Redis that does not answer is told as down and stale, and no value of the fleet is invented', async () => {
  using exporter = createExporter({ readSnapshot: async () => dead, isSimulated: true, version: '1' })
  const { body } = await exporter.render()
  expect(body).toContain('ccsp_redis_up 0')
  expect(body).toContain('ccsp_snapshot_stale_seconds 60')
  expect(body).toContain('ccsp_simulation 1')
  expect(body).not.toContain('ccsp_queue_size')
  expect(body).not.toContain('ccsp_session_status')
  expect(body).toContain('ccsp_process_resident_memory_bytes')
})

test('the list of collectors is sorted and is what the folder holds', () => {
  const files = readdirSync(new URL('./collectors', import.meta.url)).filter((file) => file !== 'index.ts')
  expect(COLLECTORS.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted())
})

test('nothing else is exported', async () => {
  expect(Object.keys(await import('./index.ts'))).toEqual(['createExporter'])
})
