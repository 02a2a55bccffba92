import { parseSync } from 'oxc-parser'

/** One import, re-export, dynamic import or import type with a literal specifier. */
export interface ImportUse {
  readonly specifier: string
  readonly line: number
}

/** What the rules look at in one TypeScript file. */
export interface SourceUses {
  readonly imports: readonly ImportUse[]
  /** Lines that read `process.env`, however it is spelt. */
  readonly environmentLines: readonly number[]
  /** Lines that use `console`. */
  readonly consoleLines: readonly number[]
  /** Lines with `export *`. */
  readonly exportAllLines: readonly number[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

function* walk(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item)
  } else if (isNode(value)) {
    yield value
    for (const child of Object.values(value)) yield* walk(child)
  }
}

const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

const literal = (node: unknown): string | undefined =>
  isNode(node) && typeof node['value'] === 'string' ? node['value'] : undefined

const isIdentifier = (node: unknown, name: string): boolean => isNode(node) && node.type === 'Identifier' && node['name'] === name

/** `x.name` and `x['name']`. */
const isMember = (node: unknown, name: string): boolean =>
  isNode(node) &&
  node.type === 'MemberExpression' &&
  (node['computed'] === true ? literal(node['property']) === name : isIdentifier(node['property'], name))

const isProcess = (node: unknown): boolean => isIdentifier(node, 'process') || isMember(node, 'process')

const takesEnv = (pattern: unknown): boolean =>
  isNode(pattern) &&
  Array.isArray(pattern['properties']) &&
  pattern['properties'].some(
    (property) => isNode(property) && (isIdentifier(property['key'], 'env') || literal(property['key']) === 'env'),
  )

const importsEnv = (node: Node): boolean =>
  /^(node:)?process$/.test(literal(node['source']) ?? '') &&
  Array.isArray(node['specifiers']) &&
  node['specifiers'].some((specifier) => isNode(specifier) && isIdentifier(specifier['imported'], 'env'))

/** `process.env`, `const { env } = process` and `import { env } from 'node:process'`. */
function readsEnvironment(node: Node): boolean {
  if (isMember(node, 'env')) return isProcess(node['object'])
  if (node.type === 'VariableDeclarator') return isProcess(node['init']) && takesEnv(node['id'])
  return node.type === 'ImportDeclaration' && importsEnv(node)
}

/** Parses one file. Throws an Error that names it when it is not valid TypeScript. */
export function readUses(path: string, text: string): SourceUses {
  const parsed = parseSync(path, text, { lang: 'ts' })
  const problem = parsed.errors[0]
  if (problem) throw new Error(`${path}: ${problem.message}`)
  const lineOf = (node: Node): number => text.slice(0, node.start).split('\n').length
  const uses = {
    imports: [] as ImportUse[],
    environmentLines: [] as number[],
    consoleLines: [] as number[],
    exportAllLines: [] as number[],
  }
  for (const node of walk(parsed.program)) {
    const specifier = IMPORTING.has(node.type) ? literal(node['source']) : undefined
    if (specifier !== undefined) uses.imports.push({ specifier, line: lineOf(node) })
    if (readsEnvironment(node)) uses.environmentLines.push(lineOf(node))
    if (node.type === 'MemberExpression' && isIdentifier(node['object'], 'console')) uses.consoleLines.push(lineOf(node))
    if (node.type === 'ExportAllDeclaration') uses.exportAllLines.push(lineOf(node))
  }
  return uses
}
