import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startRedis } from '@ccsp/testkit'
import { expect, test } from 'vitest'

test('the example of the README runs', async () => {
  await using server = await startRedis()
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  const script = code.replace('redis://127.0.0.1:6379', server.url)
  expect(script).not.toBe(code)
  const options = { cwd: join(import.meta.dirname, '..'), timeout: 20_000 }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@ccsp/source', '--input-type=module-typescript', '-e', script],
    options,
  )
  expect(stdout).toMatch(/ccsp:\S+:\d+ true/)
})
