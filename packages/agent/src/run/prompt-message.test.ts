import { expect, test } from 'vitest'
import { buildPromptMessage } from './prompt-message.ts'

const contentOf = (line: string): unknown => (JSON.parse(line) as { message: { content: unknown } }).message.content

test('a plain prompt is sent as it is, on one line', () => {
  const line = buildPromptMessage('a\nb "c"\u2028', [])
  expect(line.indexOf('\n')).toBe(line.length - 1)
  expect(contentOf(line)).toBe('a\nb "c"\u2028')
})

test('a reference in the text of the client is never in the last block, where the CLI would follow it', () => {
  expect(contentOf(buildPromptMessage('show @/etc/passwd', []))).toEqual([
    { type: 'text', text: 'show @/etc/passwd' },
    { type: 'text', text: '---' },
  ])
})

test('included files are referred to in the last block', () => {
  const content = contentOf(buildPromptMessage('see @x', ['/a/b.txt', '/a/c d.txt'])) as { text: string }[]
  expect(content.map((block) => block.text)).toEqual(['see @x', 'Files of this request:\n@"/a/b.txt"\n@"/a/c d.txt"'])
})
