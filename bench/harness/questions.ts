import { allocationQuestion } from '../kernel/allocation.ts'
import { checkQuestion, volatilityQuestion } from '../kernel/checks.ts'
import { fillQuestion } from '../kernel/fills.ts'
import { growthQuestion } from '../kernel/growth.ts'
import { latencyQuestion } from '../kernel/latency.ts'
import { markQuestion } from '../kernel/marks.ts'
import { orderQuestion, refusalQuestion } from '../kernel/orders.ts'
import { reductionQuestion } from '../kernel/reductions.ts'
import { tenthRowQuestion } from '../kernel/tenth-row.ts'
import { graphQuestion } from '../reference-rule/graph.ts'
import type { Question } from './question.ts'

/** Everything `npm run bench` asks, in the order it asks it. */
export const questions: readonly Question[] = [
  orderQuestion,
  refusalQuestion,
  reductionQuestion,
  fillQuestion,
  markQuestion,
  checkQuestion,
  volatilityQuestion,
  latencyQuestion,
  growthQuestion,
  allocationQuestion,
  tenthRowQuestion,
  graphQuestion,
]

/** A question by name. */
export function questionOf(name: string): Question {
  const found = questions.find((one) => one.name === name)
  if (found === undefined) {
    throw new RangeError(`there is no bench ${name}: ${questions.map((one) => one.name).join(', ')}`)
  }
  return found
}
