import { describe, expect, test } from 'vitest'
import { ccsp } from './cli.test-support.ts'
import { widthOf } from './show/table.ts'

const COMMANDS = [
  'submit',
  'status',
  'explain',
  'queue',
  'queue list',
  'queue show',
  'queue retry',
  'queue cancel',
  'queue pause',
  'queue resume',
  'queue dead-letter',
  'config',
  'config show',
  'config check',
  'config schema',
]

describe.each(COMMANDS)('ccsp %s --help', (command) => {
  test.each([
    ['en', /^[\x20-\x7e\n]*$/],
    ['ja', /^使い方:(?![^]*\n(?:Usage|Options|Commands|Arguments|Global))/],
  ])('fits 80 columns and is all in one language (%s)', async (language, form) => {
    const { code, stdout, stderr } = await ccsp([...command.split(' '), '--help', '--lang', language])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n').filter((line) => widthOf(line) > 80)).toEqual([])
    expect(stdout).toMatch(form)
  })
})

test('the version of ccsp and of Node is told', async () => {
  const { code, stdout } = await ccsp(['--version'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ccsp \d+\.\d+\.\d+ \(Node v24\.\d+\.\d+\)\n$/) })
})
