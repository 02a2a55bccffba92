import { createJsonSchema } from '@ccsp/config'
import { type Context, print } from '../context.ts'
import { toJson } from '../show/json.ts'

/** Prints the JSON Schema of the configuration file. */
export async function printSchema(context: Context): Promise<number> {
  print(context, toJson(createJsonSchema()))
  return 0
}
