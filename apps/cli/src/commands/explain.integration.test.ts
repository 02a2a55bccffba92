import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ccsp } from '../cli.test-support.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ccsp-cli-'))
})
afterAll(async () => rm(folder, { recursive: true }))

const RESULT = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'The secret answer',
  session_id: '00000000-0000-4000-8000-000000000000',
  total_cost_usd: 0.25,
  usage: { input_tokens: 1, output_tokens: 2 },
  permission_denials: [{ tool_name: 'Bash\u001b[2J' }],
}

test('explain tells the class of a recording and why, but not its answer', async () => {
  const path = join(folder, 'success.json')
  await writeFile(path, JSON.stringify(RESULT))
  const ran = await ccsp(['explain', 'success.json', '--exit-code', '0'], { cwd: folder })
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(ran.stdout).toMatch(/^class +success\nretry +never\nreason +\S/)
  expect(ran.stdout).toMatch(/^denied tools +Bash\\u001b\[2J$/m)
  expect(ran.stdout).not.toContain('secret answer')
})

test('explain --json has the documented fields', async () => {
  const { stdout } = await ccsp(['explain', '-', '--json'], { stdin: JSON.stringify(RESULT) })
  expect(JSON.parse(stdout)).toEqual({
    class: 'success',
    retry: 'never',
    reason: expect.any(String),
    resetsAt: null,
    window: null,
    sessionId: RESULT.session_id,
    costUsd: 0.25,
    permissionDenials: ['Bash\u001b[2J'],
    overage: false,
    format: 'json',
  })
})

test('explain takes standard error and the exit code into account', async () => {
  await writeFile(join(folder, 'stderr.txt'), "error: unknown option '--bogus'\n")
  const { stdout } = await ccsp(['explain', '-', '--stderr', 'stderr.txt', '--exit-code', '1', '--json'], { cwd: folder })
  const bare = await ccsp(['explain', '-', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ class: 'invalid-use' })
  expect(JSON.parse(bare.stdout)).toMatchObject({ class: 'killed' })
})

test('a recording that is not there is exit code 5', async () => {
  const ran = await ccsp(['explain', join(folder, 'none.txt')])
  expect(ran).toMatchObject({ code: 5, stdout: '', stderr: expect.stringMatching(/^error CCSP_FILE_UNREADABLE: .*ENOENT/) })
})
