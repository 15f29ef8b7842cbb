// Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit.

export const LAYOUT_HASH = 0x9fdb6d3eab76ea40n
export const ROW_BYTES = 64
export const FRAME_HEADER_BYTES = 64
export const FRAME_ROWS_MAX = 4096
export const FRAME_MAGIC_VALUE = 1380012109

/** Byte offsets in a row. */
export const ROW_KIND = 0
export const ROW_FLAGS = 1
export const ROW_SOURCE = 2
export const ROW_INSTRUMENT = 4
export const ROW_TS_EVENT = 8
export const ROW_TS_INIT_DELTA = 16
export const ROW_AUX = 20

/** Byte offsets in a frame header. */
export const FRAME_MAGIC = 0
export const FRAME_ROW_COUNT = 4
export const FRAME_LAYOUT_HASH = 8
export const FRAME_FIRST_SEQUENCE = 16
export const FRAME_EPOCH = 24
export const FRAME_CRC32C = 32
export const FRAME_TAPE = 36
export const FRAME_CAPACITY = 40

/** Bits of a row’s flags. */
export const FLAG_LAST = 1
export const FLAG_SNAPSHOT = 2
export const FLAG_SIDE = 4
export const FLAG_MAKER = 8
export const FLAG_REAFFIRM = 16
export const FLAG_CLEARED = 32

/** Tapes of a frame. */
export const TAPE_INPUT = 0
export const TAPE_BARS = 1
export const TAPE_EVALUATIONS = 2
export const TAPE_SIGNALS = 3
export const TAPE_DECISIONS = 4
export const TAPE_OUTCOME = 5

/** Row kinds, and their lanes as indices among the eight 8-byte words of a row. */
export const QUOTE = 1
export const QUOTE_BID = 3
export const QUOTE_ASK = 4
export const QUOTE_BID_LOTS = 5
export const QUOTE_ASK_LOTS = 6
export const QUOTE_VENUE_SEQUENCE = 7
export const TRADE = 2
export const TRADE_PRICE = 3
export const TRADE_LOTS = 4
export const TRADE_TRADE_ID = 5
export const BAR = 3
export const BAR_OPEN = 3
export const BAR_HIGH = 4
export const BAR_LOW = 5
export const BAR_CLOSE = 6
export const BAR_LOTS = 7
export const BOOK = 4
export const BOOK_PRICE = 3
export const BOOK_LOTS = 4
export const BOOK_ORDER_ID = 5
export const BOOK_VENUE_SEQUENCE = 6
export const EVALUATION = 5
export const EVALUATION_RATING = 3
export const EVALUATION_CONFIDENCE = 4
export const EVALUATION_HORIZON_MICROS = 5
export const EVALUATION_AS_OF = 6
export const EVALUATION_PRICE = 7
export const RATE = 6
export const RATE_RATE = 3
export const RATE_CURRENCY = 4
export const RATE_QUOTE_CURRENCY = 5
export const PARAMETER = 7
export const PARAMETER_VALUE = 3
export const PARAMETER_SCOPE = 4
export const COMMAND = 8
export const COMMAND_CLIENT_ORDER_ID = 3
export const COMMAND_LOTS = 4
export const COMMAND_PRICE = 5
export const COMMAND_STOP_PRICE = 6
export const COMMAND_REASON = 7
export const CLOCK = 9
export const REPORT = 10
export const REPORT_CLIENT_ORDER_ID = 3
export const REPORT_PRICE = 4
export const REPORT_LOTS = 5
export const REPORT_FEE = 6
export const REPORT_EXECUTION_ID = 7
export const ADJUST = 11
export const ADJUST_LOTS = 3
export const ADJUST_COST = 4
export const ADJUST_CASH = 5
export const ADJUST_NUMERATOR = 6
export const ADJUST_DENOMINATOR = 7
export const EPOCH = 12
export const EPOCH_MANIFEST = 3
export const EPOCH_LAYOUT = 4
export const EPOCH_CONFIG = 5
export const EPOCH_STAGES = 6
export const EPOCH_PREVIOUS = 7
export const TEXT = 13
export const TEXT_TEXT0 = 3
export const TEXT_TEXT1 = 4
export const TEXT_TEXT2 = 5
export const TEXT_TEXT3 = 6
export const TEXT_TEXT4 = 7
export const CHECKPOINT = 14
export const CHECKPOINT_HASH0 = 3
export const CHECKPOINT_HASH1 = 4
export const CHECKPOINT_HASH2 = 5
export const CHECKPOINT_HASH3 = 6
export const CHECKPOINT_HASH4 = 7
export const SIGNAL = 32
export const SIGNAL_STRENGTH = 3
export const SIGNAL_CONFIDENCE = 4
export const SIGNAL_QUALITY = 5
export const SIGNAL_HORIZON_MICROS = 6
export const SIGNAL_CONSENSUS = 7
export const DROP = 33
export const DROP_RATING = 3
export const DROP_CONFIDENCE = 4
export const DROP_HORIZON_MICROS = 5
export const DROP_SPEC = 6
export const DROP_STRATEGY = 7
export const DECISION = 34
export const DECISION_TARGET_PPM = 3
export const DECISION_VOLATILITY_PPM = 4
export const DECISION_EDGE_PPM = 5
export const DECISION_PREVIOUS_PPM = 6
export const DECISION_CONFIDENCE_PPM = 7
export const VERDICT = 40
export const VERDICT_REQUESTED_LOTS = 3
export const VERDICT_APPROVED_LOTS = 4
export const VERDICT_DECISION_ID = 5
export const VERDICT_MARK = 6
export const VERDICT_TARGET_LOTS = 7
export const CHECK = 41
export const CHECK_VALUE = 3
export const CHECK_LIMIT = 4
export const CHECK_HEADROOM = 5
export const CHECK_LOTS = 6
export const CHECK_SUBJECT = 7
export const ORDER = 42
export const ORDER_CLIENT_ORDER_ID = 3
export const ORDER_LOTS = 4
export const ORDER_PRICE = 5
export const ORDER_STOP_PRICE = 6
export const ORDER_DECISION_ID = 7
export const FILL = 43
export const FILL_CLIENT_ORDER_ID = 3
export const FILL_PRICE = 4
export const FILL_LOTS = 5
export const FILL_FEE = 6
export const FILL_DECISION_ID = 7
export const POSITION = 44
export const POSITION_LOTS = 3
export const POSITION_COST = 4
export const POSITION_REALISED = 5
export const POSITION_VALUE = 6
export const POSITION_MARK = 7
export const EQUITY = 45
export const EQUITY_EQUITY = 3
export const EQUITY_CASH = 4
export const EQUITY_GROSS = 5
export const EQUITY_NET = 6
export const EQUITY_HIGH_WATER = 7
export const ALERT = 46
export const ALERT_VALUE = 3
export const ALERT_LIMIT = 4
export const ALERT_SUBJECT = 5
export const ALERT_STATE = 6

export const KIND_NAMES: Readonly<Record<number, string>> = {
  1: 'QUOTE',
  2: 'TRADE',
  3: 'BAR',
  4: 'BOOK',
  5: 'EVALUATION',
  6: 'RATE',
  7: 'PARAMETER',
  8: 'COMMAND',
  9: 'CLOCK',
  10: 'REPORT',
  11: 'ADJUST',
  12: 'EPOCH',
  13: 'TEXT',
  14: 'CHECKPOINT',
  32: 'SIGNAL',
  33: 'DROP',
  34: 'DECISION',
  40: 'VERDICT',
  41: 'CHECK',
  42: 'ORDER',
  43: 'FILL',
  44: 'POSITION',
  45: 'EQUITY',
  46: 'ALERT',
}

/** Lanes by kind: name and type, in order. */
export const LANES: Readonly<Record<number, readonly (readonly [string, 'f64' | 'i64' | 'u64'])[]>> = {
  1: [['bid', 'f64'], ['ask', 'f64'], ['bidLots', 'f64'], ['askLots', 'f64'], ['venueSequence', 'u64']],
  2: [['price', 'f64'], ['lots', 'f64'], ['tradeId', 'u64']],
  3: [['open', 'f64'], ['high', 'f64'], ['low', 'f64'], ['close', 'f64'], ['lots', 'f64']],
  4: [['price', 'f64'], ['lots', 'f64'], ['orderId', 'u64'], ['venueSequence', 'u64']],
  5: [['rating', 'f64'], ['confidence', 'f64'], ['horizonMicros', 'f64'], ['asOf', 'i64'], ['price', 'f64']],
  6: [['rate', 'i64'], ['currency', 'f64'], ['quoteCurrency', 'f64']],
  7: [['value', 'i64'], ['scope', 'f64']],
  8: [['clientOrderId', 'u64'], ['lots', 'f64'], ['price', 'f64'], ['stopPrice', 'f64'], ['reason', 'u64']],
  9: [],
  10: [['clientOrderId', 'u64'], ['price', 'f64'], ['lots', 'f64'], ['fee', 'i64'], ['executionId', 'u64']],
  11: [['lots', 'f64'], ['cost', 'i64'], ['cash', 'i64'], ['numerator', 'f64'], ['denominator', 'f64']],
  12: [['manifest', 'u64'], ['layout', 'u64'], ['config', 'u64'], ['stages', 'u64'], ['previous', 'f64']],
  13: [['text0', 'u64'], ['text1', 'u64'], ['text2', 'u64'], ['text3', 'u64'], ['text4', 'u64']],
  14: [['hash0', 'u64'], ['hash1', 'u64'], ['hash2', 'u64'], ['hash3', 'u64'], ['hash4', 'u64']],
  32: [['strength', 'f64'], ['confidence', 'f64'], ['quality', 'f64'], ['horizonMicros', 'f64'], ['consensus', 'f64']],
  33: [['rating', 'f64'], ['confidence', 'f64'], ['horizonMicros', 'f64'], ['spec', 'f64'], ['strategy', 'f64']],
  34: [['targetPpm', 'f64'], ['volatilityPpm', 'f64'], ['edgePpm', 'f64'], ['previousPpm', 'f64'], ['confidencePpm', 'f64']],
  40: [['requestedLots', 'f64'], ['approvedLots', 'f64'], ['decisionId', 'u64'], ['mark', 'f64'], ['targetLots', 'f64']],
  41: [['value', 'i64'], ['limit', 'i64'], ['headroom', 'i64'], ['lots', 'f64'], ['subject', 'f64']],
  42: [['clientOrderId', 'u64'], ['lots', 'f64'], ['price', 'f64'], ['stopPrice', 'f64'], ['decisionId', 'u64']],
  43: [['clientOrderId', 'u64'], ['price', 'f64'], ['lots', 'f64'], ['fee', 'i64'], ['decisionId', 'u64']],
  44: [['lots', 'f64'], ['cost', 'i64'], ['realised', 'i64'], ['value', 'i64'], ['mark', 'f64']],
  45: [['equity', 'i64'], ['cash', 'i64'], ['gross', 'i64'], ['net', 'i64'], ['highWater', 'i64']],
  46: [['value', 'i64'], ['limit', 'i64'], ['subject', 'f64'], ['state', 'f64']],
}
