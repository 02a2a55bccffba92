import { expect, test } from 'vitest'
import { en } from './en.ts'
import { loadMessages } from './index.ts'
import { ja } from './ja.ts'

const placesOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted()

test('both languages have the same texts, in the same order', () => {
  expect(Object.keys(ja)).toEqual(Object.keys(en))
})

test.each(Object.keys(en) as (keyof typeof en)[])(
  '%s has the same places in both languages, and is Japanese in Japanese',
  (key) => {
    expect(placesOf(ja[key])).toEqual(placesOf(en[key]))
    expect(ja[key].trim()).not.toBe('')
    expect(en[key]).toMatch(/^[\x20-\x7e\n]+$/)
  },
)

test('the places of a text are filled', async () => {
  const t = await loadMessages('ja')
  expect(t('job.retried', { jobId: 'r1' })).toBe('ジョブ r1 を再びキューに入れました')
})
