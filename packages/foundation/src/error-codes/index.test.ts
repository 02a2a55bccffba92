import { readdir } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EXIT, type ErrorCode } from './error-code.ts'
import { ERROR_CODES } from './index.ts'

const rows: [string, ErrorCode][] = Object.entries(ERROR_CODES)

/** The `{places}` of a text, sorted. */
function placesOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').toSorted()
}

async function readTables(): Promise<Record<string, ErrorCode>[]> {
  const names = (await readdir(import.meta.dirname)).filter((name) => !/^index\.|^error-code\.|\.test\./.test(name))
  const modules = await Promise.all(
    names.map(
      async (name) =>
        (await import(pathToFileURL(join(import.meta.dirname, name)).href)) as Record<string, Record<string, ErrorCode>>,
    ),
  )
  return modules.flatMap((module) => Object.values(module))
}

describe.each(rows)('%s', (code, row) => {
  test('is named CCSP_<AREA>_<REASON>', () => {
    expect(code).toMatch(/^CCSP(_[A-Z]+)+$/)
  })

  test('says the same in both languages: the same places, and no text is empty', () => {
    expect(placesOf(row.message.ja)).toEqual(placesOf(row.message.en))
    expect(placesOf(row.hint.ja)).toEqual(placesOf(row.hint.en))
    for (const text of [row.message.en, row.message.ja, row.hint.en, row.hint.ja]) expect(text.trim()).not.toBe('')
  })

  test('ends a command with one of the documented exit codes, never with success', () => {
    expect(Object.values(EXIT)).toContain(row.exitCode)
    expect(row.exitCode).not.toBe(EXIT.ok)
  })
})

test('every table of this folder is part of the whole, and no code is in two of them', async () => {
  const codes = (await readTables()).flatMap((table) => Object.keys(table))
  expect(codes.length).toBeGreaterThan(0)
  expect(codes.toSorted()).toEqual(Object.keys(ERROR_CODES).toSorted())
})

test('the comparison of places notices a missing and a misspelt one', () => {
  expect(placesOf('a {b} {c}')).not.toEqual(placesOf('a {b}'))
  expect(placesOf('a {b}')).not.toEqual(placesOf('a {d}'))
})

test('every exit code has one meaning', () => {
  expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length)
})
