import type { Rule } from '../rule.ts'
import { declaredDependency } from './declared-dependency.ts'
import { fileShape } from './file-shape.ts'
import { importCycle } from './import-cycle.ts'
import { layerDirection } from './layer-direction.ts'
import { noConsole } from './no-console.ts'
import { packageBorder } from './package-border.ts'
import { packageShape } from './package-shape.ts'
import { processEnv } from './process-env.ts'

/** Every rule, by name. */
export const RULES: readonly Rule[] = [
  declaredDependency,
  fileShape,
  importCycle,
  layerDirection,
  noConsole,
  packageBorder,
  packageShape,
  processEnv,
]
