// Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit.

import type { Memory } from './memory.ts'

/** Bytes 0 … 63 of the memory: the arguments and the result of a kernel's `advance`. Byte offsets of headers. */
export class CallRecords {
  static readonly bytes = 32
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.narrow = new Int32Array(memory.buffer, base, (records * 32) / 4)
  }

  /** the control record */
  image(at: number): number {
    return this.narrow[at * 8 + 0]!
  }
  setImage(at: number, value: number): void {
    this.narrow[at * 8 + 0] = value
  }

  /** tape */
  input(at: number): number {
    return this.narrow[at * 8 + 1]!
  }
  setInput(at: number, value: number): void {
    this.narrow[at * 8 + 1] = value
  }

  /** tape */
  evaluations(at: number): number {
    return this.narrow[at * 8 + 2]!
  }
  setEvaluations(at: number, value: number): void {
    this.narrow[at * 8 + 2] = value
  }

  /** tape */
  decisions(at: number): number {
    return this.narrow[at * 8 + 3]!
  }
  setDecisions(at: number, value: number): void {
    this.narrow[at * 8 + 3] = value
  }

  /** tape */
  outcome(at: number): number {
    return this.narrow[at * 8 + 4]!
  }
  setOutcome(at: number, value: number): void {
    this.narrow[at * 8 + 4] = value
  }

  /** first row to step */
  from(at: number): number {
    return this.narrow[at * 8 + 5]!
  }
  setFrom(at: number, value: number): void {
    this.narrow[at * 8 + 5] = value
  }

  /** row to stop before */
  to(at: number): number {
    return this.narrow[at * 8 + 6]!
  }
  setTo(at: number, value: number): void {
    this.narrow[at * 8 + 6] = value
  }

  /** `to`, or the row it stopped before */
  result(at: number): number {
    return this.narrow[at * 8 + 7]!
  }
  setResult(at: number, value: number): void {
    this.narrow[at * 8 + 7] = value
  }
}

export const CALL_FIELDS = [
  ['image', 'i32'],
  ['input', 'i32'],
  ['evaluations', 'i32'],
  ['decisions', 'i32'],
  ['outcome', 'i32'],
  ['from', 'i32'],
  ['to', 'i32'],
  ['result', 'i32'],
] as const

/** One record at offset 0 of the image: where everything is, how far the desk has come. */
export class ControlRecords {
  static readonly bytes = 368
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 368) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 368) / 4)
  }

  /** tsEvent of the row being stepped, Unix ns */
  now(at: number): bigint {
    return this.wide[at * 46 + 0]!
  }
  setNow(at: number, value: bigint): void {
    this.wide[at * 46 + 0] = value
  }

  /** its sequence */
  sequence(at: number): bigint {
    return this.wide[at * 46 + 1]!
  }
  setSequence(at: number, value: bigint): void {
    this.wide[at * 46 + 1] = value
  }

  /** next timer's ordinal */
  nextOrdinal(at: number): bigint {
    return this.wide[at * 46 + 2]!
  }
  setNextOrdinal(at: number, value: bigint): void {
    this.wide[at * 46 + 2] = value
  }

  /** rows this image has been stepped through */
  rowsAdvanced(at: number): bigint {
    return this.wide[at * 46 + 3]!
  }
  setRowsAdvanced(at: number, value: bigint): void {
    this.wide[at * 46 + 3] = value
  }

  /** of them by the reference */
  rowsReference(at: number): bigint {
    return this.wide[at * 46 + 4]!
  }
  setRowsReference(at: number, value: bigint): void {
    this.wide[at * 46 + 4] = value
  }

  /** of them by the WASM backend */
  rowsWasm(at: number): bigint {
    return this.wide[at * 46 + 5]!
  }
  setRowsWasm(at: number, value: bigint): void {
    this.wide[at * 46 + 5] = value
  }

  /** of them by the native backend */
  rowsNative(at: number): bigint {
    return this.wide[at * 46 + 6]!
  }
  setRowsNative(at: number, value: bigint): void {
    this.wide[at * 46 + 6] = value
  }

  /** what the fault is about */
  faultValue(at: number): bigint {
    return this.wide[at * 46 + 7]!
  }
  setFaultValue(at: number, value: bigint): void {
    this.wide[at * 46 + 7] = value
  }

  /** decisions × followers */
  decisionsSeen(at: number): bigint {
    return this.wide[at * 46 + 8]!
  }
  setDecisionsSeen(at: number, value: bigint): void {
    this.wide[at * 46 + 8] = value
  }

  /** by decisions */
  intentsMade(at: number): bigint {
    return this.wide[at * 46 + 9]!
  }
  setIntentsMade(at: number, value: bigint): void {
    this.wide[at * 46 + 9] = value
  }

  /** by exit rules, trims and flattens */
  exitIntents(at: number): bigint {
    return this.wide[at * 46 + 10]!
  }
  setExitIntents(at: number, value: bigint): void {
    this.wide[at * 46 + 10] = value
  }

  /** desk → venue */
  latencyNanos(at: number): bigint {
    return this.wide[at * 46 + 11]!
  }
  setLatencyNanos(at: number, value: bigint): void {
    this.wide[at * 46 + 11] = value
  }

  /** fill → report */
  reportLatencyNanos(at: number): bigint {
    return this.wide[at * 46 + 12]!
  }
  setReportLatencyNanos(at: number, value: bigint): void {
    this.wide[at * 46 + 12] = value
  }

  /** of a bar's volume */
  participationPpm(at: number): bigint {
    return this.wide[at * 46 + 13]!
  }
  setParticipationPpm(at: number, value: bigint): void {
    this.wide[at * 46 + 13] = value
  }

  /** of the price, on bars */
  slippagePpb(at: number): bigint {
    return this.wide[at * 46 + 14]!
  }
  setSlippagePpb(at: number, value: bigint): void {
    this.wide[at * 46 + 14] = value
  }

  /** of the price, per touch size walked */
  walkStepPpb(at: number): bigint {
    return this.wide[at * 46 + 15]!
  }
  setWalkStepPpb(at: number, value: bigint): void {
    this.wide[at * 46 + 15] = value
  }

  /** least time between equity rows nothing caused */
  equityIntervalNanos(at: number): bigint {
    return this.wide[at * 46 + 16]!
  }
  setEquityIntervalNanos(at: number, value: bigint): void {
    this.wide[at * 46 + 16] = value
  }

  /** Unix ns */
  nextEquityAt(at: number): bigint {
    return this.wide[at * 46 + 17]!
  }
  setNextEquityAt(at: number, value: bigint): void {
    this.wide[at * 46 + 17] = value
  }

  /** count */
  instruments(at: number): number {
    return this.narrow[at * 92 + 36]!
  }
  setInstruments(at: number, value: number): void {
    this.narrow[at * 92 + 36] = value
  }

  /** leaf portfolios; groups of portfolios follow them as scopes */
  portfolios(at: number): number {
    return this.narrow[at * 92 + 37]!
  }
  setPortfolios(at: number, value: number): void {
    this.narrow[at * 92 + 37] = value
  }

  /** portfolios + portfolio groups */
  scopes(at: number): number {
    return this.narrow[at * 92 + 38]!
  }
  setScopes(at: number, value: number): void {
    this.narrow[at * 92 + 38] = value
  }

  /** count */
  currencies(at: number): number {
    return this.narrow[at * 92 + 39]!
  }
  setCurrencies(at: number, value: number): void {
    this.narrow[at * 92 + 39] = value
  }

  /** sectors and free groups */
  groups(at: number): number {
    return this.narrow[at * 92 + 40]!
  }
  setGroups(at: number, value: number): void {
    this.narrow[at * 92 + 40] = value
  }

  /** records */
  orderCapacity(at: number): number {
    return this.narrow[at * 92 + 41]!
  }
  setOrderCapacity(at: number, value: number): void {
    this.narrow[at * 92 + 41] = value
  }

  /** records */
  timerCapacity(at: number): number {
    return this.narrow[at * 92 + 42]!
  }
  setTimerCapacity(at: number, value: number): void {
    this.narrow[at * 92 + 42] = value
  }

  /** records */
  reportCapacity(at: number): number {
    return this.narrow[at * 92 + 43]!
  }
  setReportCapacity(at: number, value: number): void {
    this.narrow[at * 92 + 43] = value
  }

  /** client order ids remembered */
  idCapacity(at: number): number {
    return this.narrow[at * 92 + 44]!
  }
  setIdCapacity(at: number, value: number): void {
    this.narrow[at * 92 + 44] = value
  }

  /** heap size */
  timerCount(at: number): number {
    return this.narrow[at * 92 + 45]!
  }
  setTimerCount(at: number, value: number): void {
    this.narrow[at * 92 + 45] = value
  }

  /** head of the free list, −1 = none */
  freeOrder(at: number): number {
    return this.narrow[at * 92 + 46]!
  }
  setFreeOrder(at: number, value: number): void {
    this.narrow[at * 92 + 46] = value
  }

  /** head of the free list, −1 = none */
  freeReport(at: number): number {
    return this.narrow[at * 92 + 47]!
  }
  setFreeReport(at: number, value: number): void {
    this.narrow[at * 92 + 47] = value
  }

  /** executions remembered so far, ring position = count mod idCapacity */
  executionCount(at: number): number {
    return this.narrow[at * 92 + 48]!
  }
  setExecutionCount(at: number, value: number): void {
    this.narrow[at * 92 + 48] = value
  }

  /** ids remembered so far, ring position = count mod capacity */
  idCount(at: number): number {
    return this.narrow[at * 92 + 49]!
  }
  setIdCount(at: number, value: number): void {
    this.narrow[at * 92 + 49] = value
  }

  /** 0 refuse, 1 trade */
  crossedPolicy(at: number): number {
    return this.narrow[at * 92 + 50]!
  }
  setCrossedPolicy(at: number, value: number): void {
    this.narrow[at * 92 + 50] = value
  }

  /** 0 wait, 1 walk, 2 cancel */
  remainder(at: number): number {
    return this.narrow[at * 92 + 51]!
  }
  setRemainder(at: number, value: number): void {
    this.narrow[at * 92 + 51] = value
  }

  /** 0 or 1 */
  zeroLatency(at: number): number {
    return this.narrow[at * 92 + 52]!
  }
  setZeroLatency(at: number, value: number): void {
    this.narrow[at * 92 + 52] = value
  }

  /** 0 or 1 */
  plantSameClose(at: number): number {
    return this.narrow[at * 92 + 53]!
  }
  setPlantSameClose(at: number, value: number): void {
    this.narrow[at * 92 + 53] = value
  }

  /** 1: fills come as REPORT rows, no simulated venue */
  external(at: number): number {
    return this.narrow[at * 92 + 54]!
  }
  setExternal(at: number, value: number): void {
    this.narrow[at * 92 + 54] = value
  }

  /** count */
  sessions(at: number): number {
    return this.narrow[at * 92 + 55]!
  }
  setSessions(at: number, value: number): void {
    this.narrow[at * 92 + 55] = value
  }

  /** 1: assert conservation and sums after every row */
  debug(at: number): number {
    return this.narrow[at * 92 + 56]!
  }
  setDebug(at: number, value: number): void {
    this.narrow[at * 92 + 56] = value
  }

  /** orders not yet done */
  liveOrders(at: number): number {
    return this.narrow[at * 92 + 57]!
  }
  setLiveOrders(at: number, value: number): void {
    this.narrow[at * 92 + 57] = value
  }

  /** instruments with a market row in this instant, −1 = none */
  firstTouched(at: number): number {
    return this.narrow[at * 92 + 58]!
  }
  setFirstTouched(at: number, value: number): void {
    this.narrow[at * 92 + 58] = value
  }

  /** what wakes the policy: 0 there is none, 1 decisions, 2 fills, 3 both */
  policyWakes(at: number): number {
    return this.narrow[at * 92 + 59]!
  }
  setPolicyWakes(at: number, value: number): void {
    this.narrow[at * 92 + 59] = value
  }

  /** 0 stepping, 1 the row waits for the policy, 2 it has answered */
  policyState(at: number): number {
    return this.narrow[at * 92 + 60]!
  }
  setPolicyState(at: number, value: number): void {
    this.narrow[at * 92 + 60] = value
  }

  /** 1: a flatten stands somewhere */
  flattening(at: number): number {
    return this.narrow[at * 92 + 61]!
  }
  setFlattening(at: number, value: number): void {
    this.narrow[at * 92 + 61] = value
  }

  /** positions with a fill since the last instant, −1 = none */
  firstWoken(at: number): number {
    return this.narrow[at * 92 + 62]!
  }
  setFirstWoken(at: number, value: number): void {
    this.narrow[at * 92 + 62] = value
  }

  /** why the engine must halt, 0 = nothing; by number in kernels/faults.ts */
  fault(at: number): number {
    return this.narrow[at * 92 + 63]!
  }
  setFault(at: number, value: number): void {
    this.narrow[at * 92 + 63] = value
  }

  /** compiled kernels: intents of this instant */
  pendingCount(at: number): number {
    return this.narrow[at * 92 + 64]!
  }
  setPendingCount(at: number, value: number): void {
    this.narrow[at * 92 + 64] = value
  }

  /** compiled kernels: of them, those that increase */
  increaseCount(at: number): number {
    return this.narrow[at * 92 + 65]!
  }
  setIncreaseCount(at: number, value: number): void {
    this.narrow[at * 92 + 65] = value
  }

  /** compiled kernels: violated checks of the intent at hand */
  violationCount(at: number): number {
    return this.narrow[at * 92 + 66]!
  }
  setViolationCount(at: number, value: number): void {
    this.narrow[at * 92 + 66] = value
  }

  /** byte offset of the instrument records */
  instrumentAt(at: number): number {
    return this.narrow[at * 92 + 67]!
  }
  setInstrumentAt(at: number, value: number): void {
    this.narrow[at * 92 + 67] = value
  }

  /** byte offset of the tick records */
  tickAt(at: number): number {
    return this.narrow[at * 92 + 68]!
  }
  setTickAt(at: number, value: number): void {
    this.narrow[at * 92 + 68] = value
  }

  /** byte offset of the scope records */
  scopeAt(at: number): number {
    return this.narrow[at * 92 + 69]!
  }
  setScopeAt(at: number, value: number): void {
    this.narrow[at * 92 + 69] = value
  }

  /** byte offset of the changed records */
  changedAt(at: number): number {
    return this.narrow[at * 92 + 70]!
  }
  setChangedAt(at: number, value: number): void {
    this.narrow[at * 92 + 70] = value
  }

  /** byte offset of the ledger records */
  ledgerAt(at: number): number {
    return this.narrow[at * 92 + 71]!
  }
  setLedgerAt(at: number, value: number): void {
    this.narrow[at * 92 + 71] = value
  }

  /** byte offset of the position records */
  positionAt(at: number): number {
    return this.narrow[at * 92 + 72]!
  }
  setPositionAt(at: number, value: number): void {
    this.narrow[at * 92 + 72] = value
  }

  /** byte offset of the exposure records */
  exposureAt(at: number): number {
    return this.narrow[at * 92 + 73]!
  }
  setExposureAt(at: number, value: number): void {
    this.narrow[at * 92 + 73] = value
  }

  /** byte offset of the concentrate records */
  concentrateAt(at: number): number {
    return this.narrow[at * 92 + 74]!
  }
  setConcentrateAt(at: number, value: number): void {
    this.narrow[at * 92 + 74] = value
  }

  /** byte offset of the order records */
  orderAt(at: number): number {
    return this.narrow[at * 92 + 75]!
  }
  setOrderAt(at: number, value: number): void {
    this.narrow[at * 92 + 75] = value
  }

  /** byte offset of the timer records */
  timerAt(at: number): number {
    return this.narrow[at * 92 + 76]!
  }
  setTimerAt(at: number, value: number): void {
    this.narrow[at * 92 + 76] = value
  }

  /** byte offset of the report records */
  reportAt(at: number): number {
    return this.narrow[at * 92 + 77]!
  }
  setReportAt(at: number, value: number): void {
    this.narrow[at * 92 + 77] = value
  }

  /** byte offset of the clientId records */
  clientIdAt(at: number): number {
    return this.narrow[at * 92 + 78]!
  }
  setClientIdAt(at: number, value: number): void {
    this.narrow[at * 92 + 78] = value
  }

  /** byte offset of the execution records */
  executionAt(at: number): number {
    return this.narrow[at * 92 + 79]!
  }
  setExecutionAt(at: number, value: number): void {
    this.narrow[at * 92 + 79] = value
  }

  /** byte offset of the session records */
  sessionAt(at: number): number {
    return this.narrow[at * 92 + 80]!
  }
  setSessionAt(at: number, value: number): void {
    this.narrow[at * 92 + 80] = value
  }

  /** byte offset of the instant records */
  instantAt(at: number): number {
    return this.narrow[at * 92 + 81]!
  }
  setInstantAt(at: number, value: number): void {
    this.narrow[at * 92 + 81] = value
  }

  /** byte offset of the covariance records */
  covarianceAt(at: number): number {
    return this.narrow[at * 92 + 82]!
  }
  setCovarianceAt(at: number, value: number): void {
    this.narrow[at * 92 + 82] = value
  }

  /** byte offset of the group records */
  groupAt(at: number): number {
    return this.narrow[at * 92 + 83]!
  }
  setGroupAt(at: number, value: number): void {
    this.narrow[at * 92 + 83] = value
  }

  /** byte offset of the orderBucket records */
  orderBucketAt(at: number): number {
    return this.narrow[at * 92 + 84]!
  }
  setOrderBucketAt(at: number, value: number): void {
    this.narrow[at * 92 + 84] = value
  }

  /** byte offset of the amend records */
  amendAt(at: number): number {
    return this.narrow[at * 92 + 85]!
  }
  setAmendAt(at: number, value: number): void {
    this.narrow[at * 92 + 85] = value
  }

  /** byte offset of the currency records */
  currencyAt(at: number): number {
    return this.narrow[at * 92 + 86]!
  }
  setCurrencyAt(at: number, value: number): void {
    this.narrow[at * 92 + 86] = value
  }

  /** byte offset of the rate records */
  ratesAt(at: number): number {
    return this.narrow[at * 92 + 87]!
  }
  setRatesAt(at: number, value: number): void {
    this.narrow[at * 92 + 87] = value
  }

  /** byte offset of the pending records */
  pendingAt(at: number): number {
    return this.narrow[at * 92 + 88]!
  }
  setPendingAt(at: number, value: number): void {
    this.narrow[at * 92 + 88] = value
  }

  /** byte offset of the increase records */
  increaseAt(at: number): number {
    return this.narrow[at * 92 + 89]!
  }
  setIncreaseAt(at: number, value: number): void {
    this.narrow[at * 92 + 89] = value
  }

  /** byte offset of the violation records */
  violationAt(at: number): number {
    return this.narrow[at * 92 + 90]!
  }
  setViolationAt(at: number, value: number): void {
    this.narrow[at * 92 + 90] = value
  }

  /** byte offset of the weight records */
  weightAt(at: number): number {
    return this.narrow[at * 92 + 91]!
  }
  setWeightAt(at: number, value: number): void {
    this.narrow[at * 92 + 91] = value
  }
}

export const CONTROL_FIELDS = [
  ['now', 'i64'],
  ['sequence', 'i64'],
  ['nextOrdinal', 'i64'],
  ['rowsAdvanced', 'i64'],
  ['rowsReference', 'i64'],
  ['rowsWasm', 'i64'],
  ['rowsNative', 'i64'],
  ['faultValue', 'i64'],
  ['decisionsSeen', 'i64'],
  ['intentsMade', 'i64'],
  ['exitIntents', 'i64'],
  ['latencyNanos', 'i64'],
  ['reportLatencyNanos', 'i64'],
  ['participationPpm', 'i64'],
  ['slippagePpb', 'i64'],
  ['walkStepPpb', 'i64'],
  ['equityIntervalNanos', 'i64'],
  ['nextEquityAt', 'i64'],
  ['instruments', 'i32'],
  ['portfolios', 'i32'],
  ['scopes', 'i32'],
  ['currencies', 'i32'],
  ['groups', 'i32'],
  ['orderCapacity', 'i32'],
  ['timerCapacity', 'i32'],
  ['reportCapacity', 'i32'],
  ['idCapacity', 'i32'],
  ['timerCount', 'i32'],
  ['freeOrder', 'i32'],
  ['freeReport', 'i32'],
  ['executionCount', 'i32'],
  ['idCount', 'i32'],
  ['crossedPolicy', 'i32'],
  ['remainder', 'i32'],
  ['zeroLatency', 'i32'],
  ['plantSameClose', 'i32'],
  ['external', 'i32'],
  ['sessions', 'i32'],
  ['debug', 'i32'],
  ['liveOrders', 'i32'],
  ['firstTouched', 'i32'],
  ['policyWakes', 'i32'],
  ['policyState', 'i32'],
  ['flattening', 'i32'],
  ['firstWoken', 'i32'],
  ['fault', 'i32'],
  ['pendingCount', 'i32'],
  ['increaseCount', 'i32'],
  ['violationCount', 'i32'],
  ['instrumentAt', 'i32'],
  ['tickAt', 'i32'],
  ['scopeAt', 'i32'],
  ['changedAt', 'i32'],
  ['ledgerAt', 'i32'],
  ['positionAt', 'i32'],
  ['exposureAt', 'i32'],
  ['concentrateAt', 'i32'],
  ['orderAt', 'i32'],
  ['timerAt', 'i32'],
  ['reportAt', 'i32'],
  ['clientIdAt', 'i32'],
  ['executionAt', 'i32'],
  ['sessionAt', 'i32'],
  ['instantAt', 'i32'],
  ['covarianceAt', 'i32'],
  ['groupAt', 'i32'],
  ['orderBucketAt', 'i32'],
  ['amendAt', 'i32'],
  ['currencyAt', 'i32'],
  ['ratesAt', 'i32'],
  ['pendingAt', 'i32'],
  ['increaseAt', 'i32'],
  ['violationAt', 'i32'],
  ['weightAt', 'i32'],
] as const

/** Parameters and market state of one instrument. */
export class InstrumentRecords {
  static readonly bytes = 344
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 344) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 344) / 4)
  }

  /** money per half price unit and lot; inverse: money × half price units per lot */
  unitValue(at: number): bigint {
    return this.wide[at * 43 + 0]!
  }
  setUnitValue(at: number, value: bigint): void {
    this.wide[at * 43 + 0] = value
  }

  /** lots */
  lotStep(at: number): bigint {
    return this.wide[at * 43 + 1]!
  }
  setLotStep(at: number, value: bigint): void {
    this.wide[at * 43 + 1] = value
  }

  /** lots */
  minLots(at: number): bigint {
    return this.wide[at * 43 + 2]!
  }
  setMinLots(at: number, value: bigint): void {
    this.wide[at * 43 + 2] = value
  }

  /** lots, −1 = none */
  maxLots(at: number): bigint {
    return this.wide[at * 43 + 3]!
  }
  setMaxLots(at: number, value: bigint): void {
    this.wide[at * 43 + 3] = value
  }

  /** money, −1 = none */
  minNotional(at: number): bigint {
    return this.wide[at * 43 + 4]!
  }
  setMinNotional(at: number, value: bigint): void {
    this.wide[at * 43 + 4] = value
  }

  /** money, −1 = none */
  maxNotional(at: number): bigint {
    return this.wide[at * 43 + 5]!
  }
  setMaxNotional(at: number, value: bigint): void {
    this.wide[at * 43 + 5] = value
  }

  /** of notional */
  makerFeePpb(at: number): bigint {
    return this.wide[at * 43 + 6]!
  }
  setMakerFeePpb(at: number, value: bigint): void {
    this.wide[at * 43 + 6] = value
  }

  /** of notional */
  takerFeePpb(at: number): bigint {
    return this.wide[at * 43 + 7]!
  }
  setTakerFeePpb(at: number, value: bigint): void {
    this.wide[at * 43 + 7] = value
  }

  /** of the price */
  halfSpreadPpb(at: number): bigint {
    return this.wide[at * 43 + 8]!
  }
  setHalfSpreadPpb(at: number, value: bigint): void {
    this.wide[at * 43 + 8] = value
  }

  /** age beyond which the mark is stale */
  staleNanos(at: number): bigint {
    return this.wide[at * 43 + 9]!
  }
  setStaleNanos(at: number, value: bigint): void {
    this.wide[at * 43 + 9] = value
  }

  /** age up to which a reduction may be priced */
  reduceMarkAgeNanos(at: number): bigint {
    return this.wide[at * 43 + 10]!
  }
  setReduceMarkAgeNanos(at: number, value: bigint): void {
    this.wide[at * 43 + 10] = value
  }

  /** lots */
  assumedTopLots(at: number): bigint {
    return this.wide[at * 43 + 11]!
  }
  setAssumedTopLots(at: number, value: bigint): void {
    this.wide[at * 43 + 11] = value
  }

  /** lots */
  assumedVolumeLots(at: number): bigint {
    return this.wide[at * 43 + 12]!
  }
  setAssumedVolumeLots(at: number, value: bigint): void {
    this.wide[at * 43 + 12] = value
  }

  /** price units */
  bid(at: number): bigint {
    return this.wide[at * 43 + 13]!
  }
  setBid(at: number, value: bigint): void {
    this.wide[at * 43 + 13] = value
  }

  /** price units */
  ask(at: number): bigint {
    return this.wide[at * 43 + 14]!
  }
  setAsk(at: number, value: bigint): void {
    this.wide[at * 43 + 14] = value
  }

  /** lots */
  bidLots(at: number): bigint {
    return this.wide[at * 43 + 15]!
  }
  setBidLots(at: number, value: bigint): void {
    this.wide[at * 43 + 15] = value
  }

  /** lots */
  askLots(at: number): bigint {
    return this.wide[at * 43 + 16]!
  }
  setAskLots(at: number, value: bigint): void {
    this.wide[at * 43 + 16] = value
  }

  /** half price units, last good; 0 = none yet */
  mark(at: number): bigint {
    return this.wide[at * 43 + 17]!
  }
  setMark(at: number, value: bigint): void {
    this.wide[at * 43 + 17] = value
  }

  /** price units of the last trade, 0 = none yet */
  last(at: number): bigint {
    return this.wide[at * 43 + 18]!
  }
  setLast(at: number, value: bigint): void {
    this.wide[at * 43 + 18] = value
  }

  /** of exposure, contracts; 0 = none */
  initialMarginPpm(at: number): bigint {
    return this.wide[at * 43 + 19]!
  }
  setInitialMarginPpm(at: number, value: bigint): void {
    this.wide[at * 43 + 19] = value
  }

  /** of exposure, contracts; 0 = none */
  maintenanceMarginPpm(at: number): bigint {
    return this.wide[at * 43 + 20]!
  }
  setMaintenanceMarginPpm(at: number, value: bigint): void {
    this.wide[at * 43 + 20] = value
  }

  /** that can be borrowed by all portfolios together, −1 = unlimited */
  borrowLots(at: number): bigint {
    return this.wide[at * 43 + 21]!
  }
  setBorrowLots(at: number, value: bigint): void {
    this.wide[at * 43 + 21] = value
  }

  /** lots: Σ over portfolios of the short position if every open sell fills */
  shortWorst(at: number): bigint {
    return this.wide[at * 43 + 22]!
  }
  setShortWorst(at: number, value: bigint): void {
    this.wide[at * 43 + 22] = value
  }

  /** price units: no open priced buy of ours is above it; 0 = none */
  highestBuy(at: number): bigint {
    return this.wide[at * 43 + 23]!
  }
  setHighestBuy(at: number, value: bigint): void {
    this.wide[at * 43 + 23] = value
  }

  /** price units: no open priced sell of ours is below it; 0 = none */
  lowestSell(at: number): bigint {
    return this.wide[at * 43 + 24]!
  }
  setLowestSell(at: number, value: bigint): void {
    this.wide[at * 43 + 24] = value
  }

  /** Unix ns of the last good mark */
  markAt(at: number): bigint {
    return this.wide[at * 43 + 25]!
  }
  setMarkAt(at: number, value: bigint): void {
    this.wide[at * 43 + 25] = value
  }

  /** Unix ns of the last market row */
  lastAt(at: number): bigint {
    return this.wide[at * 43 + 26]!
  }
  setLastAt(at: number, value: bigint): void {
    this.wide[at * 43 + 26] = value
  }

  /** lots of the current bar's volume still to be had */
  volumeLeft(at: number): bigint {
    return this.wide[at * 43 + 27]!
  }
  setVolumeLeft(at: number, value: bigint): void {
    this.wide[at * 43 + 27] = value
  }

  /** 0 spot, 1 linear, 2 inverse */
  kind(at: number): number {
    return this.narrow[at * 86 + 56]!
  }
  setKind(at: number, value: number): void {
    this.narrow[at * 86 + 56] = value
  }

  /** id */
  currency(at: number): number {
    return this.narrow[at * 86 + 57]!
  }
  setCurrency(at: number, value: number): void {
    this.narrow[at * 86 + 57] = value
  }

  /** 1: some portfolio is kept in another currency */
  foreign(at: number): number {
    return this.narrow[at * 86 + 58]!
  }
  setForeign(at: number, value: number): void {
    this.narrow[at * 86 + 58] = value
  }

  /** open priced buys of ours */
  pricedBuys(at: number): number {
    return this.narrow[at * 86 + 59]!
  }
  setPricedBuys(at: number, value: number): void {
    this.narrow[at * 86 + 59] = value
  }

  /** open priced sells of ours */
  pricedSells(at: number): number {
    return this.narrow[at * 86 + 60]!
  }
  setPricedSells(at: number, value: number): void {
    this.narrow[at * 86 + 60] = value
  }

  /** 1: highestBuy may be above the highest */
  looseBuys(at: number): number {
    return this.narrow[at * 86 + 61]!
  }
  setLooseBuys(at: number, value: number): void {
    this.narrow[at * 86 + 61] = value
  }

  /** 1: lowestSell may be below the lowest */
  looseSells(at: number): number {
    return this.narrow[at * 86 + 62]!
  }
  setLooseSells(at: number, value: number): void {
    this.narrow[at * 86 + 62] = value
  }

  /** 0 or 1 */
  tradable(at: number): number {
    return this.narrow[at * 86 + 63]!
  }
  setTradable(at: number, value: number): void {
    this.narrow[at * 86 + 63] = value
  }

  /** id */
  session(at: number): number {
    return this.narrow[at * 86 + 64]!
  }
  setSession(at: number, value: number): void {
    this.narrow[at * 86 + 64] = value
  }

  /** first row in the tick table */
  tickStart(at: number): number {
    return this.narrow[at * 86 + 65]!
  }
  setTickStart(at: number, value: number): void {
    this.narrow[at * 86 + 65] = value
  }

  /** rows */
  tickCount(at: number): number {
    return this.narrow[at * 86 + 66]!
  }
  setTickCount(at: number, value: number): void {
    this.narrow[at * 86 + 66] = value
  }

  /** kind of the last market row, 0 = none */
  feed(at: number): number {
    return this.narrow[at * 86 + 67]!
  }
  setFeed(at: number, value: number): void {
    this.narrow[at * 86 + 67] = value
  }

  /** 1: the market is crossed now */
  crossed(at: number): number {
    return this.narrow[at * 86 + 68]!
  }
  setCrossed(at: number, value: number): void {
    this.narrow[at * 86 + 68] = value
  }

  /** 0 not yet watched, 1 watched, 2 a stale alert stands */
  staleWatch(at: number): number {
    return this.narrow[at * 86 + 69]!
  }
  setStaleWatch(at: number, value: number): void {
    this.narrow[at * 86 + 69] = value
  }

  /** spec of the bars the venue walks, 0 = none yet */
  barSpec(at: number): number {
    return this.narrow[at * 86 + 70]!
  }
  setBarSpec(at: number, value: number): void {
    this.narrow[at * 86 + 70] = value
  }

  /** position index, −1 = none */
  firstHolder(at: number): number {
    return this.narrow[at * 86 + 71]!
  }
  setFirstHolder(at: number, value: number): void {
    this.narrow[at * 86 + 71] = value
  }

  /** order at the venue, −1 = none; arrival order */
  firstOrder(at: number): number {
    return this.narrow[at * 86 + 72]!
  }
  setFirstOrder(at: number, value: number): void {
    this.narrow[at * 86 + 72] = value
  }

  /** tail of that list */
  lastOrder(at: number): number {
    return this.narrow[at * 86 + 73]!
  }
  setLastOrder(at: number, value: number): void {
    this.narrow[at * 86 + 73] = value
  }

  /** group id, −1 = none */
  group0(at: number): number {
    return this.narrow[at * 86 + 74]!
  }
  setGroup0(at: number, value: number): void {
    this.narrow[at * 86 + 74] = value
  }

  group1(at: number): number {
    return this.narrow[at * 86 + 75]!
  }
  setGroup1(at: number, value: number): void {
    this.narrow[at * 86 + 75] = value
  }

  group2(at: number): number {
    return this.narrow[at * 86 + 76]!
  }
  setGroup2(at: number, value: number): void {
    this.narrow[at * 86 + 76] = value
  }

  group3(at: number): number {
    return this.narrow[at * 86 + 77]!
  }
  setGroup3(at: number, value: number): void {
    this.narrow[at * 86 + 77] = value
  }

  group4(at: number): number {
    return this.narrow[at * 86 + 78]!
  }
  setGroup4(at: number, value: number): void {
    this.narrow[at * 86 + 78] = value
  }

  group5(at: number): number {
    return this.narrow[at * 86 + 79]!
  }
  setGroup5(at: number, value: number): void {
    this.narrow[at * 86 + 79] = value
  }

  group6(at: number): number {
    return this.narrow[at * 86 + 80]!
  }
  setGroup6(at: number, value: number): void {
    this.narrow[at * 86 + 80] = value
  }

  group7(at: number): number {
    return this.narrow[at * 86 + 81]!
  }
  setGroup7(at: number, value: number): void {
    this.narrow[at * 86 + 81] = value
  }

  /** 1: it had a market row in this instant */
  touched(at: number): number {
    return this.narrow[at * 86 + 82]!
  }
  setTouched(at: number, value: number): void {
    this.narrow[at * 86 + 82] = value
  }

  /** the list of those, −1 = end */
  nextTouched(at: number): number {
    return this.narrow[at * 86 + 83]!
  }
  setNextTouched(at: number, value: number): void {
    this.narrow[at * 86 + 83] = value
  }

  /** the list of instruments that settle in its currency, −1 = end */
  nextOfCurrency(at: number): number {
    return this.narrow[at * 86 + 84]!
  }
  setNextOfCurrency(at: number, value: number): void {
    this.narrow[at * 86 + 84] = value
  }
}

export const INSTRUMENT_FIELDS = [
  ['unitValue', 'i64'],
  ['lotStep', 'i64'],
  ['minLots', 'i64'],
  ['maxLots', 'i64'],
  ['minNotional', 'i64'],
  ['maxNotional', 'i64'],
  ['makerFeePpb', 'i64'],
  ['takerFeePpb', 'i64'],
  ['halfSpreadPpb', 'i64'],
  ['staleNanos', 'i64'],
  ['reduceMarkAgeNanos', 'i64'],
  ['assumedTopLots', 'i64'],
  ['assumedVolumeLots', 'i64'],
  ['bid', 'i64'],
  ['ask', 'i64'],
  ['bidLots', 'i64'],
  ['askLots', 'i64'],
  ['mark', 'i64'],
  ['last', 'i64'],
  ['initialMarginPpm', 'i64'],
  ['maintenanceMarginPpm', 'i64'],
  ['borrowLots', 'i64'],
  ['shortWorst', 'i64'],
  ['highestBuy', 'i64'],
  ['lowestSell', 'i64'],
  ['markAt', 'i64'],
  ['lastAt', 'i64'],
  ['volumeLeft', 'i64'],
  ['kind', 'i32'],
  ['currency', 'i32'],
  ['foreign', 'i32'],
  ['pricedBuys', 'i32'],
  ['pricedSells', 'i32'],
  ['looseBuys', 'i32'],
  ['looseSells', 'i32'],
  ['tradable', 'i32'],
  ['session', 'i32'],
  ['tickStart', 'i32'],
  ['tickCount', 'i32'],
  ['feed', 'i32'],
  ['crossed', 'i32'],
  ['staleWatch', 'i32'],
  ['barSpec', 'i32'],
  ['firstHolder', 'i32'],
  ['firstOrder', 'i32'],
  ['lastOrder', 'i32'],
  ['group0', 'i32'],
  ['group1', 'i32'],
  ['group2', 'i32'],
  ['group3', 'i32'],
  ['group4', 'i32'],
  ['group5', 'i32'],
  ['group6', 'i32'],
  ['group7', 'i32'],
  ['touched', 'i32'],
  ['nextTouched', 'i32'],
  ['nextOfCurrency', 'i32'],
] as const

/** Order price increments by price. */
export class TickRecords {
  static readonly bytes = 16
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 16) / 8)
  }

  /** price units */
  from(at: number): bigint {
    return this.wide[at * 2 + 0]!
  }
  setFrom(at: number, value: bigint): void {
    this.wide[at * 2 + 0] = value
  }

  /** price units */
  tick(at: number): bigint {
    return this.wide[at * 2 + 1]!
  }
  setTick(at: number, value: bigint): void {
    this.wide[at * 2 + 1] = value
  }
}

export const TICK_FIELDS = [
  ['from', 'i64'],
  ['tick', 'i64'],
] as const

/** One portfolio, or one group of portfolios (its sums over the members). Limits of −1 are absent. */
export class ScopeRecords {
  static readonly bytes = 440
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 440) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 440) / 4)
  }

  /** money: cash + spot values + unrealised of contracts */
  equity(at: number): bigint {
    return this.wide[at * 55 + 0]!
  }
  setEquity(at: number, value: bigint): void {
    this.wide[at * 55 + 0] = value
  }

  /** money: Σ |position| × value */
  gross(at: number): bigint {
    return this.wide[at * 55 + 1]!
  }
  setGross(at: number, value: bigint): void {
    this.wide[at * 55 + 1] = value
  }

  /** money: Σ position × value */
  net(at: number): bigint {
    return this.wide[at * 55 + 2]!
  }
  setNet(at: number, value: bigint): void {
    this.wide[at * 55 + 2] = value
  }

  /** money: Σ (worst case − |position|) × value, from open orders */
  worstExtra(at: number): bigint {
    return this.wide[at * 55 + 3]!
  }
  setWorstExtra(at: number, value: bigint): void {
    this.wide[at * 55 + 3] = value
  }

  /** money: Σ open buys × value */
  buyExtra(at: number): bigint {
    return this.wide[at * 55 + 4]!
  }
  setBuyExtra(at: number, value: bigint): void {
    this.wide[at * 55 + 4] = value
  }

  /** money: Σ open sells × value */
  sellExtra(at: number): bigint {
    return this.wide[at * 55 + 5]!
  }
  setSellExtra(at: number, value: bigint): void {
    this.wide[at * 55 + 5] = value
  }

  /** money */
  highWater(at: number): bigint {
    return this.wide[at * 55 + 6]!
  }
  setHighWater(at: number, value: bigint): void {
    this.wide[at * 55 + 6] = value
  }

  /** money: equity at the start of the loss day, net of deposits since */
  dayStart(at: number): bigint {
    return this.wide[at * 55 + 7]!
  }
  setDayStart(at: number, value: bigint): void {
    this.wide[at * 55 + 7] = value
  }

  /** money: equity below this trips something */
  lossFloor(at: number): bigint {
    return this.wide[at * 55 + 8]!
  }
  setLossFloor(at: number, value: bigint): void {
    this.wide[at * 55 + 8] = value
  }

  /** GCRA theoretical arrival time, increasing orders */
  rateAt(at: number): bigint {
    return this.wide[at * 55 + 9]!
  }
  setRateAt(at: number, value: bigint): void {
    this.wide[at * 55 + 9] = value
  }

  /** the same, reductions */
  reduceRateAt(at: number): bigint {
    return this.wide[at * 55 + 10]!
  }
  setReduceRateAt(at: number, value: bigint): void {
    this.wide[at * 55 + 10] = value
  }

  /** money */
  grossMax(at: number): bigint {
    return this.wide[at * 55 + 11]!
  }
  setGrossMax(at: number, value: bigint): void {
    this.wide[at * 55 + 11] = value
  }

  /** money */
  netMax(at: number): bigint {
    return this.wide[at * 55 + 12]!
  }
  setNetMax(at: number, value: bigint): void {
    this.wide[at * 55 + 12] = value
  }

  /** ppm of equity */
  leveragePpm(at: number): bigint {
    return this.wide[at * 55 + 13]!
  }
  setLeveragePpm(at: number, value: bigint): void {
    this.wide[at * 55 + 13] = value
  }

  /** ppm of equity */
  concentrationPpm(at: number): bigint {
    return this.wide[at * 55 + 14]!
  }
  setConcentrationPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 14] = value
  }

  /** ppm of equity */
  volatilityPpm(at: number): bigint {
    return this.wide[at * 55 + 15]!
  }
  setVolatilityPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 15] = value
  }

  /** ppm of equity */
  valueAtRiskPpm(at: number): bigint {
    return this.wide[at * 55 + 16]!
  }
  setValueAtRiskPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 16] = value
  }

  /** of value at risk, in standard deviations */
  quantilePpm(at: number): bigint {
    return this.wide[at * 55 + 17]!
  }
  setQuantilePpm(at: number, value: bigint): void {
    this.wide[at * 55 + 17] = value
  }

  /** money */
  orderNotionalMax(at: number): bigint {
    return this.wide[at * 55 + 18]!
  }
  setOrderNotionalMax(at: number, value: bigint): void {
    this.wide[at * 55 + 18] = value
  }

  /** money */
  cashReserve(at: number): bigint {
    return this.wide[at * 55 + 19]!
  }
  setCashReserve(at: number, value: bigint): void {
    this.wide[at * 55 + 19] = value
  }

  /** ppm of the mark */
  collarPpm(at: number): bigint {
    return this.wide[at * 55 + 20]!
  }
  setCollarPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 20] = value
  }

  /** per order */
  ratePeriodNanos(at: number): bigint {
    return this.wide[at * 55 + 21]!
  }
  setRatePeriodNanos(at: number, value: bigint): void {
    this.wide[at * 55 + 21] = value
  }

  /** tolerance */
  rateBurstNanos(at: number): bigint {
    return this.wide[at * 55 + 22]!
  }
  setRateBurstNanos(at: number, value: bigint): void {
    this.wide[at * 55 + 22] = value
  }

  /** age beyond which a currency rate is stale */
  rateStaleNanos(at: number): bigint {
    return this.wide[at * 55 + 23]!
  }
  setRateStaleNanos(at: number, value: bigint): void {
    this.wide[at * 55 + 23] = value
  }

  /** money: deposits − withdrawals */
  paidIn(at: number): bigint {
    return this.wide[at * 55 + 24]!
  }
  setPaidIn(at: number, value: bigint): void {
    this.wide[at * 55 + 24] = value
  }

  /** money: loss budget */
  lossReducing(at: number): bigint {
    return this.wide[at * 55 + 25]!
  }
  setLossReducing(at: number, value: bigint): void {
    this.wide[at * 55 + 25] = value
  }

  /** money: loss budget */
  lossHalted(at: number): bigint {
    return this.wide[at * 55 + 26]!
  }
  setLossHalted(at: number, value: bigint): void {
    this.wide[at * 55 + 26] = value
  }

  /** money: Σ of the worst case */
  initialMargin(at: number): bigint {
    return this.wide[at * 55 + 27]!
  }
  setInitialMargin(at: number, value: bigint): void {
    this.wide[at * 55 + 27] = value
  }

  /** money: Σ of positions */
  maintenanceMargin(at: number): bigint {
    return this.wide[at * 55 + 28]!
  }
  setMaintenanceMargin(at: number, value: bigint): void {
    this.wide[at * 55 + 28] = value
  }

  /** ppm of the day's starting equity */
  dayReducingPpm(at: number): bigint {
    return this.wide[at * 55 + 29]!
  }
  setDayReducingPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 29] = value
  }

  /** ppm */
  dayHaltedPpm(at: number): bigint {
    return this.wide[at * 55 + 30]!
  }
  setDayHaltedPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 30] = value
  }

  /** ppm of the high water */
  drawdownReducingPpm(at: number): bigint {
    return this.wide[at * 55 + 31]!
  }
  setDrawdownReducingPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 31] = value
  }

  /** ppm */
  drawdownHaltedPpm(at: number): bigint {
    return this.wide[at * 55 + 32]!
  }
  setDrawdownHaltedPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 32] = value
  }

  /** sizing: ppm of equity */
  fractionPpm(at: number): bigint {
    return this.wide[at * 55 + 33]!
  }
  setFractionPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 33] = value
  }

  /** sizing: ppm a year */
  volatilityTargetPpm(at: number): bigint {
    return this.wide[at * 55 + 34]!
  }
  setVolatilityTargetPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 34] = value
  }

  /** sizing: ppm of full Kelly */
  kellyPpm(at: number): bigint {
    return this.wide[at * 55 + 35]!
  }
  setKellyPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 35] = value
  }

  /** sizing: ppm of equity */
  maxFractionPpm(at: number): bigint {
    return this.wide[at * 55 + 36]!
  }
  setMaxFractionPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 36] = value
  }

  /** no-trade band, ppm of equity */
  bandPpm(at: number): bigint {
    return this.wide[at * 55 + 37]!
  }
  setBandPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 37] = value
  }

  /** exit rules, ppm of the entry price */
  stopPpm(at: number): bigint {
    return this.wide[at * 55 + 38]!
  }
  setStopPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 38] = value
  }

  targetPpm(at: number): bigint {
    return this.wide[at * 55 + 39]!
  }
  setTargetPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 39] = value
  }

  trailingPpm(at: number): bigint {
    return this.wide[at * 55 + 40]!
  }
  setTrailingPpm(at: number, value: bigint): void {
    this.wide[at * 55 + 40] = value
  }

  minHoldNanos(at: number): bigint {
    return this.wide[at * 55 + 41]!
  }
  setMinHoldNanos(at: number, value: bigint): void {
    this.wide[at * 55 + 41] = value
  }

  maxHoldNanos(at: number): bigint {
    return this.wide[at * 55 + 42]!
  }
  setMaxHoldNanos(at: number, value: bigint): void {
    this.wide[at * 55 + 42] = value
  }

  coolDownNanos(at: number): bigint {
    return this.wide[at * 55 + 43]!
  }
  setCoolDownNanos(at: number, value: bigint): void {
    this.wide[at * 55 + 43] = value
  }

  /** bit per check: alert standing */
  alerts(at: number): bigint {
    return this.wide[at * 55 + 44]!
  }
  setAlerts(at: number, value: bigint): void {
    this.wide[at * 55 + 44] = value
  }

  /** id; −1 for a group */
  strategy(at: number): number {
    return this.narrow[at * 110 + 90]!
  }
  setStrategy(at: number, value: number): void {
    this.narrow[at * 110 + 90] = value
  }

  /** id */
  currency(at: number): number {
    return this.narrow[at * 110 + 91]!
  }
  setCurrency(at: number, value: number): void {
    this.narrow[at * 110 + 91] = value
  }

  /** scope index of its group, −1 = none */
  parent(at: number): number {
    return this.narrow[at * 110 + 92]!
  }
  setParent(at: number, value: number): void {
    this.narrow[at * 110 + 92] = value
  }

  /** 0 active, 1 reducing, 2 halted */
  state(at: number): number {
    return this.narrow[at * 110 + 93]!
  }
  setState(at: number, value: number): void {
    this.narrow[at * 110 + 93] = value
  }

  /** reason code of the last change */
  stateReason(at: number): number {
    return this.narrow[at * 110 + 94]!
  }
  setStateReason(at: number, value: number): void {
    this.narrow[at * 110 + 94] = value
  }

  /** count */
  openOrders(at: number): number {
    return this.narrow[at * 110 + 95]!
  }
  setOpenOrders(at: number, value: number): void {
    this.narrow[at * 110 + 95] = value
  }

  /** −1 = none */
  openOrdersMax(at: number): number {
    return this.narrow[at * 110 + 96]!
  }
  setOpenOrdersMax(at: number, value: number): void {
    this.narrow[at * 110 + 96] = value
  }

  /** 0 or 1 */
  allowShort(at: number): number {
    return this.narrow[at * 110 + 97]!
  }
  setAllowShort(at: number, value: number): void {
    this.narrow[at * 110 + 97] = value
  }

  /** 0 allow, 1 refuse orders that could meet one of our own */
  selfTrade(at: number): number {
    return this.narrow[at * 110 + 98]!
  }
  setSelfTrade(at: number, value: number): void {
    this.narrow[at * 110 + 98] = value
  }

  /** id of the session that bounds its loss day */
  session(at: number): number {
    return this.narrow[at * 110 + 99]!
  }
  setSession(at: number, value: number): void {
    this.narrow[at * 110 + 99] = value
  }

  /** 0 fixed lots, 1 fixed fraction, 2 volatility target, 3 fractional Kelly */
  sizing(at: number): number {
    return this.narrow[at * 110 + 100]!
  }
  setSizing(at: number, value: number): void {
    this.narrow[at * 110 + 100] = value
  }

  /** 1: a flatten stands */
  flatten(at: number): number {
    return this.narrow[at * 110 + 101]!
  }
  setFlatten(at: number, value: number): void {
    this.narrow[at * 110 + 101] = value
  }

  /** 0 alert, 1 trim, 2 reducing */
  passiveConcentration(at: number): number {
    return this.narrow[at * 110 + 102]!
  }
  setPassiveConcentration(at: number, value: number): void {
    this.narrow[at * 110 + 102] = value
  }

  passiveGross(at: number): number {
    return this.narrow[at * 110 + 103]!
  }
  setPassiveGross(at: number, value: number): void {
    this.narrow[at * 110 + 103] = value
  }

  passiveNet(at: number): number {
    return this.narrow[at * 110 + 104]!
  }
  setPassiveNet(at: number, value: number): void {
    this.narrow[at * 110 + 104] = value
  }

  passiveLeverage(at: number): number {
    return this.narrow[at * 110 + 105]!
  }
  setPassiveLeverage(at: number, value: number): void {
    this.narrow[at * 110 + 105] = value
  }

  passiveGroups(at: number): number {
    return this.narrow[at * 110 + 106]!
  }
  setPassiveGroups(at: number, value: number): void {
    this.narrow[at * 110 + 106] = value
  }

  passivePosition(at: number): number {
    return this.narrow[at * 110 + 107]!
  }
  setPassivePosition(at: number, value: number): void {
    this.narrow[at * 110 + 107] = value
  }

  /** block of the covariance table, −1 = none */
  covariance(at: number): number {
    return this.narrow[at * 110 + 108]!
  }
  setCovariance(at: number, value: number): void {
    this.narrow[at * 110 + 108] = value
  }
}

export const SCOPE_FIELDS = [
  ['equity', 'i64'],
  ['gross', 'i64'],
  ['net', 'i64'],
  ['worstExtra', 'i64'],
  ['buyExtra', 'i64'],
  ['sellExtra', 'i64'],
  ['highWater', 'i64'],
  ['dayStart', 'i64'],
  ['lossFloor', 'i64'],
  ['rateAt', 'i64'],
  ['reduceRateAt', 'i64'],
  ['grossMax', 'i64'],
  ['netMax', 'i64'],
  ['leveragePpm', 'i64'],
  ['concentrationPpm', 'i64'],
  ['volatilityPpm', 'i64'],
  ['valueAtRiskPpm', 'i64'],
  ['quantilePpm', 'i64'],
  ['orderNotionalMax', 'i64'],
  ['cashReserve', 'i64'],
  ['collarPpm', 'i64'],
  ['ratePeriodNanos', 'i64'],
  ['rateBurstNanos', 'i64'],
  ['rateStaleNanos', 'i64'],
  ['paidIn', 'i64'],
  ['lossReducing', 'i64'],
  ['lossHalted', 'i64'],
  ['initialMargin', 'i64'],
  ['maintenanceMargin', 'i64'],
  ['dayReducingPpm', 'i64'],
  ['dayHaltedPpm', 'i64'],
  ['drawdownReducingPpm', 'i64'],
  ['drawdownHaltedPpm', 'i64'],
  ['fractionPpm', 'i64'],
  ['volatilityTargetPpm', 'i64'],
  ['kellyPpm', 'i64'],
  ['maxFractionPpm', 'i64'],
  ['bandPpm', 'i64'],
  ['stopPpm', 'i64'],
  ['targetPpm', 'i64'],
  ['trailingPpm', 'i64'],
  ['minHoldNanos', 'i64'],
  ['maxHoldNanos', 'i64'],
  ['coolDownNanos', 'i64'],
  ['alerts', 'i64'],
  ['strategy', 'i32'],
  ['currency', 'i32'],
  ['parent', 'i32'],
  ['state', 'i32'],
  ['stateReason', 'i32'],
  ['openOrders', 'i32'],
  ['openOrdersMax', 'i32'],
  ['allowShort', 'i32'],
  ['selfTrade', 'i32'],
  ['session', 'i32'],
  ['sizing', 'i32'],
  ['flatten', 'i32'],
  ['passiveConcentration', 'i32'],
  ['passiveGross', 'i32'],
  ['passiveNet', 'i32'],
  ['passiveLeverage', 'i32'],
  ['passiveGroups', 'i32'],
  ['passivePosition', 'i32'],
  ['covariance', 'i32'],
] as const

/** One bit per scope whose equity, exposure, limits or state changed since the last LAST row; 64 scopes a record. */
export class ChangedRecords {
  static readonly bytes = 8
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 8) / 8)
  }

  /** the lowest is the first scope */
  bits(at: number): bigint {
    return this.wide[at + 0]!
  }
  setBits(at: number, value: bigint): void {
    this.wide[at + 0] = value
  }
}

export const CHANGED_FIELDS = [
  ['bits', 'i64'],
] as const

/** One (portfolio, currency): cash + cost = deposits − withdrawals + realised − fees + adjustments, always. */
export class LedgerRecords {
  static readonly bytes = 64
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 64) / 8)
  }

  /** money */
  cash(at: number): bigint {
    return this.wide[at * 8 + 0]!
  }
  setCash(at: number, value: bigint): void {
    this.wide[at * 8 + 0] = value
  }

  /** money: Σ total cost of spot positions settled in this currency */
  cost(at: number): bigint {
    return this.wide[at * 8 + 1]!
  }
  setCost(at: number, value: bigint): void {
    this.wide[at * 8 + 1] = value
  }

  /** money */
  deposits(at: number): bigint {
    return this.wide[at * 8 + 2]!
  }
  setDeposits(at: number, value: bigint): void {
    this.wide[at * 8 + 2] = value
  }

  /** money */
  withdrawals(at: number): bigint {
    return this.wide[at * 8 + 3]!
  }
  setWithdrawals(at: number, value: bigint): void {
    this.wide[at * 8 + 3] = value
  }

  /** money */
  realised(at: number): bigint {
    return this.wide[at * 8 + 4]!
  }
  setRealised(at: number, value: bigint): void {
    this.wide[at * 8 + 4] = value
  }

  /** money */
  fees(at: number): bigint {
    return this.wide[at * 8 + 5]!
  }
  setFees(at: number, value: bigint): void {
    this.wide[at * 8 + 5] = value
  }

  /** money */
  adjustments(at: number): bigint {
    return this.wide[at * 8 + 6]!
  }
  setAdjustments(at: number, value: bigint): void {
    this.wide[at * 8 + 6] = value
  }

  /** money of this currency that open orders reserve */
  reserved(at: number): bigint {
    return this.wide[at * 8 + 7]!
  }
  setReserved(at: number, value: bigint): void {
    this.wide[at * 8 + 7] = value
  }
}

export const LEDGER_FIELDS = [
  ['cash', 'i64'],
  ['cost', 'i64'],
  ['deposits', 'i64'],
  ['withdrawals', 'i64'],
  ['realised', 'i64'],
  ['fees', 'i64'],
  ['adjustments', 'i64'],
  ['reserved', 'i64'],
] as const

/** One currency. */
export class CurrencyRecords {
  static readonly bytes = 8
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.narrow = new Int32Array(memory.buffer, base, (records * 8) / 4)
  }

  /** that settles in it, −1 = none */
  firstInstrument(at: number): number {
    return this.narrow[at * 2 + 0]!
  }
  setFirstInstrument(at: number, value: number): void {
    this.narrow[at * 2 + 0] = value
  }

  /** 1: some portfolio is kept in it */
  home(at: number): number {
    return this.narrow[at * 2 + 1]!
  }
  setHome(at: number, value: number): void {
    this.narrow[at * 2 + 1] = value
  }
}

export const CURRENCY_FIELDS = [
  ['firstInstrument', 'i32'],
  ['home', 'i32'],
] as const

/** One (currency that portfolios are kept in, currency): what an amount of the second is in the first is amount × numerator ÷ denominator. */
export class RateRecords {
  static readonly bytes = 40
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 40) / 8)
  }

  /** 0 = no rate yet */
  numerator(at: number): bigint {
    return this.wide[at * 5 + 0]!
  }
  setNumerator(at: number, value: bigint): void {
    this.wide[at * 5 + 0] = value
  }

  /** > 0 where there is a rate */
  denominator(at: number): bigint {
    return this.wide[at * 5 + 1]!
  }
  setDenominator(at: number, value: bigint): void {
    this.wide[at * 5 + 1] = value
  }

  /** Unix ns of the last rate */
  markedAt(at: number): bigint {
    return this.wide[at * 5 + 2]!
  }
  setMarkedAt(at: number, value: bigint): void {
    this.wide[at * 5 + 2] = value
  }

  /** minor units of the first a minor unit of the second is at a rate of one, or 1 */
  scaleUp(at: number): bigint {
    return this.wide[at * 5 + 3]!
  }
  setScaleUp(at: number, value: bigint): void {
    this.wide[at * 5 + 3] = value
  }

  /** the other way round, or 1 */
  scaleDown(at: number): bigint {
    return this.wide[at * 5 + 4]!
  }
  setScaleDown(at: number, value: bigint): void {
    this.wide[at * 5 + 4] = value
  }
}

export const RATE_FIELDS = [
  ['numerator', 'i64'],
  ['denominator', 'i64'],
  ['markedAt', 'i64'],
  ['scaleUp', 'i64'],
  ['scaleDown', 'i64'],
] as const

/** One (portfolio, instrument). */
export class PositionRecords {
  static readonly bytes = 192
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 192) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 192) / 4)
  }

  /** signed */
  lots(at: number): bigint {
    return this.wide[at * 24 + 0]!
  }
  setLots(at: number, value: bigint): void {
    this.wide[at * 24 + 0] = value
  }

  /** money, signed total */
  cost(at: number): bigint {
    return this.wide[at * 24 + 1]!
  }
  setCost(at: number, value: bigint): void {
    this.wide[at * 24 + 1] = value
  }

  /** money */
  realised(at: number): bigint {
    return this.wide[at * 24 + 2]!
  }
  setRealised(at: number, value: bigint): void {
    this.wide[at * 24 + 2] = value
  }

  /** money */
  fees(at: number): bigint {
    return this.wide[at * 24 + 3]!
  }
  setFees(at: number, value: bigint): void {
    this.wide[at * 24 + 3] = value
  }

  /** lots of open buy orders */
  openBuys(at: number): bigint {
    return this.wide[at * 24 + 4]!
  }
  setOpenBuys(at: number, value: bigint): void {
    this.wide[at * 24 + 4] = value
  }

  /** lots of open sell orders */
  openSells(at: number): bigint {
    return this.wide[at * 24 + 5]!
  }
  setOpenSells(at: number, value: bigint): void {
    this.wide[at * 24 + 5] = value
  }

  /** limit, −1 = none */
  lotsMax(at: number): bigint {
    return this.wide[at * 24 + 6]!
  }
  setLotsMax(at: number, value: bigint): void {
    this.wide[at * 24 + 6] = value
  }

  /** sizing by fixed lots */
  fixedLots(at: number): bigint {
    return this.wide[at * 24 + 7]!
  }
  setFixedLots(at: number, value: bigint): void {
    this.wide[at * 24 + 7] = value
  }

  /** standing target */
  targetPpm(at: number): bigint {
    return this.wide[at * 24 + 8]!
  }
  setTargetPpm(at: number, value: bigint): void {
    this.wide[at * 24 + 8] = value
  }

  targetVolatilityPpm(at: number): bigint {
    return this.wide[at * 24 + 9]!
  }
  setTargetVolatilityPpm(at: number, value: bigint): void {
    this.wide[at * 24 + 9] = value
  }

  targetEdgePpm(at: number): bigint {
    return this.wide[at * 24 + 10]!
  }
  setTargetEdgePpm(at: number, value: bigint): void {
    this.wide[at * 24 + 10] = value
  }

  /** decision id */
  targetDecision(at: number): bigint {
    return this.wide[at * 24 + 11]!
  }
  setTargetDecision(at: number, value: bigint): void {
    this.wide[at * 24 + 11] = value
  }

  /** Unix ns */
  openedAt(at: number): bigint {
    return this.wide[at * 24 + 12]!
  }
  setOpenedAt(at: number, value: bigint): void {
    this.wide[at * 24 + 12] = value
  }

  /** best mark since entry, half price units */
  peak(at: number): bigint {
    return this.wide[at * 24 + 13]!
  }
  setPeak(at: number, value: bigint): void {
    this.wide[at * 24 + 13] = value
  }

  /** Unix ns before which it is not reopened */
  cooledAt(at: number): bigint {
    return this.wide[at * 24 + 14]!
  }
  setCooledAt(at: number, value: bigint): void {
    this.wide[at * 24 + 14] = value
  }

  /** lots a trim of this instant keeps */
  trimTo(at: number): bigint {
    return this.wide[at * 24 + 15]!
  }
  setTrimTo(at: number, value: bigint): void {
    this.wide[at * 24 + 15] = value
  }

  /** what the policy wants: signed lots, money, or ppm of equity */
  policyValue(at: number): bigint {
    return this.wide[at * 24 + 16]!
  }
  setPolicyValue(at: number, value: bigint): void {
    this.wide[at * 24 + 16] = value
  }

  /** bit per check: alert standing */
  alerts(at: number): bigint {
    return this.wide[at * 24 + 17]!
  }
  setAlerts(at: number, value: bigint): void {
    this.wide[at * 24 + 17] = value
  }

  /** 0 or 1 */
  hasTarget(at: number): number {
    return this.narrow[at * 48 + 36]!
  }
  setHasTarget(at: number, value: number): void {
    this.narrow[at * 48 + 36] = value
  }

  /** 1: may only be reduced */
  restricted(at: number): number {
    return this.narrow[at * 48 + 37]!
  }
  setRestricted(at: number, value: number): void {
    this.narrow[at * 48 + 37] = value
  }

  /** 1: in the instrument's list of holders */
  held(at: number): number {
    return this.narrow[at * 48 + 38]!
  }
  setHeld(at: number, value: number): void {
    this.narrow[at * 48 + 38] = value
  }

  /** position index, −1 = none */
  nextHolder(at: number): number {
    return this.narrow[at * 48 + 39]!
  }
  setNextHolder(at: number, value: number): void {
    this.narrow[at * 48 + 39] = value
  }

  /** intent of this instant: 0 none, 1 decision, 2 exit, 3 trim, 4 flatten, 5 policy woken by a fill */
  pending(at: number): number {
    return this.narrow[at * 48 + 40]!
  }
  setPending(at: number, value: number): void {
    this.narrow[at * 48 + 40] = value
  }

  /** 0 sizing decides, 1 lots, 2 money, 3 ppm of equity; for this instant */
  policyKind(at: number): number {
    return this.narrow[at * 48 + 41]!
  }
  setPolicyKind(at: number, value: number): void {
    this.narrow[at * 48 + 41] = value
  }

  /** 1: in the list of positions with a fill */
  woken(at: number): number {
    return this.narrow[at * 48 + 42]!
  }
  setWoken(at: number, value: number): void {
    this.narrow[at * 48 + 42] = value
  }

  /** position index, −1 = end */
  nextWoken(at: number): number {
    return this.narrow[at * 48 + 43]!
  }
  setNextWoken(at: number, value: number): void {
    this.narrow[at * 48 + 43] = value
  }

  /** reason code of the intent */
  pendingReason(at: number): number {
    return this.narrow[at * 48 + 44]!
  }
  setPendingReason(at: number, value: number): void {
    this.narrow[at * 48 + 44] = value
  }

  /** its open orders in order of sending, −1 = none */
  firstOrder(at: number): number {
    return this.narrow[at * 48 + 45]!
  }
  setFirstOrder(at: number, value: number): void {
    this.narrow[at * 48 + 45] = value
  }

  /** tail of that list */
  lastOrder(at: number): number {
    return this.narrow[at * 48 + 46]!
  }
  setLastOrder(at: number, value: number): void {
    this.narrow[at * 48 + 46] = value
  }
}

export const POSITION_FIELDS = [
  ['lots', 'i64'],
  ['cost', 'i64'],
  ['realised', 'i64'],
  ['fees', 'i64'],
  ['openBuys', 'i64'],
  ['openSells', 'i64'],
  ['lotsMax', 'i64'],
  ['fixedLots', 'i64'],
  ['targetPpm', 'i64'],
  ['targetVolatilityPpm', 'i64'],
  ['targetEdgePpm', 'i64'],
  ['targetDecision', 'i64'],
  ['openedAt', 'i64'],
  ['peak', 'i64'],
  ['cooledAt', 'i64'],
  ['trimTo', 'i64'],
  ['policyValue', 'i64'],
  ['alerts', 'i64'],
  ['hasTarget', 'i32'],
  ['restricted', 'i32'],
  ['held', 'i32'],
  ['nextHolder', 'i32'],
  ['pending', 'i32'],
  ['policyKind', 'i32'],
  ['woken', 'i32'],
  ['nextWoken', 'i32'],
  ['pendingReason', 'i32'],
  ['firstOrder', 'i32'],
  ['lastOrder', 'i32'],
] as const

/** One (scope, group): exposure to a sector or free group. */
export class ExposureRecords {
  static readonly bytes = 32
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 32) / 8)
  }

  /** money */
  gross(at: number): bigint {
    return this.wide[at * 4 + 0]!
  }
  setGross(at: number, value: bigint): void {
    this.wide[at * 4 + 0] = value
  }

  /** money */
  worstExtra(at: number): bigint {
    return this.wide[at * 4 + 1]!
  }
  setWorstExtra(at: number, value: bigint): void {
    this.wide[at * 4 + 1] = value
  }

  /** ppm of equity, −1 = none */
  limitPpm(at: number): bigint {
    return this.wide[at * 4 + 2]!
  }
  setLimitPpm(at: number, value: bigint): void {
    this.wide[at * 4 + 2] = value
  }

  /** bit per check */
  alerts(at: number): bigint {
    return this.wide[at * 4 + 3]!
  }
  setAlerts(at: number, value: bigint): void {
    this.wide[at * 4 + 3] = value
  }
}

export const EXPOSURE_FIELDS = [
  ['gross', 'i64'],
  ['worstExtra', 'i64'],
  ['limitPpm', 'i64'],
  ['alerts', 'i64'],
] as const

/** One (portfolio group, instrument): summed position of its members. */
export class ConcentrateRecords {
  static readonly bytes = 24
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 24) / 8)
  }

  /** lots: Σ |position| */
  gross(at: number): bigint {
    return this.wide[at * 3 + 0]!
  }
  setGross(at: number, value: bigint): void {
    this.wide[at * 3 + 0] = value
  }

  /** lots: Σ worst case */
  worst(at: number): bigint {
    return this.wide[at * 3 + 1]!
  }
  setWorst(at: number, value: bigint): void {
    this.wide[at * 3 + 1] = value
  }

  /** bit per check */
  alerts(at: number): bigint {
    return this.wide[at * 3 + 2]!
  }
  setAlerts(at: number, value: bigint): void {
    this.wide[at * 3 + 2] = value
  }
}

export const CONCENTRATE_FIELDS = [
  ['gross', 'i64'],
  ['worst', 'i64'],
  ['alerts', 'i64'],
] as const

/** A reservation, and the order it stands for. */
export class OrderRecords {
  static readonly bytes = 168
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 168) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 168) / 4)
  }

  /** client order id */
  id(at: number): bigint {
    return this.wide[at * 21 + 0]!
  }
  setId(at: number, value: bigint): void {
    this.wide[at * 21 + 0] = value
  }

  /** > 0 */
  lots(at: number): bigint {
    return this.wide[at * 21 + 1]!
  }
  setLots(at: number, value: bigint): void {
    this.wide[at * 21 + 1] = value
  }

  /** lots filled at the venue */
  filled(at: number): bigint {
    return this.wide[at * 21 + 2]!
  }
  setFilled(at: number, value: bigint): void {
    this.wide[at * 21 + 2] = value
  }

  /** lots booked by the ledger */
  booked(at: number): bigint {
    return this.wide[at * 21 + 3]!
  }
  setBooked(at: number, value: bigint): void {
    this.wide[at * 21 + 3] = value
  }

  /** price units, 0 = none */
  price(at: number): bigint {
    return this.wide[at * 21 + 4]!
  }
  setPrice(at: number, value: bigint): void {
    this.wide[at * 21 + 4] = value
  }

  /** price units, 0 = none */
  stop(at: number): bigint {
    return this.wide[at * 21 + 5]!
  }
  setStop(at: number, value: bigint): void {
    this.wide[at * 21 + 5] = value
  }

  /** money still reserved */
  reserved(at: number): bigint {
    return this.wide[at * 21 + 6]!
  }
  setReserved(at: number, value: bigint): void {
    this.wide[at * 21 + 6] = value
  }

  /** Unix ns */
  sentAt(at: number): bigint {
    return this.wide[at * 21 + 7]!
  }
  setSentAt(at: number, value: bigint): void {
    this.wide[at * 21 + 7] = value
  }

  /** row that caused it */
  sentSequence(at: number): bigint {
    return this.wide[at * 21 + 8]!
  }
  setSentSequence(at: number, value: bigint): void {
    this.wide[at * 21 + 8] = value
  }

  /** decision id */
  decision(at: number): bigint {
    return this.wide[at * 21 + 9]!
  }
  setDecision(at: number, value: bigint): void {
    this.wide[at * 21 + 9] = value
  }

  /** Unix ns, 0 = never */
  expiresAt(at: number): bigint {
    return this.wide[at * 21 + 10]!
  }
  setExpiresAt(at: number, value: bigint): void {
    this.wide[at * 21 + 10] = value
  }

  /** Unix ns, when the venue has it */
  arrivesAt(at: number): bigint {
    return this.wide[at * 21 + 11]!
  }
  setArrivesAt(at: number, value: bigint): void {
    this.wide[at * 21 + 11] = value
  }

  /** Unix ns, when a cancel reaches the venue, 0 = none */
  cancelAt(at: number): bigint {
    return this.wide[at * 21 + 12]!
  }
  setCancelAt(at: number, value: bigint): void {
    this.wide[at * 21 + 12] = value
  }

  /** id */
  portfolio(at: number): number {
    return this.narrow[at * 42 + 26]!
  }
  setPortfolio(at: number, value: number): void {
    this.narrow[at * 42 + 26] = value
  }

  /** id */
  instrument(at: number): number {
    return this.narrow[at * 42 + 27]!
  }
  setInstrument(at: number, value: number): void {
    this.narrow[at * 42 + 27] = value
  }

  /** 1 buy, −1 sell */
  side(at: number): number {
    return this.narrow[at * 42 + 28]!
  }
  setSide(at: number, value: number): void {
    this.narrow[at * 42 + 28] = value
  }

  /** 0 market, 1 limit, 2 stop, 3 stop-limit */
  type(at: number): number {
    return this.narrow[at * 42 + 29]!
  }
  setType(at: number, value: number): void {
    this.narrow[at * 42 + 29] = value
  }

  /** 0 GTC, 1 DAY, 2 IOC, 3 FOK */
  timeInForce(at: number): number {
    return this.narrow[at * 42 + 30]!
  }
  setTimeInForce(at: number, value: number): void {
    this.narrow[at * 42 + 30] = value
  }

  /** 1 post-only, 2 reduce-only, 4 triggered, 16 at any price, 32 an amend waits for its answer */
  flags(at: number): number {
    return this.narrow[at * 42 + 31]!
  }
  setFlags(at: number, value: number): void {
    this.narrow[at * 42 + 31] = value
  }

  /** 0 free, 1 sent, 2 working, 3 cancel pending, 4 done at the venue */
  state(at: number): number {
    return this.narrow[at * 42 + 32]!
  }
  setState(at: number, value: number): void {
    this.narrow[at * 42 + 32] = value
  }

  /** in the venue's list or the free list */
  next(at: number): number {
    return this.narrow[at * 42 + 33]!
  }
  setNext(at: number, value: number): void {
    this.narrow[at * 42 + 33] = value
  }

  /** in the venue's list */
  previous(at: number): number {
    return this.narrow[at * 42 + 34]!
  }
  setPrevious(at: number, value: number): void {
    this.narrow[at * 42 + 34] = value
  }

  /** 1: in the venue's list */
  listed(at: number): number {
    return this.narrow[at * 42 + 35]!
  }
  setListed(at: number, value: number): void {
    this.narrow[at * 42 + 35] = value
  }

  /** fills not yet reported */
  reports(at: number): number {
    return this.narrow[at * 42 + 36]!
  }
  setReports(at: number, value: number): void {
    this.narrow[at * 42 + 36] = value
  }

  /** 1: it reserved quantity only; 2: the same, but an amend that waits would increase */
  reduces(at: number): number {
    return this.narrow[at * 42 + 37]!
  }
  setReduces(at: number, value: number): void {
    this.narrow[at * 42 + 37] = value
  }

  /** in its position's list, −1 = end */
  nextOfPosition(at: number): number {
    return this.narrow[at * 42 + 38]!
  }
  setNextOfPosition(at: number, value: number): void {
    this.narrow[at * 42 + 38] = value
  }

  /** in its position's list, −1 = first */
  previousOfPosition(at: number): number {
    return this.narrow[at * 42 + 39]!
  }
  setPreviousOfPosition(at: number, value: number): void {
    this.narrow[at * 42 + 39] = value
  }

  /** in the hash chain of ids, −1 = end */
  nextWithId(at: number): number {
    return this.narrow[at * 42 + 40]!
  }
  setNextWithId(at: number, value: number): void {
    this.narrow[at * 42 + 40] = value
  }
}

export const ORDER_FIELDS = [
  ['id', 'i64'],
  ['lots', 'i64'],
  ['filled', 'i64'],
  ['booked', 'i64'],
  ['price', 'i64'],
  ['stop', 'i64'],
  ['reserved', 'i64'],
  ['sentAt', 'i64'],
  ['sentSequence', 'i64'],
  ['decision', 'i64'],
  ['expiresAt', 'i64'],
  ['arrivesAt', 'i64'],
  ['cancelAt', 'i64'],
  ['portfolio', 'i32'],
  ['instrument', 'i32'],
  ['side', 'i32'],
  ['type', 'i32'],
  ['timeInForce', 'i32'],
  ['flags', 'i32'],
  ['state', 'i32'],
  ['next', 'i32'],
  ['previous', 'i32'],
  ['listed', 'i32'],
  ['reports', 'i32'],
  ['reduces', 'i32'],
  ['nextOfPosition', 'i32'],
  ['previousOfPosition', 'i32'],
  ['nextWithId', 'i32'],
] as const

/** What an order would become, by the order's index; zeros where no amend waits for its answer (flag 32 of the order). */
export class AmendRecords {
  static readonly bytes = 32
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 32) / 8)
  }

  /** > 0, the whole order */
  lots(at: number): bigint {
    return this.wide[at * 4 + 0]!
  }
  setLots(at: number, value: bigint): void {
    this.wide[at * 4 + 0] = value
  }

  /** price units, 0 = none */
  price(at: number): bigint {
    return this.wide[at * 4 + 1]!
  }
  setPrice(at: number, value: bigint): void {
    this.wide[at * 4 + 1] = value
  }

  /** money reserved by what would be open; the larger of this and the order's counts */
  reserved(at: number): bigint {
    return this.wide[at * 4 + 2]!
  }
  setReserved(at: number, value: bigint): void {
    this.wide[at * 4 + 2] = value
  }

  /** Unix ns, when the venue has it */
  arrivesAt(at: number): bigint {
    return this.wide[at * 4 + 3]!
  }
  setArrivesAt(at: number, value: bigint): void {
    this.wide[at * 4 + 3] = value
  }
}

export const AMEND_FIELDS = [
  ['lots', 'i64'],
  ['price', 'i64'],
  ['reserved', 'i64'],
  ['arrivesAt', 'i64'],
] as const

/** Binary heap by (due, ordinal). */
export class TimerRecords {
  static readonly bytes = 24
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 24) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 24) / 4)
  }

  /** Unix ns */
  due(at: number): bigint {
    return this.wide[at * 3 + 0]!
  }
  setDue(at: number, value: bigint): void {
    this.wide[at * 3 + 0] = value
  }

  ordinal(at: number): bigint {
    return this.wide[at * 3 + 1]!
  }
  setOrdinal(at: number, value: bigint): void {
    this.wide[at * 3 + 1] = value
  }

  /** 1 arrival, 2 report, 4 staleness, 5 session, 6 cancel arrival, 7 amend arrival */
  kind(at: number): number {
    return this.narrow[at * 6 + 4]!
  }
  setKind(at: number, value: number): void {
    this.narrow[at * 6 + 4] = value
  }

  /** order, report, instrument or session */
  argument(at: number): number {
    return this.narrow[at * 6 + 5]!
  }
  setArgument(at: number, value: number): void {
    this.narrow[at * 6 + 5] = value
  }
}

export const TIMER_FIELDS = [
  ['due', 'i64'],
  ['ordinal', 'i64'],
  ['kind', 'i32'],
  ['argument', 'i32'],
] as const

/** A fill on its way from the venue to the ledger. */
export class ReportRecords {
  static readonly bytes = 32
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 32) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 32) / 4)
  }

  /** price units */
  price(at: number): bigint {
    return this.wide[at * 4 + 0]!
  }
  setPrice(at: number, value: bigint): void {
    this.wide[at * 4 + 0] = value
  }

  /** > 0 */
  lots(at: number): bigint {
    return this.wide[at * 4 + 1]!
  }
  setLots(at: number, value: bigint): void {
    this.wide[at * 4 + 1] = value
  }

  /** index */
  order(at: number): number {
    return this.narrow[at * 8 + 4]!
  }
  setOrder(at: number, value: number): void {
    this.narrow[at * 8 + 4] = value
  }

  /** 0 or 1 */
  maker(at: number): number {
    return this.narrow[at * 8 + 5]!
  }
  setMaker(at: number, value: number): void {
    this.narrow[at * 8 + 5] = value
  }

  /** rows between order and fill */
  distance(at: number): number {
    return this.narrow[at * 8 + 6]!
  }
  setDistance(at: number, value: number): void {
    this.narrow[at * 8 + 6] = value
  }

  /** free list */
  next(at: number): number {
    return this.narrow[at * 8 + 7]!
  }
  setNext(at: number, value: number): void {
    this.narrow[at * 8 + 7] = value
  }
}

export const REPORT_FIELDS = [
  ['price', 'i64'],
  ['lots', 'i64'],
  ['order', 'i32'],
  ['maker', 'i32'],
  ['distance', 'i32'],
  ['next', 'i32'],
] as const

/** Ring of client order ids seen in commands, with hash chains. */
export class ClientIdRecords {
  static readonly bytes = 16
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 16) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 16) / 4)
  }

  id(at: number): bigint {
    return this.wide[at * 2 + 0]!
  }
  setId(at: number, value: bigint): void {
    this.wide[at * 2 + 0] = value
  }

  /** chain, −1 = end */
  next(at: number): number {
    return this.narrow[at * 4 + 2]!
  }
  setNext(at: number, value: number): void {
    this.narrow[at * 4 + 2] = value
  }

  /** head of chain for the hash equal to this index */
  bucket(at: number): number {
    return this.narrow[at * 4 + 3]!
  }
  setBucket(at: number, value: number): void {
    this.narrow[at * 4 + 3] = value
  }
}

export const CLIENT_ID_FIELDS = [
  ['id', 'i64'],
  ['next', 'i32'],
  ['bucket', 'i32'],
] as const

/** Ring of execution ids of fills reported, with hash chains. */
export class ExecutionRecords {
  static readonly bytes = 16
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 16) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 16) / 4)
  }

  id(at: number): bigint {
    return this.wide[at * 2 + 0]!
  }
  setId(at: number, value: bigint): void {
    this.wide[at * 2 + 0] = value
  }

  /** chain, −1 = end */
  next(at: number): number {
    return this.narrow[at * 4 + 2]!
  }
  setNext(at: number, value: number): void {
    this.narrow[at * 4 + 2] = value
  }

  /** head of chain for the hash equal to this index */
  bucket(at: number): number {
    return this.narrow[at * 4 + 3]!
  }
  setBucket(at: number, value: number): void {
    this.narrow[at * 4 + 3] = value
  }
}

export const EXECUTION_FIELDS = [
  ['id', 'i64'],
  ['next', 'i32'],
  ['bucket', 'i32'],
] as const

/** Session ends. */
export class SessionRecords {
  static readonly bytes = 16
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.narrow = new Int32Array(memory.buffer, base, (records * 16) / 4)
  }

  /** first instant in the table */
  start(at: number): number {
    return this.narrow[at * 4 + 0]!
  }
  setStart(at: number, value: number): void {
    this.narrow[at * 4 + 0] = value
  }

  /** instants */
  length(at: number): number {
    return this.narrow[at * 4 + 1]!
  }
  setLength(at: number, value: number): void {
    this.narrow[at * 4 + 1] = value
  }

  /** next one to come */
  cursor(at: number): number {
    return this.narrow[at * 4 + 2]!
  }
  setCursor(at: number, value: number): void {
    this.narrow[at * 4 + 2] = value
  }
}

export const SESSION_FIELDS = [
  ['start', 'i32'],
  ['length', 'i32'],
  ['cursor', 'i32'],
] as const

/** Sessions of all calendars. */
export class InstantRecords {
  static readonly bytes = 16
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 16) / 8)
  }

  /** Unix ns */
  opensAt(at: number): bigint {
    return this.wide[at * 2 + 0]!
  }
  setOpensAt(at: number, value: bigint): void {
    this.wide[at * 2 + 0] = value
  }

  /** Unix ns */
  closesAt(at: number): bigint {
    return this.wide[at * 2 + 1]!
  }
  setClosesAt(at: number, value: bigint): void {
    this.wide[at * 2 + 1] = value
  }
}

export const INSTANT_FIELDS = [
  ['opensAt', 'i64'],
  ['closesAt', 'i64'],
] as const

/** Per scope with a volatility limit: instruments × instruments, of returns, 1e-12. */
export class CovarianceRecords {
  static readonly bytes = 8
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 8) / 8)
  }

  /** 1e-12 */
  value(at: number): bigint {
    return this.wide[at + 0]!
  }
  setValue(at: number, value: bigint): void {
    this.wide[at + 0] = value
  }
}

export const COVARIANCE_FIELDS = [
  ['value', 'i64'],
] as const

/** A sector, country, currency, issuer or free group. */
export class GroupRecords {
  static readonly bytes = 8
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.narrow = new Int32Array(memory.buffer, base, (records * 8) / 4)
  }

  /** id of the check of its limit */
  check(at: number): number {
    return this.narrow[at * 2 + 0]!
  }
  setCheck(at: number, value: number): void {
    this.narrow[at * 2 + 0] = value
  }
}

export const GROUP_FIELDS = [
  ['check', 'i32'],
] as const

/** Heads of the hash chains of live orders by client order id. */
export class OrderBucketRecords {
  static readonly bytes = 8
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.narrow = new Int32Array(memory.buffer, base, (records * 8) / 4)
  }

  /** order, −1 = none */
  head(at: number): number {
    return this.narrow[at * 2 + 0]!
  }
  setHead(at: number, value: number): void {
    this.narrow[at * 2 + 0] = value
  }
}

export const ORDER_BUCKET_FIELDS = [
  ['head', 'i32'],
] as const

/** Scratch: positions with an intent in this instant; the reference fills it only for a policy. */
export class PendingRecords {
  static readonly bytes = 8
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.narrow = new Int32Array(memory.buffer, base, (records * 8) / 4)
  }

  /** index */
  position(at: number): number {
    return this.narrow[at * 2 + 0]!
  }
  setPosition(at: number, value: number): void {
    this.narrow[at * 2 + 0] = value
  }
}

export const PENDING_FIELDS = [
  ['position', 'i32'],
] as const

/** Scratch of compiled kernels: intents of this instant that increase, and the budget of their portfolio on its first. */
export class IncreaseRecords {
  static readonly bytes = 64
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 64) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 64) / 4)
  }

  /** signed lots asked */
  lots(at: number): bigint {
    return this.wide[at * 8 + 0]!
  }
  setLots(at: number, value: bigint): void {
    this.wide[at * 8 + 0] = value
  }

  /** signed lots */
  target(at: number): bigint {
    return this.wide[at * 8 + 1]!
  }
  setTarget(at: number, value: bigint): void {
    this.wide[at * 8 + 1] = value
  }

  /** decision id */
  decision(at: number): bigint {
    return this.wide[at * 8 + 2]!
  }
  setDecision(at: number, value: bigint): void {
    this.wide[at * 8 + 2] = value
  }

  /** share the budget affords */
  ppm(at: number): bigint {
    return this.wide[at * 8 + 3]!
  }
  setPpm(at: number, value: bigint): void {
    this.wide[at * 8 + 3] = value
  }

  /** money */
  need(at: number): bigint {
    return this.wide[at * 8 + 4]!
  }
  setNeed(at: number, value: bigint): void {
    this.wide[at * 8 + 4] = value
  }

  /** money */
  room(at: number): bigint {
    return this.wide[at * 8 + 5]!
  }
  setRoom(at: number, value: bigint): void {
    this.wide[at * 8 + 5] = value
  }

  /** index */
  position(at: number): number {
    return this.narrow[at * 16 + 12]!
  }
  setPosition(at: number, value: number): void {
    this.narrow[at * 16 + 12] = value
  }

  /** reason code */
  reason(at: number): number {
    return this.narrow[at * 16 + 13]!
  }
  setReason(at: number, value: number): void {
    this.narrow[at * 16 + 13] = value
  }

  /** of the order */
  flags(at: number): number {
    return this.narrow[at * 16 + 14]!
  }
  setFlags(at: number, value: number): void {
    this.narrow[at * 16 + 14] = value
  }

  /** 0 or 1 */
  flatten(at: number): number {
    return this.narrow[at * 16 + 15]!
  }
  setFlatten(at: number, value: number): void {
    this.narrow[at * 16 + 15] = value
  }
}

export const INCREASE_FIELDS = [
  ['lots', 'i64'],
  ['target', 'i64'],
  ['decision', 'i64'],
  ['ppm', 'i64'],
  ['need', 'i64'],
  ['room', 'i64'],
  ['position', 'i32'],
  ['reason', 'i32'],
  ['flags', 'i32'],
  ['flatten', 'i32'],
] as const

/** Scratch of compiled kernels: violated checks of the intent at hand. */
export class ViolationRecords {
  static readonly bytes = 40
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 40) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 40) / 4)
  }

  /** by check */
  value(at: number): bigint {
    return this.wide[at * 5 + 0]!
  }
  setValue(at: number, value: bigint): void {
    this.wide[at * 5 + 0] = value
  }

  /** by check */
  limit(at: number): bigint {
    return this.wide[at * 5 + 1]!
  }
  setLimit(at: number, value: bigint): void {
    this.wide[at * 5 + 1] = value
  }

  /** by check */
  headroom(at: number): bigint {
    return this.wide[at * 5 + 2]!
  }
  setHeadroom(at: number, value: bigint): void {
    this.wide[at * 5 + 2] = value
  }

  /** check or reason id */
  check(at: number): number {
    return this.narrow[at * 10 + 6]!
  }
  setCheck(at: number, value: number): void {
    this.narrow[at * 10 + 6] = value
  }

  /** portfolio or portfolio group */
  scope(at: number): number {
    return this.narrow[at * 10 + 7]!
  }
  setScope(at: number, value: number): void {
    this.narrow[at * 10 + 7] = value
  }

  /** group id, or −1 */
  subject(at: number): number {
    return this.narrow[at * 10 + 8]!
  }
  setSubject(at: number, value: number): void {
    this.narrow[at * 10 + 8] = value
  }
}

export const VIOLATION_FIELDS = [
  ['value', 'i64'],
  ['limit', 'i64'],
  ['headroom', 'i64'],
  ['check', 'i32'],
  ['scope', 'i32'],
  ['subject', 'i32'],
] as const

/** Scratch of compiled kernels: worst cases of a portfolio, by instrument. */
export class WeightRecords {
  static readonly bytes = 8
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 8) / 8)
  }

  /** ppm of equity, signed */
  value(at: number): bigint {
    return this.wide[at + 0]!
  }
  setValue(at: number, value: bigint): void {
    this.wide[at + 0] = value
  }
}

export const WEIGHT_FIELDS = [
  ['value', 'i64'],
] as const
