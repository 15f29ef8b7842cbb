import { takeWhile, tap } from 'rxjs'
import type { Image } from '../../kernels/image.ts'
import { FRAME_ROWS_MAX } from '../../model/layout.generated.ts'
import { formatRowId } from '../../model/row-id.ts'
import { formatMicros } from '../../model/time.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Recording } from '../recording/recording.ts'
import { replayed } from '../recording/replayed.ts'
import { judgementsOf } from './chains.ts'
import { ended } from './ended.ts'
import type { Chain, Explanation } from './explanation.ts'
import { lastRowAbout, rowOfOrder } from './find-row.ts'
import { firstReason } from './first-reason.ts'
import { sourceOf } from './row-view.ts'
import { listening } from './listening-kernel.ts'
import { Between, marketView } from './market-view.ts'
import { microsAt } from './mentions.ts'
import { Moment } from './moment.ts'
import { ExplainError, parseRowId } from './question.ts'
import type { Question } from './question.ts'
import type { RecordingIndex } from './recording-index.ts'
import { decisionView, dropViews, evaluationViews, signalView, warmUpViews } from './stage-views.ts'
import type { StagesAt } from './stage-views.ts'

export interface ExplainOptions {
  /** Changes only how long it takes. */
  readonly index?: RecordingIndex
  /** Rows for which orders are followed at most; default a million. */
  readonly followRows?: number
}

const FOLLOW_ROWS = 1_000_000

/**
 * Why there was a trade, or none, regenerated from what was recorded: the recording is run up to the row that the
 * question is about, that row is stepped by the reference desk, and its orders are followed.
 *
 * @throws {ExplainError} where the recording has no such decision, order, instrument, portfolio or instant
 */
export async function explain(
  recording: Recording,
  question: Question,
  options: ExplainOptions = {},
): Promise<Explanation> {
  if (!('order' in question)) return explainRow(recording, question, await rowOf(recording, question, options), options)
  const { sequence, sub } = parseRowId(question.order)
  try {
    return await explainRow(recording, question, sequence, options)
  } catch (error) {
    // An id of the client's own does not tell its row.
    const row = error instanceof ExplainError ? await rowOfOrder(recording, (BigInt(sequence) << 20n) | BigInt(sub)) : 0
    if (row === 0) throw error
    return explainRow(recording, question, row, options)
  }
}

async function rowOf(
  recording: Recording,
  question: Exclude<Question, { order: string }>,
  { index }: ExplainOptions,
): Promise<number> {
  if ('decision' in question) return parseRowId(question.decision).sequence
  const { instruments } = recording.config
  const instrument = instruments.findIndex(({ symbol }) => symbol === question.instrument)
  if (instrument < 0)
    throw new ExplainError(
      `there is no instrument ${question.instrument}, but ${instruments.map(({ symbol }) => symbol).join(', ')}`,
    )
  const portfolio = question.portfolio === undefined ? -1 : portfolioOf(recording, question.portfolio)
  return lastRowAbout(recording, { instrument, portfolio, micros: question.at }, index)
}

function portfolioOf({ config }: Recording, name: string): number {
  const { portfolios } = config.portfolios
  const found = portfolios.findIndex((one) => one.name === name)
  if (found < 0)
    throw new ExplainError(`there is no portfolio ${name}, but ${portfolios.map((one) => one.name).join(', ')}`)
  return found
}

async function explainRow(
  recording: Recording,
  question: Question,
  sequence: number,
  { followRows = FOLLOW_ROWS }: ExplainOptions,
): Promise<Explanation> {
  const { first = 1 } = recording
  if (sequence < first)
    throw new ExplainError(`the rows before ${first} can't be run again, retention removed them: asked for ${sequence}`)
  const moment = new Moment(sequence)
  // The rows of the instant may begin before the row.
  const from = recording.nearest?.(Math.max(1, sequence - FRAME_ROWS_MAX)) ?? 1
  let told: Telling | undefined
  const until = 'at' in question ? question.at : Number.NEGATIVE_INFINITY
  let between: Between | undefined
  await ended(
    replayed(recording, { from, ends: [sequence], kernel: listening(moment) }).pipe(
      tap((outcome) => {
        if (moment.take(outcome)) {
          told = tell(outcome, moment, question)
          between = new Between(told.instrument, outcome.image.names.universe.instruments[told.instrument], until)
        } else if (told !== undefined) between?.take(outcome)
      }),
      takeWhile(({ frame, to }) => {
        if (told === undefined) return true
        const row = frame.firstSequence + to - 1
        return (!moment.followed.settled && row < sequence + followRows) || microsAt(frame, to - 1) <= until
      }),
    ),
  )
  if (told === undefined) throw new ExplainError(`the recording has no row ${sequence}`)
  return complete(told, moment, question, between!.view(told.micros))
}

/** What stood when the row was done; orders and changes come when they have been followed and searched for. */
interface Telling {
  readonly sequence: number
  readonly instrument: number
  readonly portfolios: readonly number[]
  readonly micros: number
  readonly stages: StagesAt
  readonly image: Image
  readonly market: Explanation['market']
  readonly warmUps: Explanation['warmUps']
  readonly evaluations: Explanation['evaluations']
  /** By portfolio: strategy id and name. */
  readonly strategies: ReadonlyMap<number, { readonly id: number; readonly name: string }>
}

function tell({ frame, to, image }: Outcome, moment: Moment, question: Question): Telling {
  const row = to - 1
  const { instrument, portfolios } = subjectOf(image, moment, frame.firstSequence + row, question)
  const { context } = frame
  const micros = microsAt(frame, row)
  const stages: StagesAt = {
    universe: context.universe,
    stages: context.stages,
    rows: [...moment.instant.rows],
    instrument,
    nowMicros: micros,
  }
  const strategies = new Map(
    portfolios.map((portfolio) => {
      const id = image.scope.strategy(portfolio)
      return [portfolio, { id, name: context.universe.strategies.list[id] ?? `#${id}` }]
    }),
  )
  return {
    sequence: frame.firstSequence + row,
    instrument,
    portfolios,
    micros,
    stages,
    image,
    market: marketView(image, instrument, stages.rows, micros),
    warmUps: warmUpViews(stages),
    evaluations: evaluationViews(stages),
    strategies,
  }
}

/** Whom the question is about, known only when its row has been stepped. */
function subjectOf(
  image: Image,
  moment: Moment,
  sequence: number,
  question: Question,
): { instrument: number; portfolios: number[] } {
  const { universe, scopes } = image.names
  const all = Array.from({ length: image.size.portfolios }, (_, at) => at)
  if ('order' in question) {
    const order = moment.followed.orders.find(({ sent }) => sent.orderId === question.order)
    if (order === undefined) throw new ExplainError(`row ${sequence} sent no order ${question.order}`)
    const { portfolio, instrument } = order.sent
    return { instrument: universe.symbols.find(instrument)!, portfolios: [scopes.indexOf(portfolio)] }
  }
  const named = (at: number): boolean => question.portfolio === undefined || scopes[at] === question.portfolio
  if ('at' in question)
    return { instrument: universe.symbols.find(question.instrument)!, portfolios: all.filter(named) }
  const { sub } = parseRowId(question.decision)
  const decisions = moment.instant.rows.filter((one) => one.tape === 'decisions' && one.sequence === sequence)
  const row = decisions.find((one) => one.sub === sub)
  if (row === undefined) {
    const made = decisions.map((one) => formatRowId((BigInt(sequence) << 20n) | BigInt(one.sub))).join(', ')
    throw new ExplainError(
      `there is no decision ${question.decision}; row ${sequence} made ${made === '' ? 'none' : made}`,
    )
  }
  const follows = (at: number): boolean => image.scope.strategy(at) === sourceOf(row)
  return { instrument: row.view.getUint32(4, true), portfolios: all.filter((at) => follows(at) && named(at)) }
}

function complete(told: Telling, moment: Moment, question: Question, later: Explanation['later']): Explanation {
  const { stages, image, instrument, market, warmUps, evaluations, sequence, micros } = told
  const isLater = later !== undefined && Number(later.seconds) > 0
  const heard = evaluations.some(({ isNew }) => isNew)
  const chains = told.portfolios.map((portfolio): Chain => {
    const { id, name } = told.strategies.get(portfolio)!
    const chain = {
      portfolio: image.names.scopes[portfolio],
      strategy: name,
      drops: dropViews(stages, id),
      signal: signalView(stages, id),
      decision: decisionView(stages, id),
      judgements: judgementsOf(moment, image, portfolio, instrument),
    }
    return { ...chain, first: firstReason(chain, market, warmUps, heard, isLater) }
  })
  return {
    question,
    sequence,
    time: formatMicros(micros),
    instrument: image.names.universe.instruments[instrument].symbol,
    market,
    evaluations,
    warmUps,
    chains,
    ...(isLater ? { later } : {}),
  }
}
