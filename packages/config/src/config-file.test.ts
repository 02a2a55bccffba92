import { describe, expect, test } from 'vitest'
import { readConfigFile } from './config-file.ts'

function readYaml(text: string) {
  return readConfigFile({ path: 'a.yaml', text, format: 'yaml' })
}

function values(text: string): Record<string, unknown> {
  return Object.fromEntries([...readYaml(text).candidates].map(([key, { value }]) => [key, value]))
}

function reasons(text: string): string[] {
  return readYaml(text).problems.map(({ key, reason }) => `${key}: ${reason}`)
}

describe('a YAML file', () => {
  test('holds settings by section, with the types of YAML', () => {
    expect(values('agent:\n  concurrency: 4\nrunner:\n  allowedTools: [Read, "Bash(a, b)"]\n  isBypassAllowed: false\n')).toEqual(
      {
        'agent.concurrency': 4,
        'runner.allowedTools': ['Read', 'Bash(a, b)'],
        'runner.isBypassAllowed': false,
      },
    )
  })

  test.each(['', '\n# all commented out\n', 'agent:\n  # concurrency: 4\n', '\uFEFFagent: {}\r\n'])(
    'may be empty: %j',
    (text) => {
      expect(readYaml(text)).toEqual({ candidates: new Map(), problems: [] })
    },
  )

  test.each([
    ['an unknown section', 'agnet: {}', 'agnet: no such section; did you mean agent?'],
    ['an unknown setting', 'agent: { concurency: 1 }', 'agent.concurency: no such setting; did you mean agent.concurrency?'],
    ['an unknown setting like no other', 'agent: { zzzzzzzzzzzz: 1 }', 'agent.zzzzzzzzzzzz: no such setting'],
    ['a section that is a list', 'agent: [1]', 'agent: expected settings, got a list'],
    ['a list', '- 1', 'file: expected sections, got a list'],
    ['a text', 'hello', 'file: expected sections, got text'],
    ['a key twice', 'agent: {}\nagent: {}', 'file: no valid YAML: DUPLICATE_KEY in line 2'],
    ['an alias of nothing', 'agent: *nothing', 'file: no valid YAML: a wrong alias'],
  ])('that holds %s is told so', (_, text, reason) => {
    expect(reasons(text)).toEqual([reason])
  })

  test.each([
    '__proto__: { isAdmin: true }',
    'agent: { __proto__: { isAdmin: true } }',
    'constructor: { prototype: { isAdmin: true } }',
    'agent: { toString: 1, hasOwnProperty: 2 }',
  ])('with a key of every object changes nothing: %s', (text) => {
    expect(values(text)).toEqual({})
    expect(reasons(text).length).toBeGreaterThan(0)
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
  })

  test('whose aliases multiply without end is refused', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
    for (let n = 1; n < 10; n++) lines.push(`a${n}: &a${n} [${Array.from({ length: 9 }, () => `*a${n - 1}`).join(', ')}]`)
    expect(reasons(lines.join('\n'))).toEqual(['file: no valid YAML: a wrong alias'])
  })

  test('runs no code and makes no objects of other classes', () => {
    expect(values('redis: { password: !!js/function "function () { throw 1 }" }')).toEqual({
      'redis.password': 'function () { throw 1 }',
    })
  })
})

describe('an environment file', () => {
  const read = (text: string) => readConfigFile({ path: '/etc/ccsp.env', text, format: 'env' })

  test('holds variables, with comments, quotes and export', () => {
    const { candidates, problems } = read(
      '# secrets\nexport CCSP_HTTP_PORT=1\nREDIS_PASSWORD="a b#c"\nGITHUB_TOKEN=\'x\' # note\nPATH=/bin\n',
    )
    expect([...candidates].map(([key, { value }]) => [key, value])).toEqual([
      ['redis.password', 'a b#c'],
      ['http.port', 1],
      ['github.token', 'x'],
    ])
    expect(problems).toEqual([])
  })

  test('tells its path and the variable as origin', () => {
    expect(read('LOG_LEVEL=info').candidates.get('log.level')?.origin).toEqual({ kind: 'file', name: '/etc/ccsp.env: LOG_LEVEL' })
  })
})
