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

/** Name, type and byte offset. */
export const CALL_FIELDS = [
  ['image', 'i32', 0],
  ['input', 'i32', 4],
  ['evaluations', 'i32', 8],
  ['decisions', 'i32', 12],
  ['outcome', 'i32', 16],
  ['from', 'i32', 20],
  ['to', 'i32', 24],
  ['result', 'i32', 28],
] as const

/** One record at offset 0 of the image: where everything is, how far the desk has come. */
export class ControlRecords {
  static readonly bytes = 376
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 376) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 376) / 4)
  }

  /** tsEvent of the row being stepped, Unix ns */
  now(at: number): bigint {
    return this.wide[at * 47 + 0]!
  }
  setNow(at: number, value: bigint): void {
    this.wide[at * 47 + 0] = value
  }

  /** its sequence */
  sequence(at: number): bigint {
    return this.wide[at * 47 + 1]!
  }
  setSequence(at: number, value: bigint): void {
    this.wide[at * 47 + 1] = value
  }

  /** next timer's ordinal */
  nextOrdinal(at: number): bigint {
    return this.wide[at * 47 + 2]!
  }
  setNextOrdinal(at: number, value: bigint): void {
    this.wide[at * 47 + 2] = value
  }

  /** rows this image has been stepped through */
  rowsAdvanced(at: number): bigint {
    return this.wide[at * 47 + 3]!
  }
  setRowsAdvanced(at: number, value: bigint): void {
    this.wide[at * 47 + 3] = value
  }

  /** of them by the reference */
  rowsReference(at: number): bigint {
    return this.wide[at * 47 + 4]!
  }
  setRowsReference(at: number, value: bigint): void {
    this.wide[at * 47 + 4] = value
  }

  /** of them by the WASM backend */
  rowsWasm(at: number): bigint {
    return this.wide[at * 47 + 5]!
  }
  setRowsWasm(at: number, value: bigint): void {
    this.wide[at * 47 + 5] = value
  }

  /** of them by the native backend */
  rowsNative(at: number): bigint {
    return this.wide[at * 47 + 6]!
  }
  setRowsNative(at: number, value: bigint): void {
    this.wide[at * 47 + 6] = value
  }

  /** what the fault is about */
  faultValue(at: number): bigint {
    return this.wide[at * 47 + 7]!
  }
  setFaultValue(at: number, value: bigint): void {
    this.wide[at * 47 + 7] = value
  }

  /** decisions × followers */
  decisionsSeen(at: number): bigint {
    return this.wide[at * 47 + 8]!
  }
  setDecisionsSeen(at: number, value: bigint): void {
    this.wide[at * 47 + 8] = value
  }

  /** by decisions */
  intentsMade(at: number): bigint {
    return this.wide[at * 47 + 9]!
  }
  setIntentsMade(at: number, value: bigint): void {
    this.wide[at * 47 + 9] = value
  }

  /** by exit rules, trims and flattens */
  exitIntents(at: number): bigint {
    return this.wide[at * 47 + 10]!
  }
  setExitIntents(at: number, value: bigint): void {
    this.wide[at * 47 + 10] = value
  }

  /** desk → venue */
  latencyNanos(at: number): bigint {
    return this.wide[at * 47 + 11]!
  }
  setLatencyNanos(at: number, value: bigint): void {
    this.wide[at * 47 + 11] = value
  }

  /** fill → report */
  reportLatencyNanos(at: number): bigint {
    return this.wide[at * 47 + 12]!
  }
  setReportLatencyNanos(at: number, value: bigint): void {
    this.wide[at * 47 + 12] = value
  }

  /** of a bar's volume */
  participationPpm(at: number): bigint {
    return this.wide[at * 47 + 13]!
  }
  setParticipationPpm(at: number, value: bigint): void {
    this.wide[at * 47 + 13] = value
  }

  /** of the price, on bars */
  slippagePpb(at: number): bigint {
    return this.wide[at * 47 + 14]!
  }
  setSlippagePpb(at: number, value: bigint): void {
    this.wide[at * 47 + 14] = value
  }

  /** of the price, per touch size walked */
  walkStepPpb(at: number): bigint {
    return this.wide[at * 47 + 15]!
  }
  setWalkStepPpb(at: number, value: bigint): void {
    this.wide[at * 47 + 15] = value
  }

  /** least time between equity rows nothing caused */
  equityIntervalNanos(at: number): bigint {
    return this.wide[at * 47 + 16]!
  }
  setEquityIntervalNanos(at: number, value: bigint): void {
    this.wide[at * 47 + 16] = value
  }

  /** Unix ns */
  nextEquityAt(at: number): bigint {
    return this.wide[at * 47 + 17]!
  }
  setNextEquityAt(at: number, value: bigint): void {
    this.wide[at * 47 + 17] = value
  }

  /** count */
  instruments(at: number): number {
    return this.narrow[at * 94 + 36]!
  }
  setInstruments(at: number, value: number): void {
    this.narrow[at * 94 + 36] = value
  }

  /** leaf portfolios; groups of portfolios follow them as scopes */
  portfolios(at: number): number {
    return this.narrow[at * 94 + 37]!
  }
  setPortfolios(at: number, value: number): void {
    this.narrow[at * 94 + 37] = value
  }

  /** portfolios + portfolio groups */
  scopes(at: number): number {
    return this.narrow[at * 94 + 38]!
  }
  setScopes(at: number, value: number): void {
    this.narrow[at * 94 + 38] = value
  }

  /** count */
  currencies(at: number): number {
    return this.narrow[at * 94 + 39]!
  }
  setCurrencies(at: number, value: number): void {
    this.narrow[at * 94 + 39] = value
  }

  /** sectors and free groups */
  groups(at: number): number {
    return this.narrow[at * 94 + 40]!
  }
  setGroups(at: number, value: number): void {
    this.narrow[at * 94 + 40] = value
  }

  /** records */
  orderCapacity(at: number): number {
    return this.narrow[at * 94 + 41]!
  }
  setOrderCapacity(at: number, value: number): void {
    this.narrow[at * 94 + 41] = value
  }

  /** records */
  timerCapacity(at: number): number {
    return this.narrow[at * 94 + 42]!
  }
  setTimerCapacity(at: number, value: number): void {
    this.narrow[at * 94 + 42] = value
  }

  /** records: fills that may be on their way at once */
  reportCapacity(at: number): number {
    return this.narrow[at * 94 + 43]!
  }
  setReportCapacity(at: number, value: number): void {
    this.narrow[at * 94 + 43] = value
  }

  /** client order ids remembered, and executions */
  idCapacity(at: number): number {
    return this.narrow[at * 94 + 44]!
  }
  setIdCapacity(at: number, value: number): void {
    this.narrow[at * 94 + 44] = value
  }

  /** heap size */
  timerCount(at: number): number {
    return this.narrow[at * 94 + 45]!
  }
  setTimerCount(at: number, value: number): void {
    this.narrow[at * 94 + 45] = value
  }

  /** head of the free list, −1 = none */
  freeOrder(at: number): number {
    return this.narrow[at * 94 + 46]!
  }
  setFreeOrder(at: number, value: number): void {
    this.narrow[at * 94 + 46] = value
  }

  /** head of the free list, −1 = none */
  freeReport(at: number): number {
    return this.narrow[at * 94 + 47]!
  }
  setFreeReport(at: number, value: number): void {
    this.narrow[at * 94 + 47] = value
  }

  /** record of executions to use next, −1 = every one belongs to an open order */
  firstExecution(at: number): number {
    return this.narrow[at * 94 + 48]!
  }
  setFirstExecution(at: number, value: number): void {
    this.narrow[at * 94 + 48] = value
  }

  /** tail of that list */
  lastExecution(at: number): number {
    return this.narrow[at * 94 + 49]!
  }
  setLastExecution(at: number, value: number): void {
    this.narrow[at * 94 + 49] = value
  }

  /** ids remembered so far, ring position = count mod capacity */
  idCount(at: number): number {
    return this.narrow[at * 94 + 50]!
  }
  setIdCount(at: number, value: number): void {
    this.narrow[at * 94 + 50] = value
  }

  /** 0 refuse, 1 trade */
  crossedPolicy(at: number): number {
    return this.narrow[at * 94 + 51]!
  }
  setCrossedPolicy(at: number, value: number): void {
    this.narrow[at * 94 + 51] = value
  }

  /** 0 wait, 1 walk, 2 cancel */
  remainder(at: number): number {
    return this.narrow[at * 94 + 52]!
  }
  setRemainder(at: number, value: number): void {
    this.narrow[at * 94 + 52] = value
  }

  /** 0 or 1 */
  zeroLatency(at: number): number {
    return this.narrow[at * 94 + 53]!
  }
  setZeroLatency(at: number, value: number): void {
    this.narrow[at * 94 + 53] = value
  }

  /** 0 or 1 */
  plantSameClose(at: number): number {
    return this.narrow[at * 94 + 54]!
  }
  setPlantSameClose(at: number, value: number): void {
    this.narrow[at * 94 + 54] = value
  }

  /** 1: fills come as REPORT rows, no simulated venue */
  external(at: number): number {
    return this.narrow[at * 94 + 55]!
  }
  setExternal(at: number, value: number): void {
    this.narrow[at * 94 + 55] = value
  }

  /** count */
  sessions(at: number): number {
    return this.narrow[at * 94 + 56]!
  }
  setSessions(at: number, value: number): void {
    this.narrow[at * 94 + 56] = value
  }

  /** 1: assert conservation and sums after every row */
  debug(at: number): number {
    return this.narrow[at * 94 + 57]!
  }
  setDebug(at: number, value: number): void {
    this.narrow[at * 94 + 57] = value
  }

  /** orders not yet done */
  liveOrders(at: number): number {
    return this.narrow[at * 94 + 58]!
  }
  setLiveOrders(at: number, value: number): void {
    this.narrow[at * 94 + 58] = value
  }

  /** instruments with a market row or an adjustment in this instant, −1 = none */
  firstTouched(at: number): number {
    return this.narrow[at * 94 + 59]!
  }
  setFirstTouched(at: number, value: number): void {
    this.narrow[at * 94 + 59] = value
  }

  /** what wakes the policy: 0 there is none, 1 decisions, 2 fills, 3 both */
  policyWakes(at: number): number {
    return this.narrow[at * 94 + 60]!
  }
  setPolicyWakes(at: number, value: number): void {
    this.narrow[at * 94 + 60] = value
  }

  /** 0 stepping, 1 the row waits for the policy, 2 it has answered */
  policyState(at: number): number {
    return this.narrow[at * 94 + 61]!
  }
  setPolicyState(at: number, value: number): void {
    this.narrow[at * 94 + 61] = value
  }

  /** 1: a flatten stands somewhere */
  flattening(at: number): number {
    return this.narrow[at * 94 + 62]!
  }
  setFlattening(at: number, value: number): void {
    this.narrow[at * 94 + 62] = value
  }

  /** positions with a fill since the last instant, −1 = none */
  firstWoken(at: number): number {
    return this.narrow[at * 94 + 63]!
  }
  setFirstWoken(at: number, value: number): void {
    this.narrow[at * 94 + 63] = value
  }

  /** why the engine must halt, 0 = nothing; by number in kernels/faults.ts */
  fault(at: number): number {
    return this.narrow[at * 94 + 64]!
  }
  setFault(at: number, value: number): void {
    this.narrow[at * 94 + 64] = value
  }

  /** compiled kernels: intents of this instant */
  pendingCount(at: number): number {
    return this.narrow[at * 94 + 65]!
  }
  setPendingCount(at: number, value: number): void {
    this.narrow[at * 94 + 65] = value
  }

  /** compiled kernels: of them, those that increase */
  increaseCount(at: number): number {
    return this.narrow[at * 94 + 66]!
  }
  setIncreaseCount(at: number, value: number): void {
    this.narrow[at * 94 + 66] = value
  }

  /** compiled kernels: violated checks of the intent at hand */
  violationCount(at: number): number {
    return this.narrow[at * 94 + 67]!
  }
  setViolationCount(at: number, value: number): void {
    this.narrow[at * 94 + 67] = value
  }

  /** byte offset of the instrument records */
  instrumentAt(at: number): number {
    return this.narrow[at * 94 + 68]!
  }
  setInstrumentAt(at: number, value: number): void {
    this.narrow[at * 94 + 68] = value
  }

  /** byte offset of the tick records */
  tickAt(at: number): number {
    return this.narrow[at * 94 + 69]!
  }
  setTickAt(at: number, value: number): void {
    this.narrow[at * 94 + 69] = value
  }

  /** byte offset of the scope records */
  scopeAt(at: number): number {
    return this.narrow[at * 94 + 70]!
  }
  setScopeAt(at: number, value: number): void {
    this.narrow[at * 94 + 70] = value
  }

  /** byte offset of the changed records */
  changedAt(at: number): number {
    return this.narrow[at * 94 + 71]!
  }
  setChangedAt(at: number, value: number): void {
    this.narrow[at * 94 + 71] = value
  }

  /** byte offset of the ledger records */
  ledgerAt(at: number): number {
    return this.narrow[at * 94 + 72]!
  }
  setLedgerAt(at: number, value: number): void {
    this.narrow[at * 94 + 72] = value
  }

  /** byte offset of the position records */
  positionAt(at: number): number {
    return this.narrow[at * 94 + 73]!
  }
  setPositionAt(at: number, value: number): void {
    this.narrow[at * 94 + 73] = value
  }

  /** byte offset of the exposure records */
  exposureAt(at: number): number {
    return this.narrow[at * 94 + 74]!
  }
  setExposureAt(at: number, value: number): void {
    this.narrow[at * 94 + 74] = value
  }

  /** byte offset of the concentrate records */
  concentrateAt(at: number): number {
    return this.narrow[at * 94 + 75]!
  }
  setConcentrateAt(at: number, value: number): void {
    this.narrow[at * 94 + 75] = value
  }

  /** byte offset of the order records */
  orderAt(at: number): number {
    return this.narrow[at * 94 + 76]!
  }
  setOrderAt(at: number, value: number): void {
    this.narrow[at * 94 + 76] = value
  }

  /** byte offset of the timer records */
  timerAt(at: number): number {
    return this.narrow[at * 94 + 77]!
  }
  setTimerAt(at: number, value: number): void {
    this.narrow[at * 94 + 77] = value
  }

  /** byte offset of the report records */
  reportAt(at: number): number {
    return this.narrow[at * 94 + 78]!
  }
  setReportAt(at: number, value: number): void {
    this.narrow[at * 94 + 78] = value
  }

  /** byte offset of the clientId records */
  clientIdAt(at: number): number {
    return this.narrow[at * 94 + 79]!
  }
  setClientIdAt(at: number, value: number): void {
    this.narrow[at * 94 + 79] = value
  }

  /** byte offset of the execution records */
  executionAt(at: number): number {
    return this.narrow[at * 94 + 80]!
  }
  setExecutionAt(at: number, value: number): void {
    this.narrow[at * 94 + 80] = value
  }

  /** byte offset of the session records */
  sessionAt(at: number): number {
    return this.narrow[at * 94 + 81]!
  }
  setSessionAt(at: number, value: number): void {
    this.narrow[at * 94 + 81] = value
  }

  /** byte offset of the instant records */
  instantAt(at: number): number {
    return this.narrow[at * 94 + 82]!
  }
  setInstantAt(at: number, value: number): void {
    this.narrow[at * 94 + 82] = value
  }

  /** byte offset of the covariance records */
  covarianceAt(at: number): number {
    return this.narrow[at * 94 + 83]!
  }
  setCovarianceAt(at: number, value: number): void {
    this.narrow[at * 94 + 83] = value
  }

  /** byte offset of the group records */
  groupAt(at: number): number {
    return this.narrow[at * 94 + 84]!
  }
  setGroupAt(at: number, value: number): void {
    this.narrow[at * 94 + 84] = value
  }

  /** byte offset of the orderBucket records */
  orderBucketAt(at: number): number {
    return this.narrow[at * 94 + 85]!
  }
  setOrderBucketAt(at: number, value: number): void {
    this.narrow[at * 94 + 85] = value
  }

  /** byte offset of the amend records */
  amendAt(at: number): number {
    return this.narrow[at * 94 + 86]!
  }
  setAmendAt(at: number, value: number): void {
    this.narrow[at * 94 + 86] = value
  }

  /** byte offset of the currency records */
  currencyAt(at: number): number {
    return this.narrow[at * 94 + 87]!
  }
  setCurrencyAt(at: number, value: number): void {
    this.narrow[at * 94 + 87] = value
  }

  /** byte offset of the rate records */
  ratesAt(at: number): number {
    return this.narrow[at * 94 + 88]!
  }
  setRatesAt(at: number, value: number): void {
    this.narrow[at * 94 + 88] = value
  }

  /** byte offset of the pending records */
  pendingAt(at: number): number {
    return this.narrow[at * 94 + 89]!
  }
  setPendingAt(at: number, value: number): void {
    this.narrow[at * 94 + 89] = value
  }

  /** byte offset of the increase records */
  increaseAt(at: number): number {
    return this.narrow[at * 94 + 90]!
  }
  setIncreaseAt(at: number, value: number): void {
    this.narrow[at * 94 + 90] = value
  }

  /** byte offset of the violation records */
  violationAt(at: number): number {
    return this.narrow[at * 94 + 91]!
  }
  setViolationAt(at: number, value: number): void {
    this.narrow[at * 94 + 91] = value
  }

  /** byte offset of the weight records */
  weightAt(at: number): number {
    return this.narrow[at * 94 + 92]!
  }
  setWeightAt(at: number, value: number): void {
    this.narrow[at * 94 + 92] = value
  }
}

/** Name, type and byte offset. */
export const CONTROL_FIELDS = [
  ['now', 'i64', 0],
  ['sequence', 'i64', 8],
  ['nextOrdinal', 'i64', 16],
  ['rowsAdvanced', 'i64', 24],
  ['rowsReference', 'i64', 32],
  ['rowsWasm', 'i64', 40],
  ['rowsNative', 'i64', 48],
  ['faultValue', 'i64', 56],
  ['decisionsSeen', 'i64', 64],
  ['intentsMade', 'i64', 72],
  ['exitIntents', 'i64', 80],
  ['latencyNanos', 'i64', 88],
  ['reportLatencyNanos', 'i64', 96],
  ['participationPpm', 'i64', 104],
  ['slippagePpb', 'i64', 112],
  ['walkStepPpb', 'i64', 120],
  ['equityIntervalNanos', 'i64', 128],
  ['nextEquityAt', 'i64', 136],
  ['instruments', 'i32', 144],
  ['portfolios', 'i32', 148],
  ['scopes', 'i32', 152],
  ['currencies', 'i32', 156],
  ['groups', 'i32', 160],
  ['orderCapacity', 'i32', 164],
  ['timerCapacity', 'i32', 168],
  ['reportCapacity', 'i32', 172],
  ['idCapacity', 'i32', 176],
  ['timerCount', 'i32', 180],
  ['freeOrder', 'i32', 184],
  ['freeReport', 'i32', 188],
  ['firstExecution', 'i32', 192],
  ['lastExecution', 'i32', 196],
  ['idCount', 'i32', 200],
  ['crossedPolicy', 'i32', 204],
  ['remainder', 'i32', 208],
  ['zeroLatency', 'i32', 212],
  ['plantSameClose', 'i32', 216],
  ['external', 'i32', 220],
  ['sessions', 'i32', 224],
  ['debug', 'i32', 228],
  ['liveOrders', 'i32', 232],
  ['firstTouched', 'i32', 236],
  ['policyWakes', 'i32', 240],
  ['policyState', 'i32', 244],
  ['flattening', 'i32', 248],
  ['firstWoken', 'i32', 252],
  ['fault', 'i32', 256],
  ['pendingCount', 'i32', 260],
  ['increaseCount', 'i32', 264],
  ['violationCount', 'i32', 268],
  ['instrumentAt', 'i32', 272],
  ['tickAt', 'i32', 276],
  ['scopeAt', 'i32', 280],
  ['changedAt', 'i32', 284],
  ['ledgerAt', 'i32', 288],
  ['positionAt', 'i32', 292],
  ['exposureAt', 'i32', 296],
  ['concentrateAt', 'i32', 300],
  ['orderAt', 'i32', 304],
  ['timerAt', 'i32', 308],
  ['reportAt', 'i32', 312],
  ['clientIdAt', 'i32', 316],
  ['executionAt', 'i32', 320],
  ['sessionAt', 'i32', 324],
  ['instantAt', 'i32', 328],
  ['covarianceAt', 'i32', 332],
  ['groupAt', 'i32', 336],
  ['orderBucketAt', 'i32', 340],
  ['amendAt', 'i32', 344],
  ['currencyAt', 'i32', 348],
  ['ratesAt', 'i32', 352],
  ['pendingAt', 'i32', 356],
  ['increaseAt', 'i32', 360],
  ['violationAt', 'i32', 364],
  ['weightAt', 'i32', 368],
] as const

/** Parameters and market state of one instrument. */
export class InstrumentRecords {
  static readonly bytes = 384
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 384) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 384) / 4)
  }

  /** half price units, last good; 0 = none yet */
  mark(at: number): bigint {
    return this.wide[at * 48 + 0]!
  }
  setMark(at: number, value: bigint): void {
    this.wide[at * 48 + 0] = value
  }

  /** Unix ns of the last good mark */
  markAt(at: number): bigint {
    return this.wide[at * 48 + 1]!
  }
  setMarkAt(at: number, value: bigint): void {
    this.wide[at * 48 + 1] = value
  }

  /** Unix ns of the last market row */
  lastAt(at: number): bigint {
    return this.wide[at * 48 + 2]!
  }
  setLastAt(at: number, value: bigint): void {
    this.wide[at * 48 + 2] = value
  }

  /** price units */
  bid(at: number): bigint {
    return this.wide[at * 48 + 3]!
  }
  setBid(at: number, value: bigint): void {
    this.wide[at * 48 + 3] = value
  }

  /** price units */
  ask(at: number): bigint {
    return this.wide[at * 48 + 4]!
  }
  setAsk(at: number, value: bigint): void {
    this.wide[at * 48 + 4] = value
  }

  /** lots */
  bidLots(at: number): bigint {
    return this.wide[at * 48 + 5]!
  }
  setBidLots(at: number, value: bigint): void {
    this.wide[at * 48 + 5] = value
  }

  /** lots */
  askLots(at: number): bigint {
    return this.wide[at * 48 + 6]!
  }
  setAskLots(at: number, value: bigint): void {
    this.wide[at * 48 + 6] = value
  }

  /** position index, −1 = none */
  firstHolder(at: number): number {
    return this.narrow[at * 96 + 14]!
  }
  setFirstHolder(at: number, value: number): void {
    this.narrow[at * 96 + 14] = value
  }

  /** order at the venue, −1 = none; arrival order */
  firstOrder(at: number): number {
    return this.narrow[at * 96 + 15]!
  }
  setFirstOrder(at: number, value: number): void {
    this.narrow[at * 96 + 15] = value
  }

  /** money per half price unit and lot; inverse: money × half price units per lot */
  unitValue(at: number): bigint {
    return this.wide[at * 48 + 8]!
  }
  setUnitValue(at: number, value: bigint): void {
    this.wide[at * 48 + 8] = value
  }

  /** age beyond which the mark is stale */
  staleNanos(at: number): bigint {
    return this.wide[at * 48 + 9]!
  }
  setStaleNanos(at: number, value: bigint): void {
    this.wide[at * 48 + 9] = value
  }

  /** of exposure, contracts; 0 = none */
  initialMarginPpm(at: number): bigint {
    return this.wide[at * 48 + 10]!
  }
  setInitialMarginPpm(at: number, value: bigint): void {
    this.wide[at * 48 + 10] = value
  }

  /** of exposure, contracts; 0 = none */
  maintenanceMarginPpm(at: number): bigint {
    return this.wide[at * 48 + 11]!
  }
  setMaintenanceMarginPpm(at: number, value: bigint): void {
    this.wide[at * 48 + 11] = value
  }

  /** 0 spot, 1 linear, 2 inverse */
  kind(at: number): number {
    return this.narrow[at * 96 + 24]!
  }
  setKind(at: number, value: number): void {
    this.narrow[at * 96 + 24] = value
  }

  /** 1: the market is crossed now */
  crossed(at: number): number {
    return this.narrow[at * 96 + 25]!
  }
  setCrossed(at: number, value: number): void {
    this.narrow[at * 96 + 25] = value
  }

  /** 1: it had a market row in this instant, 2: what is held of it was adjusted only */
  touched(at: number): number {
    return this.narrow[at * 96 + 26]!
  }
  setTouched(at: number, value: number): void {
    this.narrow[at * 96 + 26] = value
  }

  /** the list of those, −1 = end */
  nextTouched(at: number): number {
    return this.narrow[at * 96 + 27]!
  }
  setNextTouched(at: number, value: number): void {
    this.narrow[at * 96 + 27] = value
  }

  /** kind of the last market row, 0 = none */
  feed(at: number): number {
    return this.narrow[at * 96 + 28]!
  }
  setFeed(at: number, value: number): void {
    this.narrow[at * 96 + 28] = value
  }

  /** 0 not yet watched, 1 watched, 2 a stale alert stands */
  staleWatch(at: number): number {
    return this.narrow[at * 96 + 29]!
  }
  setStaleWatch(at: number, value: number): void {
    this.narrow[at * 96 + 29] = value
  }

  /** 0 or 1 */
  tradable(at: number): number {
    return this.narrow[at * 96 + 30]!
  }
  setTradable(at: number, value: number): void {
    this.narrow[at * 96 + 30] = value
  }

  /** id */
  currency(at: number): number {
    return this.narrow[at * 96 + 31]!
  }
  setCurrency(at: number, value: number): void {
    this.narrow[at * 96 + 31] = value
  }

  /** lots */
  lotStep(at: number): bigint {
    return this.wide[at * 48 + 16]!
  }
  setLotStep(at: number, value: bigint): void {
    this.wide[at * 48 + 16] = value
  }

  /** lots */
  minLots(at: number): bigint {
    return this.wide[at * 48 + 17]!
  }
  setMinLots(at: number, value: bigint): void {
    this.wide[at * 48 + 17] = value
  }

  /** lots, −1 = none */
  maxLots(at: number): bigint {
    return this.wide[at * 48 + 18]!
  }
  setMaxLots(at: number, value: bigint): void {
    this.wide[at * 48 + 18] = value
  }

  /** money, −1 = none */
  minNotional(at: number): bigint {
    return this.wide[at * 48 + 19]!
  }
  setMinNotional(at: number, value: bigint): void {
    this.wide[at * 48 + 19] = value
  }

  /** money, −1 = none */
  maxNotional(at: number): bigint {
    return this.wide[at * 48 + 20]!
  }
  setMaxNotional(at: number, value: bigint): void {
    this.wide[at * 48 + 20] = value
  }

  /** that can be borrowed by all portfolios together, −1 = unlimited */
  borrowLots(at: number): bigint {
    return this.wide[at * 48 + 21]!
  }
  setBorrowLots(at: number, value: bigint): void {
    this.wide[at * 48 + 21] = value
  }

  /** lots: Σ over portfolios of the short position if every open sell fills */
  shortWorst(at: number): bigint {
    return this.wide[at * 48 + 22]!
  }
  setShortWorst(at: number, value: bigint): void {
    this.wide[at * 48 + 22] = value
  }

  /** price units of the last trade, 0 = none yet */
  last(at: number): bigint {
    return this.wide[at * 48 + 23]!
  }
  setLast(at: number, value: bigint): void {
    this.wide[at * 48 + 23] = value
  }

  /** group id, −1 = none */
  group0(at: number): number {
    return this.narrow[at * 96 + 48]!
  }
  setGroup0(at: number, value: number): void {
    this.narrow[at * 96 + 48] = value
  }

  group1(at: number): number {
    return this.narrow[at * 96 + 49]!
  }
  setGroup1(at: number, value: number): void {
    this.narrow[at * 96 + 49] = value
  }

  group2(at: number): number {
    return this.narrow[at * 96 + 50]!
  }
  setGroup2(at: number, value: number): void {
    this.narrow[at * 96 + 50] = value
  }

  group3(at: number): number {
    return this.narrow[at * 96 + 51]!
  }
  setGroup3(at: number, value: number): void {
    this.narrow[at * 96 + 51] = value
  }

  group4(at: number): number {
    return this.narrow[at * 96 + 52]!
  }
  setGroup4(at: number, value: number): void {
    this.narrow[at * 96 + 52] = value
  }

  group5(at: number): number {
    return this.narrow[at * 96 + 53]!
  }
  setGroup5(at: number, value: number): void {
    this.narrow[at * 96 + 53] = value
  }

  group6(at: number): number {
    return this.narrow[at * 96 + 54]!
  }
  setGroup6(at: number, value: number): void {
    this.narrow[at * 96 + 54] = value
  }

  group7(at: number): number {
    return this.narrow[at * 96 + 55]!
  }
  setGroup7(at: number, value: number): void {
    this.narrow[at * 96 + 55] = value
  }

  /** price units: no open priced buy of ours is above it; 0 = none */
  highestBuy(at: number): bigint {
    return this.wide[at * 48 + 28]!
  }
  setHighestBuy(at: number, value: bigint): void {
    this.wide[at * 48 + 28] = value
  }

  /** price units: no open priced sell of ours is below it; 0 = none */
  lowestSell(at: number): bigint {
    return this.wide[at * 48 + 29]!
  }
  setLowestSell(at: number, value: bigint): void {
    this.wide[at * 48 + 29] = value
  }

  /** of notional */
  takerFeePpb(at: number): bigint {
    return this.wide[at * 48 + 30]!
  }
  setTakerFeePpb(at: number, value: bigint): void {
    this.wide[at * 48 + 30] = value
  }

  /** of the price */
  halfSpreadPpb(at: number): bigint {
    return this.wide[at * 48 + 31]!
  }
  setHalfSpreadPpb(at: number, value: bigint): void {
    this.wide[at * 48 + 31] = value
  }

  /** open priced buys of ours */
  pricedBuys(at: number): number {
    return this.narrow[at * 96 + 64]!
  }
  setPricedBuys(at: number, value: number): void {
    this.narrow[at * 96 + 64] = value
  }

  /** open priced sells of ours */
  pricedSells(at: number): number {
    return this.narrow[at * 96 + 65]!
  }
  setPricedSells(at: number, value: number): void {
    this.narrow[at * 96 + 65] = value
  }

  /** 1: highestBuy may be above the highest */
  looseBuys(at: number): number {
    return this.narrow[at * 96 + 66]!
  }
  setLooseBuys(at: number, value: number): void {
    this.narrow[at * 96 + 66] = value
  }

  /** 1: lowestSell may be below the lowest */
  looseSells(at: number): number {
    return this.narrow[at * 96 + 67]!
  }
  setLooseSells(at: number, value: number): void {
    this.narrow[at * 96 + 67] = value
  }

  /** first row in the tick table */
  tickStart(at: number): number {
    return this.narrow[at * 96 + 68]!
  }
  setTickStart(at: number, value: number): void {
    this.narrow[at * 96 + 68] = value
  }

  /** rows */
  tickCount(at: number): number {
    return this.narrow[at * 96 + 69]!
  }
  setTickCount(at: number, value: number): void {
    this.narrow[at * 96 + 69] = value
  }

  /** of notional */
  makerFeePpb(at: number): bigint {
    return this.wide[at * 48 + 35]!
  }
  setMakerFeePpb(at: number, value: bigint): void {
    this.wide[at * 48 + 35] = value
  }

  /** age up to which a reduction may be priced */
  reduceMarkAgeNanos(at: number): bigint {
    return this.wide[at * 48 + 36]!
  }
  setReduceMarkAgeNanos(at: number, value: bigint): void {
    this.wide[at * 48 + 36] = value
  }

  /** lots */
  assumedTopLots(at: number): bigint {
    return this.wide[at * 48 + 37]!
  }
  setAssumedTopLots(at: number, value: bigint): void {
    this.wide[at * 48 + 37] = value
  }

  /** lots */
  assumedVolumeLots(at: number): bigint {
    return this.wide[at * 48 + 38]!
  }
  setAssumedVolumeLots(at: number, value: bigint): void {
    this.wide[at * 48 + 38] = value
  }

  /** lots of the current bar's volume still to be had */
  volumeLeft(at: number): bigint {
    return this.wide[at * 48 + 39]!
  }
  setVolumeLeft(at: number, value: bigint): void {
    this.wide[at * 48 + 39] = value
  }

  /** id */
  session(at: number): number {
    return this.narrow[at * 96 + 80]!
  }
  setSession(at: number, value: number): void {
    this.narrow[at * 96 + 80] = value
  }

  /** spec of the bars the venue walks, 0 = none yet */
  barSpec(at: number): number {
    return this.narrow[at * 96 + 81]!
  }
  setBarSpec(at: number, value: number): void {
    this.narrow[at * 96 + 81] = value
  }

  /** tail of that list */
  lastOrder(at: number): number {
    return this.narrow[at * 96 + 82]!
  }
  setLastOrder(at: number, value: number): void {
    this.narrow[at * 96 + 82] = value
  }

  /** the list of instruments that settle in its currency, −1 = end */
  nextOfCurrency(at: number): number {
    return this.narrow[at * 96 + 83]!
  }
  setNextOfCurrency(at: number, value: number): void {
    this.narrow[at * 96 + 83] = value
  }
}

/** Name, type and byte offset. */
export const INSTRUMENT_FIELDS = [
  ['mark', 'i64', 0],
  ['markAt', 'i64', 8],
  ['lastAt', 'i64', 16],
  ['bid', 'i64', 24],
  ['ask', 'i64', 32],
  ['bidLots', 'i64', 40],
  ['askLots', 'i64', 48],
  ['firstHolder', 'i32', 56],
  ['firstOrder', 'i32', 60],
  ['unitValue', 'i64', 64],
  ['staleNanos', 'i64', 72],
  ['initialMarginPpm', 'i64', 80],
  ['maintenanceMarginPpm', 'i64', 88],
  ['kind', 'i32', 96],
  ['crossed', 'i32', 100],
  ['touched', 'i32', 104],
  ['nextTouched', 'i32', 108],
  ['feed', 'i32', 112],
  ['staleWatch', 'i32', 116],
  ['tradable', 'i32', 120],
  ['currency', 'i32', 124],
  ['lotStep', 'i64', 128],
  ['minLots', 'i64', 136],
  ['maxLots', 'i64', 144],
  ['minNotional', 'i64', 152],
  ['maxNotional', 'i64', 160],
  ['borrowLots', 'i64', 168],
  ['shortWorst', 'i64', 176],
  ['last', 'i64', 184],
  ['group0', 'i32', 192],
  ['group1', 'i32', 196],
  ['group2', 'i32', 200],
  ['group3', 'i32', 204],
  ['group4', 'i32', 208],
  ['group5', 'i32', 212],
  ['group6', 'i32', 216],
  ['group7', 'i32', 220],
  ['highestBuy', 'i64', 224],
  ['lowestSell', 'i64', 232],
  ['takerFeePpb', 'i64', 240],
  ['halfSpreadPpb', 'i64', 248],
  ['pricedBuys', 'i32', 256],
  ['pricedSells', 'i32', 260],
  ['looseBuys', 'i32', 264],
  ['looseSells', 'i32', 268],
  ['tickStart', 'i32', 272],
  ['tickCount', 'i32', 276],
  ['makerFeePpb', 'i64', 280],
  ['reduceMarkAgeNanos', 'i64', 288],
  ['assumedTopLots', 'i64', 296],
  ['assumedVolumeLots', 'i64', 304],
  ['volumeLeft', 'i64', 312],
  ['session', 'i32', 320],
  ['barSpec', 'i32', 324],
  ['lastOrder', 'i32', 328],
  ['nextOfCurrency', 'i32', 332],
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

/** Name, type and byte offset. */
export const TICK_FIELDS = [
  ['from', 'i64', 0],
  ['tick', 'i64', 8],
] as const

/** One portfolio, or one group of portfolios (its sums over the members). Limits of −1 are absent. */
export class ScopeRecords {
  static readonly bytes = 448
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 448) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 448) / 4)
  }

  /** money: cash + spot values + unrealised of contracts */
  equity(at: number): bigint {
    return this.wide[at * 56 + 0]!
  }
  setEquity(at: number, value: bigint): void {
    this.wide[at * 56 + 0] = value
  }

  /** money: Σ |position| × value */
  gross(at: number): bigint {
    return this.wide[at * 56 + 1]!
  }
  setGross(at: number, value: bigint): void {
    this.wide[at * 56 + 1] = value
  }

  /** money: Σ position × value */
  net(at: number): bigint {
    return this.wide[at * 56 + 2]!
  }
  setNet(at: number, value: bigint): void {
    this.wide[at * 56 + 2] = value
  }

  /** money: Σ (worst case − |position|) × value, from open orders */
  worstExtra(at: number): bigint {
    return this.wide[at * 56 + 3]!
  }
  setWorstExtra(at: number, value: bigint): void {
    this.wide[at * 56 + 3] = value
  }

  /** money: Σ open buys × value */
  buyExtra(at: number): bigint {
    return this.wide[at * 56 + 4]!
  }
  setBuyExtra(at: number, value: bigint): void {
    this.wide[at * 56 + 4] = value
  }

  /** money: Σ open sells × value */
  sellExtra(at: number): bigint {
    return this.wide[at * 56 + 5]!
  }
  setSellExtra(at: number, value: bigint): void {
    this.wide[at * 56 + 5] = value
  }

  /** money: Σ of the worst case */
  initialMargin(at: number): bigint {
    return this.wide[at * 56 + 6]!
  }
  setInitialMargin(at: number, value: bigint): void {
    this.wide[at * 56 + 6] = value
  }

  /** money: Σ of positions */
  maintenanceMargin(at: number): bigint {
    return this.wide[at * 56 + 7]!
  }
  setMaintenanceMargin(at: number, value: bigint): void {
    this.wide[at * 56 + 7] = value
  }

  /** scope index of its group, −1 = none */
  parent(at: number): number {
    return this.narrow[at * 112 + 16]!
  }
  setParent(at: number, value: number): void {
    this.narrow[at * 112 + 16] = value
  }

  /** 0 active, 1 reducing, 2 halted */
  state(at: number): number {
    return this.narrow[at * 112 + 17]!
  }
  setState(at: number, value: number): void {
    this.narrow[at * 112 + 17] = value
  }

  /** 1: a flatten stands */
  flatten(at: number): number {
    return this.narrow[at * 112 + 18]!
  }
  setFlatten(at: number, value: number): void {
    this.narrow[at * 112 + 18] = value
  }

  /** count */
  openOrders(at: number): number {
    return this.narrow[at * 112 + 19]!
  }
  setOpenOrders(at: number, value: number): void {
    this.narrow[at * 112 + 19] = value
  }

  /** −1 = none */
  openOrdersMax(at: number): number {
    return this.narrow[at * 112 + 20]!
  }
  setOpenOrdersMax(at: number, value: number): void {
    this.narrow[at * 112 + 20] = value
  }

  /** id */
  currency(at: number): number {
    return this.narrow[at * 112 + 21]!
  }
  setCurrency(at: number, value: number): void {
    this.narrow[at * 112 + 21] = value
  }

  /** 0 or 1 */
  allowShort(at: number): number {
    return this.narrow[at * 112 + 22]!
  }
  setAllowShort(at: number, value: number): void {
    this.narrow[at * 112 + 22] = value
  }

  /** 0 allow, 1 refuse orders that could meet one of our own */
  selfTrade(at: number): number {
    return this.narrow[at * 112 + 23]!
  }
  setSelfTrade(at: number, value: number): void {
    this.narrow[at * 112 + 23] = value
  }

  /** block of the covariance table, −1 = none */
  covariance(at: number): number {
    return this.narrow[at * 112 + 24]!
  }
  setCovariance(at: number, value: number): void {
    this.narrow[at * 112 + 24] = value
  }

  /** id; −1 for a group */
  strategy(at: number): number {
    return this.narrow[at * 112 + 25]!
  }
  setStrategy(at: number, value: number): void {
    this.narrow[at * 112 + 25] = value
  }

  /** GCRA theoretical arrival time, increasing orders */
  rateAt(at: number): bigint {
    return this.wide[at * 56 + 13]!
  }
  setRateAt(at: number, value: bigint): void {
    this.wide[at * 56 + 13] = value
  }

  /** per order */
  ratePeriodNanos(at: number): bigint {
    return this.wide[at * 56 + 14]!
  }
  setRatePeriodNanos(at: number, value: bigint): void {
    this.wide[at * 56 + 14] = value
  }

  /** tolerance */
  rateBurstNanos(at: number): bigint {
    return this.wide[at * 56 + 15]!
  }
  setRateBurstNanos(at: number, value: bigint): void {
    this.wide[at * 56 + 15] = value
  }

  /** money */
  grossMax(at: number): bigint {
    return this.wide[at * 56 + 16]!
  }
  setGrossMax(at: number, value: bigint): void {
    this.wide[at * 56 + 16] = value
  }

  /** money */
  netMax(at: number): bigint {
    return this.wide[at * 56 + 17]!
  }
  setNetMax(at: number, value: bigint): void {
    this.wide[at * 56 + 17] = value
  }

  /** ppm of equity */
  leveragePpm(at: number): bigint {
    return this.wide[at * 56 + 18]!
  }
  setLeveragePpm(at: number, value: bigint): void {
    this.wide[at * 56 + 18] = value
  }

  /** ppm of equity */
  concentrationPpm(at: number): bigint {
    return this.wide[at * 56 + 19]!
  }
  setConcentrationPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 19] = value
  }

  /** money */
  orderNotionalMax(at: number): bigint {
    return this.wide[at * 56 + 20]!
  }
  setOrderNotionalMax(at: number, value: bigint): void {
    this.wide[at * 56 + 20] = value
  }

  /** money */
  cashReserve(at: number): bigint {
    return this.wide[at * 56 + 21]!
  }
  setCashReserve(at: number, value: bigint): void {
    this.wide[at * 56 + 21] = value
  }

  /** ppm of the mark */
  collarPpm(at: number): bigint {
    return this.wide[at * 56 + 22]!
  }
  setCollarPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 22] = value
  }

  /** age beyond which a currency rate is stale */
  rateStaleNanos(at: number): bigint {
    return this.wide[at * 56 + 23]!
  }
  setRateStaleNanos(at: number, value: bigint): void {
    this.wide[at * 56 + 23] = value
  }

  /** money */
  highWater(at: number): bigint {
    return this.wide[at * 56 + 24]!
  }
  setHighWater(at: number, value: bigint): void {
    this.wide[at * 56 + 24] = value
  }

  /** money: equity below this trips something */
  lossFloor(at: number): bigint {
    return this.wide[at * 56 + 25]!
  }
  setLossFloor(at: number, value: bigint): void {
    this.wide[at * 56 + 25] = value
  }

  /** bit per check: alert standing */
  alerts(at: number): bigint {
    return this.wide[at * 56 + 26]!
  }
  setAlerts(at: number, value: bigint): void {
    this.wide[at * 56 + 26] = value
  }

  /** money: equity at the start of the loss day, net of deposits since */
  dayStart(at: number): bigint {
    return this.wide[at * 56 + 27]!
  }
  setDayStart(at: number, value: bigint): void {
    this.wide[at * 56 + 27] = value
  }

  /** the same, reductions */
  reduceRateAt(at: number): bigint {
    return this.wide[at * 56 + 28]!
  }
  setReduceRateAt(at: number, value: bigint): void {
    this.wide[at * 56 + 28] = value
  }

  /** ppm of equity */
  volatilityPpm(at: number): bigint {
    return this.wide[at * 56 + 29]!
  }
  setVolatilityPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 29] = value
  }

  /** ppm of equity */
  valueAtRiskPpm(at: number): bigint {
    return this.wide[at * 56 + 30]!
  }
  setValueAtRiskPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 30] = value
  }

  /** of value at risk, in standard deviations */
  quantilePpm(at: number): bigint {
    return this.wide[at * 56 + 31]!
  }
  setQuantilePpm(at: number, value: bigint): void {
    this.wide[at * 56 + 31] = value
  }

  /** ppm of equity, of instruments that are correlated */
  correlatedPpm(at: number): bigint {
    return this.wide[at * 56 + 32]!
  }
  setCorrelatedPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 32] = value
  }

  /** money: deposits − withdrawals */
  paidIn(at: number): bigint {
    return this.wide[at * 56 + 33]!
  }
  setPaidIn(at: number, value: bigint): void {
    this.wide[at * 56 + 33] = value
  }

  /** money: loss budget */
  lossReducing(at: number): bigint {
    return this.wide[at * 56 + 34]!
  }
  setLossReducing(at: number, value: bigint): void {
    this.wide[at * 56 + 34] = value
  }

  /** money: loss budget */
  lossHalted(at: number): bigint {
    return this.wide[at * 56 + 35]!
  }
  setLossHalted(at: number, value: bigint): void {
    this.wide[at * 56 + 35] = value
  }

  /** ppm of the day's starting equity */
  dayReducingPpm(at: number): bigint {
    return this.wide[at * 56 + 36]!
  }
  setDayReducingPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 36] = value
  }

  /** ppm */
  dayHaltedPpm(at: number): bigint {
    return this.wide[at * 56 + 37]!
  }
  setDayHaltedPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 37] = value
  }

  /** ppm of the high water */
  drawdownReducingPpm(at: number): bigint {
    return this.wide[at * 56 + 38]!
  }
  setDrawdownReducingPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 38] = value
  }

  /** ppm */
  drawdownHaltedPpm(at: number): bigint {
    return this.wide[at * 56 + 39]!
  }
  setDrawdownHaltedPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 39] = value
  }

  /** sizing: ppm of equity */
  fractionPpm(at: number): bigint {
    return this.wide[at * 56 + 40]!
  }
  setFractionPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 40] = value
  }

  /** sizing: ppm a year */
  volatilityTargetPpm(at: number): bigint {
    return this.wide[at * 56 + 41]!
  }
  setVolatilityTargetPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 41] = value
  }

  /** sizing: ppm of full Kelly */
  kellyPpm(at: number): bigint {
    return this.wide[at * 56 + 42]!
  }
  setKellyPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 42] = value
  }

  /** sizing: ppm of equity */
  maxFractionPpm(at: number): bigint {
    return this.wide[at * 56 + 43]!
  }
  setMaxFractionPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 43] = value
  }

  /** no-trade band, ppm of equity */
  bandPpm(at: number): bigint {
    return this.wide[at * 56 + 44]!
  }
  setBandPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 44] = value
  }

  /** exit rules, ppm of the entry price */
  stopPpm(at: number): bigint {
    return this.wide[at * 56 + 45]!
  }
  setStopPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 45] = value
  }

  targetPpm(at: number): bigint {
    return this.wide[at * 56 + 46]!
  }
  setTargetPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 46] = value
  }

  trailingPpm(at: number): bigint {
    return this.wide[at * 56 + 47]!
  }
  setTrailingPpm(at: number, value: bigint): void {
    this.wide[at * 56 + 47] = value
  }

  minHoldNanos(at: number): bigint {
    return this.wide[at * 56 + 48]!
  }
  setMinHoldNanos(at: number, value: bigint): void {
    this.wide[at * 56 + 48] = value
  }

  maxHoldNanos(at: number): bigint {
    return this.wide[at * 56 + 49]!
  }
  setMaxHoldNanos(at: number, value: bigint): void {
    this.wide[at * 56 + 49] = value
  }

  coolDownNanos(at: number): bigint {
    return this.wide[at * 56 + 50]!
  }
  setCoolDownNanos(at: number, value: bigint): void {
    this.wide[at * 56 + 50] = value
  }

  /** reason code of the last change */
  stateReason(at: number): number {
    return this.narrow[at * 112 + 102]!
  }
  setStateReason(at: number, value: number): void {
    this.narrow[at * 112 + 102] = value
  }

  /** id of the session that bounds its loss day */
  session(at: number): number {
    return this.narrow[at * 112 + 103]!
  }
  setSession(at: number, value: number): void {
    this.narrow[at * 112 + 103] = value
  }

  /** 0 fixed lots, 1 fixed fraction, 2 volatility target, 3 fractional Kelly */
  sizing(at: number): number {
    return this.narrow[at * 112 + 104]!
  }
  setSizing(at: number, value: number): void {
    this.narrow[at * 112 + 104] = value
  }

  /** 0 alert, 1 trim, 2 reducing */
  passiveConcentration(at: number): number {
    return this.narrow[at * 112 + 105]!
  }
  setPassiveConcentration(at: number, value: number): void {
    this.narrow[at * 112 + 105] = value
  }

  passiveGross(at: number): number {
    return this.narrow[at * 112 + 106]!
  }
  setPassiveGross(at: number, value: number): void {
    this.narrow[at * 112 + 106] = value
  }

  passiveNet(at: number): number {
    return this.narrow[at * 112 + 107]!
  }
  setPassiveNet(at: number, value: number): void {
    this.narrow[at * 112 + 107] = value
  }

  passiveLeverage(at: number): number {
    return this.narrow[at * 112 + 108]!
  }
  setPassiveLeverage(at: number, value: number): void {
    this.narrow[at * 112 + 108] = value
  }

  passiveGroups(at: number): number {
    return this.narrow[at * 112 + 109]!
  }
  setPassiveGroups(at: number, value: number): void {
    this.narrow[at * 112 + 109] = value
  }

  passivePosition(at: number): number {
    return this.narrow[at * 112 + 110]!
  }
  setPassivePosition(at: number, value: number): void {
    this.narrow[at * 112 + 110] = value
  }
}

/** Name, type and byte offset. */
export const SCOPE_FIELDS = [
  ['equity', 'i64', 0],
  ['gross', 'i64', 8],
  ['net', 'i64', 16],
  ['worstExtra', 'i64', 24],
  ['buyExtra', 'i64', 32],
  ['sellExtra', 'i64', 40],
  ['initialMargin', 'i64', 48],
  ['maintenanceMargin', 'i64', 56],
  ['parent', 'i32', 64],
  ['state', 'i32', 68],
  ['flatten', 'i32', 72],
  ['openOrders', 'i32', 76],
  ['openOrdersMax', 'i32', 80],
  ['currency', 'i32', 84],
  ['allowShort', 'i32', 88],
  ['selfTrade', 'i32', 92],
  ['covariance', 'i32', 96],
  ['strategy', 'i32', 100],
  ['rateAt', 'i64', 104],
  ['ratePeriodNanos', 'i64', 112],
  ['rateBurstNanos', 'i64', 120],
  ['grossMax', 'i64', 128],
  ['netMax', 'i64', 136],
  ['leveragePpm', 'i64', 144],
  ['concentrationPpm', 'i64', 152],
  ['orderNotionalMax', 'i64', 160],
  ['cashReserve', 'i64', 168],
  ['collarPpm', 'i64', 176],
  ['rateStaleNanos', 'i64', 184],
  ['highWater', 'i64', 192],
  ['lossFloor', 'i64', 200],
  ['alerts', 'i64', 208],
  ['dayStart', 'i64', 216],
  ['reduceRateAt', 'i64', 224],
  ['volatilityPpm', 'i64', 232],
  ['valueAtRiskPpm', 'i64', 240],
  ['quantilePpm', 'i64', 248],
  ['correlatedPpm', 'i64', 256],
  ['paidIn', 'i64', 264],
  ['lossReducing', 'i64', 272],
  ['lossHalted', 'i64', 280],
  ['dayReducingPpm', 'i64', 288],
  ['dayHaltedPpm', 'i64', 296],
  ['drawdownReducingPpm', 'i64', 304],
  ['drawdownHaltedPpm', 'i64', 312],
  ['fractionPpm', 'i64', 320],
  ['volatilityTargetPpm', 'i64', 328],
  ['kellyPpm', 'i64', 336],
  ['maxFractionPpm', 'i64', 344],
  ['bandPpm', 'i64', 352],
  ['stopPpm', 'i64', 360],
  ['targetPpm', 'i64', 368],
  ['trailingPpm', 'i64', 376],
  ['minHoldNanos', 'i64', 384],
  ['maxHoldNanos', 'i64', 392],
  ['coolDownNanos', 'i64', 400],
  ['stateReason', 'i32', 408],
  ['session', 'i32', 412],
  ['sizing', 'i32', 416],
  ['passiveConcentration', 'i32', 420],
  ['passiveGross', 'i32', 424],
  ['passiveNet', 'i32', 428],
  ['passiveLeverage', 'i32', 432],
  ['passiveGroups', 'i32', 436],
  ['passivePosition', 'i32', 440],
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

/** Name, type and byte offset. */
export const CHANGED_FIELDS = [
  ['bits', 'i64', 0],
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

/** Name, type and byte offset. */
export const LEDGER_FIELDS = [
  ['cash', 'i64', 0],
  ['cost', 'i64', 8],
  ['deposits', 'i64', 16],
  ['withdrawals', 'i64', 24],
  ['realised', 'i64', 32],
  ['fees', 'i64', 40],
  ['adjustments', 'i64', 48],
  ['reserved', 'i64', 56],
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

/** Name, type and byte offset. */
export const CURRENCY_FIELDS = [
  ['firstInstrument', 'i32', 0],
  ['home', 'i32', 4],
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

/** Name, type and byte offset. */
export const RATE_FIELDS = [
  ['numerator', 'i64', 0],
  ['denominator', 'i64', 8],
  ['markedAt', 'i64', 16],
  ['scaleUp', 'i64', 24],
  ['scaleDown', 'i64', 32],
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

  /** lots of open buy orders */
  openBuys(at: number): bigint {
    return this.wide[at * 24 + 1]!
  }
  setOpenBuys(at: number, value: bigint): void {
    this.wide[at * 24 + 1] = value
  }

  /** lots of open sell orders */
  openSells(at: number): bigint {
    return this.wide[at * 24 + 2]!
  }
  setOpenSells(at: number, value: bigint): void {
    this.wide[at * 24 + 2] = value
  }

  /** limit, −1 = none */
  lotsMax(at: number): bigint {
    return this.wide[at * 24 + 3]!
  }
  setLotsMax(at: number, value: bigint): void {
    this.wide[at * 24 + 3] = value
  }

  /** bit per check: alert standing */
  alerts(at: number): bigint {
    return this.wide[at * 24 + 4]!
  }
  setAlerts(at: number, value: bigint): void {
    this.wide[at * 24 + 4] = value
  }

  /** 1: may only be reduced */
  restricted(at: number): number {
    return this.narrow[at * 48 + 10]!
  }
  setRestricted(at: number, value: number): void {
    this.narrow[at * 48 + 10] = value
  }

  /** 1: in the instrument's list of holders */
  held(at: number): number {
    return this.narrow[at * 48 + 11]!
  }
  setHeld(at: number, value: number): void {
    this.narrow[at * 48 + 11] = value
  }

  /** position index, −1 = none */
  nextHolder(at: number): number {
    return this.narrow[at * 48 + 12]!
  }
  setNextHolder(at: number, value: number): void {
    this.narrow[at * 48 + 12] = value
  }

  /** its open orders in order of sending, −1 = none */
  firstOrder(at: number): number {
    return this.narrow[at * 48 + 13]!
  }
  setFirstOrder(at: number, value: number): void {
    this.narrow[at * 48 + 13] = value
  }

  /** tail of that list */
  lastOrder(at: number): number {
    return this.narrow[at * 48 + 14]!
  }
  setLastOrder(at: number, value: number): void {
    this.narrow[at * 48 + 14] = value
  }

  /** id */
  portfolio(at: number): number {
    return this.narrow[at * 48 + 15]!
  }
  setPortfolio(at: number, value: number): void {
    this.narrow[at * 48 + 15] = value
  }

  /** money, signed total */
  cost(at: number): bigint {
    return this.wide[at * 24 + 8]!
  }
  setCost(at: number, value: bigint): void {
    this.wide[at * 24 + 8] = value
  }

  /** money */
  realised(at: number): bigint {
    return this.wide[at * 24 + 9]!
  }
  setRealised(at: number, value: bigint): void {
    this.wide[at * 24 + 9] = value
  }

  /** money */
  fees(at: number): bigint {
    return this.wide[at * 24 + 10]!
  }
  setFees(at: number, value: bigint): void {
    this.wide[at * 24 + 10] = value
  }

  /** Unix ns */
  openedAt(at: number): bigint {
    return this.wide[at * 24 + 11]!
  }
  setOpenedAt(at: number, value: bigint): void {
    this.wide[at * 24 + 11] = value
  }

  /** best mark since entry, half price units */
  peak(at: number): bigint {
    return this.wide[at * 24 + 12]!
  }
  setPeak(at: number, value: bigint): void {
    this.wide[at * 24 + 12] = value
  }

  /** Unix ns before which it is not reopened */
  cooledAt(at: number): bigint {
    return this.wide[at * 24 + 13]!
  }
  setCooledAt(at: number, value: bigint): void {
    this.wide[at * 24 + 13] = value
  }

  /** sizing by fixed lots */
  fixedLots(at: number): bigint {
    return this.wide[at * 24 + 14]!
  }
  setFixedLots(at: number, value: bigint): void {
    this.wide[at * 24 + 14] = value
  }

  /** standing target */
  targetPpm(at: number): bigint {
    return this.wide[at * 24 + 15]!
  }
  setTargetPpm(at: number, value: bigint): void {
    this.wide[at * 24 + 15] = value
  }

  targetVolatilityPpm(at: number): bigint {
    return this.wide[at * 24 + 16]!
  }
  setTargetVolatilityPpm(at: number, value: bigint): void {
    this.wide[at * 24 + 16] = value
  }

  targetEdgePpm(at: number): bigint {
    return this.wide[at * 24 + 17]!
  }
  setTargetEdgePpm(at: number, value: bigint): void {
    this.wide[at * 24 + 17] = value
  }

  /** decision id */
  targetDecision(at: number): bigint {
    return this.wide[at * 24 + 18]!
  }
  setTargetDecision(at: number, value: bigint): void {
    this.wide[at * 24 + 18] = value
  }

  /** lots a trim of this instant keeps */
  trimTo(at: number): bigint {
    return this.wide[at * 24 + 19]!
  }
  setTrimTo(at: number, value: bigint): void {
    this.wide[at * 24 + 19] = value
  }

  /** what the policy wants: signed lots, money, or ppm of equity */
  policyValue(at: number): bigint {
    return this.wide[at * 24 + 20]!
  }
  setPolicyValue(at: number, value: bigint): void {
    this.wide[at * 24 + 20] = value
  }

  /** intent of this instant: 0 none, 1 decision, 2 exit, 3 trim, 4 flatten, 5 policy woken by a fill */
  pending(at: number): number {
    return this.narrow[at * 48 + 42]!
  }
  setPending(at: number, value: number): void {
    this.narrow[at * 48 + 42] = value
  }

  /** 0 or 1 */
  hasTarget(at: number): number {
    return this.narrow[at * 48 + 43]!
  }
  setHasTarget(at: number, value: number): void {
    this.narrow[at * 48 + 43] = value
  }

  /** 0 sizing decides, 1 lots, 2 money, 3 ppm of equity; for this instant */
  policyKind(at: number): number {
    return this.narrow[at * 48 + 44]!
  }
  setPolicyKind(at: number, value: number): void {
    this.narrow[at * 48 + 44] = value
  }

  /** 1: in the list of positions with a fill */
  woken(at: number): number {
    return this.narrow[at * 48 + 45]!
  }
  setWoken(at: number, value: number): void {
    this.narrow[at * 48 + 45] = value
  }

  /** position index, −1 = end */
  nextWoken(at: number): number {
    return this.narrow[at * 48 + 46]!
  }
  setNextWoken(at: number, value: number): void {
    this.narrow[at * 48 + 46] = value
  }

  /** reason code of the intent */
  pendingReason(at: number): number {
    return this.narrow[at * 48 + 47]!
  }
  setPendingReason(at: number, value: number): void {
    this.narrow[at * 48 + 47] = value
  }
}

/** Name, type and byte offset. */
export const POSITION_FIELDS = [
  ['lots', 'i64', 0],
  ['openBuys', 'i64', 8],
  ['openSells', 'i64', 16],
  ['lotsMax', 'i64', 24],
  ['alerts', 'i64', 32],
  ['restricted', 'i32', 40],
  ['held', 'i32', 44],
  ['nextHolder', 'i32', 48],
  ['firstOrder', 'i32', 52],
  ['lastOrder', 'i32', 56],
  ['portfolio', 'i32', 60],
  ['cost', 'i64', 64],
  ['realised', 'i64', 72],
  ['fees', 'i64', 80],
  ['openedAt', 'i64', 88],
  ['peak', 'i64', 96],
  ['cooledAt', 'i64', 104],
  ['fixedLots', 'i64', 112],
  ['targetPpm', 'i64', 120],
  ['targetVolatilityPpm', 'i64', 128],
  ['targetEdgePpm', 'i64', 136],
  ['targetDecision', 'i64', 144],
  ['trimTo', 'i64', 152],
  ['policyValue', 'i64', 160],
  ['pending', 'i32', 168],
  ['hasTarget', 'i32', 172],
  ['policyKind', 'i32', 176],
  ['woken', 'i32', 180],
  ['nextWoken', 'i32', 184],
  ['pendingReason', 'i32', 188],
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

/** Name, type and byte offset. */
export const EXPOSURE_FIELDS = [
  ['gross', 'i64', 0],
  ['worstExtra', 'i64', 8],
  ['limitPpm', 'i64', 16],
  ['alerts', 'i64', 24],
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

/** Name, type and byte offset. */
export const CONCENTRATE_FIELDS = [
  ['gross', 'i64', 0],
  ['worst', 'i64', 8],
  ['alerts', 'i64', 16],
] as const

/** A reservation, and the order it stands for. */
export class OrderRecords {
  static readonly bytes = 192
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 192) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 192) / 4)
  }

  /** client order id */
  id(at: number): bigint {
    return this.wide[at * 24 + 0]!
  }
  setId(at: number, value: bigint): void {
    this.wide[at * 24 + 0] = value
  }

  /** > 0 */
  lots(at: number): bigint {
    return this.wide[at * 24 + 1]!
  }
  setLots(at: number, value: bigint): void {
    this.wide[at * 24 + 1] = value
  }

  /** lots filled at the venue */
  filled(at: number): bigint {
    return this.wide[at * 24 + 2]!
  }
  setFilled(at: number, value: bigint): void {
    this.wide[at * 24 + 2] = value
  }

  /** lots booked by the ledger */
  booked(at: number): bigint {
    return this.wide[at * 24 + 3]!
  }
  setBooked(at: number, value: bigint): void {
    this.wide[at * 24 + 3] = value
  }

  /** money still reserved */
  reserved(at: number): bigint {
    return this.wide[at * 24 + 4]!
  }
  setReserved(at: number, value: bigint): void {
    this.wide[at * 24 + 4] = value
  }

  /** price units, 0 = none */
  price(at: number): bigint {
    return this.wide[at * 24 + 5]!
  }
  setPrice(at: number, value: bigint): void {
    this.wide[at * 24 + 5] = value
  }

  /** id */
  portfolio(at: number): number {
    return this.narrow[at * 48 + 12]!
  }
  setPortfolio(at: number, value: number): void {
    this.narrow[at * 48 + 12] = value
  }

  /** id */
  instrument(at: number): number {
    return this.narrow[at * 48 + 13]!
  }
  setInstrument(at: number, value: number): void {
    this.narrow[at * 48 + 13] = value
  }

  /** 1 buy, −1 sell */
  side(at: number): number {
    return this.narrow[at * 48 + 14]!
  }
  setSide(at: number, value: number): void {
    this.narrow[at * 48 + 14] = value
  }

  /** 0 free, 1 sent, 2 working, 3 cancel pending, 4 done at the venue */
  state(at: number): number {
    return this.narrow[at * 48 + 15]!
  }
  setState(at: number, value: number): void {
    this.narrow[at * 48 + 15] = value
  }

  /** in its position's list, −1 = end */
  nextOfPosition(at: number): number {
    return this.narrow[at * 48 + 16]!
  }
  setNextOfPosition(at: number, value: number): void {
    this.narrow[at * 48 + 16] = value
  }

  /** in its position's list, −1 = first */
  previousOfPosition(at: number): number {
    return this.narrow[at * 48 + 17]!
  }
  setPreviousOfPosition(at: number, value: number): void {
    this.narrow[at * 48 + 17] = value
  }

  /** in the hash chain of ids, −1 = end */
  nextWithId(at: number): number {
    return this.narrow[at * 48 + 18]!
  }
  setNextWithId(at: number, value: number): void {
    this.narrow[at * 48 + 18] = value
  }

  /** in the venue's list or the free list */
  next(at: number): number {
    return this.narrow[at * 48 + 19]!
  }
  setNext(at: number, value: number): void {
    this.narrow[at * 48 + 19] = value
  }

  /** in the venue's list */
  previous(at: number): number {
    return this.narrow[at * 48 + 20]!
  }
  setPrevious(at: number, value: number): void {
    this.narrow[at * 48 + 20] = value
  }

  /** 1: in the venue's list */
  listed(at: number): number {
    return this.narrow[at * 48 + 21]!
  }
  setListed(at: number, value: number): void {
    this.narrow[at * 48 + 21] = value
  }

  /** fills not yet reported */
  reports(at: number): number {
    return this.narrow[at * 48 + 22]!
  }
  setReports(at: number, value: number): void {
    this.narrow[at * 48 + 22] = value
  }

  /** 1: it reserved quantity only; 2: the same, but an amend that waits would increase */
  reduces(at: number): number {
    return this.narrow[at * 48 + 23]!
  }
  setReduces(at: number, value: number): void {
    this.narrow[at * 48 + 23] = value
  }

  /** price units, 0 = none */
  stop(at: number): bigint {
    return this.wide[at * 24 + 12]!
  }
  setStop(at: number, value: bigint): void {
    this.wide[at * 24 + 12] = value
  }

  /** Unix ns */
  sentAt(at: number): bigint {
    return this.wide[at * 24 + 13]!
  }
  setSentAt(at: number, value: bigint): void {
    this.wide[at * 24 + 13] = value
  }

  /** row that caused it */
  sentSequence(at: number): bigint {
    return this.wide[at * 24 + 14]!
  }
  setSentSequence(at: number, value: bigint): void {
    this.wide[at * 24 + 14] = value
  }

  /** decision id */
  decision(at: number): bigint {
    return this.wide[at * 24 + 15]!
  }
  setDecision(at: number, value: bigint): void {
    this.wide[at * 24 + 15] = value
  }

  /** Unix ns, 0 = never */
  expiresAt(at: number): bigint {
    return this.wide[at * 24 + 16]!
  }
  setExpiresAt(at: number, value: bigint): void {
    this.wide[at * 24 + 16] = value
  }

  /** Unix ns, when the venue has it */
  arrivesAt(at: number): bigint {
    return this.wide[at * 24 + 17]!
  }
  setArrivesAt(at: number, value: bigint): void {
    this.wide[at * 24 + 17] = value
  }

  /** Unix ns, when a cancel reaches the venue, 0 = none */
  cancelAt(at: number): bigint {
    return this.wide[at * 24 + 18]!
  }
  setCancelAt(at: number, value: bigint): void {
    this.wide[at * 24 + 18] = value
  }

  /** 0 market, 1 limit, 2 stop, 3 stop-limit */
  type(at: number): number {
    return this.narrow[at * 48 + 38]!
  }
  setType(at: number, value: number): void {
    this.narrow[at * 48 + 38] = value
  }

  /** 0 GTC, 1 DAY, 2 IOC, 3 FOK */
  timeInForce(at: number): number {
    return this.narrow[at * 48 + 39]!
  }
  setTimeInForce(at: number, value: number): void {
    this.narrow[at * 48 + 39] = value
  }

  /** 1 post-only, 2 reduce-only, 4 triggered, 16 at any price, 32 an amend waits for its answer, 64 it waits for a report record, 128 its lots and prices are those before a split */
  flags(at: number): number {
    return this.narrow[at * 48 + 40]!
  }
  setFlags(at: number, value: number): void {
    this.narrow[at * 48 + 40] = value
  }

  /** reported by an external venue, in order, −1 = none */
  firstExecution(at: number): number {
    return this.narrow[at * 48 + 41]!
  }
  setFirstExecution(at: number, value: number): void {
    this.narrow[at * 48 + 41] = value
  }

  /** tail of that list */
  lastExecution(at: number): number {
    return this.narrow[at * 48 + 42]!
  }
  setLastExecution(at: number, value: number): void {
    this.narrow[at * 48 + 42] = value
  }
}

/** Name, type and byte offset. */
export const ORDER_FIELDS = [
  ['id', 'i64', 0],
  ['lots', 'i64', 8],
  ['filled', 'i64', 16],
  ['booked', 'i64', 24],
  ['reserved', 'i64', 32],
  ['price', 'i64', 40],
  ['portfolio', 'i32', 48],
  ['instrument', 'i32', 52],
  ['side', 'i32', 56],
  ['state', 'i32', 60],
  ['nextOfPosition', 'i32', 64],
  ['previousOfPosition', 'i32', 68],
  ['nextWithId', 'i32', 72],
  ['next', 'i32', 76],
  ['previous', 'i32', 80],
  ['listed', 'i32', 84],
  ['reports', 'i32', 88],
  ['reduces', 'i32', 92],
  ['stop', 'i64', 96],
  ['sentAt', 'i64', 104],
  ['sentSequence', 'i64', 112],
  ['decision', 'i64', 120],
  ['expiresAt', 'i64', 128],
  ['arrivesAt', 'i64', 136],
  ['cancelAt', 'i64', 144],
  ['type', 'i32', 152],
  ['timeInForce', 'i32', 156],
  ['flags', 'i32', 160],
  ['firstExecution', 'i32', 164],
  ['lastExecution', 'i32', 168],
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

/** Name, type and byte offset. */
export const AMEND_FIELDS = [
  ['lots', 'i64', 0],
  ['price', 'i64', 8],
  ['reserved', 'i64', 16],
  ['arrivesAt', 'i64', 24],
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

/** Name, type and byte offset. */
export const TIMER_FIELDS = [
  ['due', 'i64', 0],
  ['ordinal', 'i64', 8],
  ['kind', 'i32', 16],
  ['argument', 'i32', 20],
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

/** Name, type and byte offset. */
export const REPORT_FIELDS = [
  ['price', 'i64', 0],
  ['lots', 'i64', 8],
  ['order', 'i32', 16],
  ['maker', 'i32', 20],
  ['distance', 'i32', 24],
  ['next', 'i32', 28],
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

/** Name, type and byte offset. */
export const CLIENT_ID_FIELDS = [
  ['id', 'i64', 0],
  ['next', 'i32', 8],
  ['bucket', 'i32', 12],
] as const

/** Executions that an external venue reported, with hash chains: all of the open orders, and the last of those that ended. */
export class ExecutionRecords {
  static readonly bytes = 32
  private readonly wide: BigInt64Array
  private readonly narrow: Int32Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 32) / 8)
    this.narrow = new Int32Array(memory.buffer, base, (records * 32) / 4)
  }

  /** 0 = not used yet */
  id(at: number): bigint {
    return this.wide[at * 4 + 0]!
  }
  setId(at: number, value: bigint): void {
    this.wide[at * 4 + 0] = value
  }

  /** client order id */
  order(at: number): bigint {
    return this.wide[at * 4 + 1]!
  }
  setOrder(at: number, value: bigint): void {
    this.wide[at * 4 + 1] = value
  }

  /** hash chain, −1 = end */
  next(at: number): number {
    return this.narrow[at * 8 + 4]!
  }
  setNext(at: number, value: number): void {
    this.narrow[at * 8 + 4] = value
  }

  /** head of chain for the hash equal to this index */
  bucket(at: number): number {
    return this.narrow[at * 8 + 5]!
  }
  setBucket(at: number, value: number): void {
    this.narrow[at * 8 + 5] = value
  }

  /** of the same order, or of the records to use next, −1 = end */
  following(at: number): number {
    return this.narrow[at * 8 + 6]!
  }
  setFollowing(at: number, value: number): void {
    this.narrow[at * 8 + 6] = value
  }
}

/** Name, type and byte offset. */
export const EXECUTION_FIELDS = [
  ['id', 'i64', 0],
  ['order', 'i64', 8],
  ['next', 'i32', 16],
  ['bucket', 'i32', 20],
  ['following', 'i32', 24],
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

/** Name, type and byte offset. */
export const SESSION_FIELDS = [
  ['start', 'i32', 0],
  ['length', 'i32', 4],
  ['cursor', 'i32', 8],
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

/** Name, type and byte offset. */
export const INSTANT_FIELDS = [
  ['opensAt', 'i64', 0],
  ['closesAt', 'i64', 8],
] as const

/** Per scope with a volatility limit: instruments × instruments, of returns, 1e-12. */
export class CovarianceRecords {
  static readonly bytes = 16
  private readonly wide: BigInt64Array

  constructor(memory: Memory, base: number, records: number) {
    this.wide = new BigInt64Array(memory.buffer, base, (records * 16) / 8)
  }

  /** 1e-12 */
  value(at: number): bigint {
    return this.wide[at * 2 + 0]!
  }
  setValue(at: number, value: bigint): void {
    this.wide[at * 2 + 0] = value
  }

  /** 1 or −1 where the correlation is high, by its sign; 0 otherwise */
  tie(at: number): bigint {
    return this.wide[at * 2 + 1]!
  }
  setTie(at: number, value: bigint): void {
    this.wide[at * 2 + 1] = value
  }
}

/** Name, type and byte offset. */
export const COVARIANCE_FIELDS = [
  ['value', 'i64', 0],
  ['tie', 'i64', 8],
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

/** Name, type and byte offset. */
export const GROUP_FIELDS = [
  ['check', 'i32', 0],
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

/** Name, type and byte offset. */
export const ORDER_BUCKET_FIELDS = [
  ['head', 'i32', 0],
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

/** Name, type and byte offset. */
export const PENDING_FIELDS = [
  ['position', 'i32', 0],
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

/** Name, type and byte offset. */
export const INCREASE_FIELDS = [
  ['lots', 'i64', 0],
  ['target', 'i64', 8],
  ['decision', 'i64', 16],
  ['ppm', 'i64', 24],
  ['need', 'i64', 32],
  ['room', 'i64', 40],
  ['position', 'i32', 48],
  ['reason', 'i32', 52],
  ['flags', 'i32', 56],
  ['flatten', 'i32', 60],
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

/** Name, type and byte offset. */
export const VIOLATION_FIELDS = [
  ['value', 'i64', 0],
  ['limit', 'i64', 8],
  ['headroom', 'i64', 16],
  ['check', 'i32', 24],
  ['scope', 'i32', 28],
  ['subject', 'i32', 32],
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

/** Name, type and byte offset. */
export const WEIGHT_FIELDS = [
  ['value', 'i64', 0],
] as const
