import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..')

test('the example of the README prints what the README says', async () => {
  const readme = await readFile(join(folder, 'README.md'), 'utf8')
  const [, script = '', output = ''] = /```ts\n(.*?)```.*?```text\n(.*?)```/s.exec(readme) ?? []
  expect(script).not.toBe('')
  const flags = ['--conditions=@ccsp/source', '--input-type=module-typescript', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: folder })
  expect(stdout).toBe(output)
})
