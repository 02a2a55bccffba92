import { preset } from '@ccsp/testkit'

export default preset()
