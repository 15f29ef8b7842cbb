// Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit.

export const enum Reason {
  /** The instrument id is not configured. */
  INSTRUMENT_UNKNOWN = 1,
  /** The instrument is switched off for trading. */
  INSTRUMENT_NOT_TRADABLE = 2,
  /** An order with this client id was already taken. */
  CLIENT_ID_DUPLICATE = 4,
  /** The limit or stop price is not a multiple of the tick. */
  PRICE_OFF_TICK = 5,
  /** The quantity is not a multiple of the lot step; the odd remainder of a position may still be closed. */
  QUANTITY_OFF_LOT = 6,
  /** The quantity is below the instrument's minimum; closing a remainder is exempt. */
  QUANTITY_BELOW_MIN = 7,
  /** The order's value is below the instrument's minimum; closing a remainder is exempt. */
  NOTIONAL_BELOW_MIN = 8,
  /** The portfolio, or its group, is halted: no order leaves. */
  TRADING_STATE_HALTED = 9,
  /** Only orders that reduce a position leave. */
  TRADING_STATE_REDUCING = 10,
  /** The instrument has had no good price yet. */
  WARMING_UP = 11,
  /** There is no price to value the order at. */
  MARK_MISSING = 12,
  /** The last good price is older than allowed. */
  MARK_STALE = 13,
  /** The instrument settles in another currency than the portfolio is kept in, and there has been no rate. */
  RATE_MISSING = 3,
  /** The last rate of the instrument's currency is older than allowed. */
  RATE_STALE = 43,
  /** The bid is above the ask. */
  MARKET_CROSSED = 14,
  /** The order's price is too far from the mark. */
  PRICE_COLLAR = 15,
  /** Too many orders in the interval, by event time. */
  ORDER_RATE = 16,
  /** Too many open orders. */
  OPEN_ORDERS_MAX = 17,
  /** The configured number of order records is used up. */
  ORDER_CAPACITY = 18,
  /** Nothing may be bought or sold short on equity of zero or less. */
  EQUITY_NOT_POSITIVE = 19,
  /** The order could leave the position short. */
  SHORT_NOT_ALLOWED = 20,
  /** The quantity is above the instrument's maximum. */
  QUANTITY_ABOVE_MAX = 21,
  /** The order's value is above the instrument's maximum. */
  NOTIONAL_ABOVE_MAX = 22,
  /** The order's value is above the portfolio's maximum. */
  ORDER_NOTIONAL_MAX = 23,
  /** The position could become larger than its limit, all open orders in their worst case. */
  POSITION_MAX = 24,
  /** The position could become a larger share of equity than allowed. */
  CONCENTRATION_MAX = 25,
  /** Gross exposure could exceed its limit. */
  GROSS_MAX = 26,
  /** Gross exposure could exceed the allowed multiple of equity. */
  LEVERAGE_MAX = 27,
  /** Exposure to a sector could exceed its share of equity. */
  SECTOR_MAX = 28,
  /** Exposure to a free group could exceed its share of equity. */
  GROUP_MAX = 29,
  /** Net exposure could exceed its limit. */
  NET_MAX = 30,
  /** Free cash, open orders reserved, does not pay for the order and its fees. */
  CASH_INSUFFICIENT = 31,
  /** The volatility of the positions' profit could exceed its share of equity. */
  VOLATILITY_MAX = 32,
  /** The instrument is on the portfolio's restricted list: it may only be reduced. */
  RESTRICTED = 33,
  /** The order could trade against an open order of our own. */
  SELF_TRADE = 34,
  /** The order's price is too far from the last trade. */
  PRICE_COLLAR_LAST = 35,
  /** Exposure to a country could exceed its share of equity. */
  COUNTRY_MAX = 36,
  /** Exposure to instruments of a currency could exceed its share of equity. */
  CURRENCY_MAX = 37,
  /** Exposure to an issuer could exceed its share of equity. */
  ISSUER_MAX = 38,
  /** Initial margin of contracts, open orders in their worst case, could exceed equity. */
  MARGIN_INSUFFICIENT = 39,
  /** Short positions of all portfolios could exceed what can be borrowed. */
  BORROW_UNAVAILABLE = 40,
  /** Value at risk, a multiple of the volatility, could exceed its share of equity. */
  VALUE_AT_RISK_MAX = 41,
  /** The order still waits for the answer to an amend or a cancel; it can't be amended until that has come. */
  ORDER_PENDING = 42,
  /** The instrument and those whose published correlation with it is high, counted with its sign, could exceed their share of equity together. */
  CORRELATION_MAX = 44,
  /** The increases of one instant asked for more than the instant's budget; all were scaled by one factor. */
  BUDGET_SCALED = 64,
  /** The change is inside the no-trade band. */
  IN_BAND = 65,
  /** An amount does not fit 64 bits of minor units; nothing was changed. */
  MONEY_OVERFLOW = 66,
  /** Position and working orders already add up to the target. */
  TARGET_REACHED = 67,
  /** The position was closed by an exit rule a moment ago and may not be reopened yet. */
  COOLING_DOWN = 68,
  /** The position has not been held for its minimum time. */
  MIN_HOLDING = 69,
  /** The stop of the exit rules was reached. */
  EXIT_STOP = 70,
  /** The profit target of the exit rules was reached. */
  EXIT_TARGET = 71,
  /** The trailing stop of the exit rules was reached. */
  EXIT_TRAILING = 72,
  /** The position was held for its maximum time. */
  EXIT_MAX_HOLDING = 73,
  /** A price moved the position over its limit and the policy is to trim. */
  PASSIVE_TRIM = 74,
  /** A flatten command stands. */
  FLATTEN = 75,
  /** The loss since the session's start reached its limit. */
  DAILY_LOSS = 76,
  /** The fall from the highest equity reached its limit. */
  DRAWDOWN = 77,
  /** An evaluation knew something later than its own time; trading is halted. */
  FEATURE_LEAKAGE = 78,
  /** An operator's command. */
  COMMANDED = 79,
  /** What the limits leave is below the smallest order. */
  BELOW_MINIMUM = 80,
  /** Working orders reach further than the new target, or away from it; they are being cancelled. */
  WORKING_CANCELLED = 81,
  /** A command, parameter, adjustment or report names something unknown or makes no sense; nothing was changed. */
  COMMAND_INVALID = 82,
  /** The loss since the portfolio began reached its budget. */
  LOSS_BUDGET = 83,
  /** Equity is below the maintenance margin of the contracts held; nothing is liquidated, only reductions leave. */
  MAINTENANCE_MARGIN = 84,
  /** Its time in force ended. */
  ORDER_EXPIRED = 96,
  /** It was cancelled by the desk. */
  ORDER_CANCELLED = 97,
  /** A post-only order would have traded on arrival; rejected by the venue. */
  POST_ONLY_WOULD_TAKE = 98,
  /** A fill-or-kill order could not fill whole; cancelled by the venue. */
  FOK_NOT_FILLABLE = 99,
  /** The part an immediate-or-cancel order could not fill was cancelled. */
  IOC_REMAINDER = 100,
  /** A reduce-only order would have increased the position; cancelled. */
  REDUCE_ONLY = 101,
  /** A report, amend or cancel names an order that is not open, or not of the instrument; not applied. */
  ORDER_UNKNOWN = 102,
  /** A report fills more than was ordered; not applied. */
  FILL_BEYOND_ORDER = 103,
  /** A report repeats an execution of the order; not applied. */
  FILL_DUPLICATE = 104,
  /** The venue did not take an amend: the order was filled or had ended before it came; the old terms stand. */
  AMEND_REJECTED = 105,
  /** The venue did not take a cancel; the order goes on. */
  CANCEL_REJECTED = 106,
  /** The simulated venue could match the order, but no record was free for the report of its fill; it matches on a later row. */
  REPORT_CAPACITY = 107,
  /** A report fills an order, but every record of executions belongs to an order that is still open; not applied. */
  EXECUTION_CAPACITY = 108,
  /** Its lots and prices are those before a split of the instrument; it ended with them. */
  ORDER_SPLIT = 109,
  /** A report fills an order in lots and prices of before a split; not applied. */
  FILL_BEFORE_SPLIT = 110,
  /** The evaluator has not seen its warm-up yet. */
  EVALUATION_WARMING_UP = 128,
  /** Confidence below the strategy's minimum. */
  EVALUATION_CONFIDENCE_LOW = 129,
  /** Older than its own horizon. */
  EVALUATION_EXPIRED = 130,
  /** The strategy gives this timeframe no weight. */
  EVALUATION_TIMEFRAME_UNUSED = 131,
  /** The rating is not within 1 … 5. */
  EVALUATION_RATING_INVALID = 132,
  /** The confidence is not within 0 … 1. */
  EVALUATION_CONFIDENCE_INVALID = 133,
  /** The horizon is not a positive time. */
  EVALUATION_HORIZON_INVALID = 134,
  /** The strategy does not listen to this source. */
  EVALUATION_SOURCE_UNUSED = 135,
  /** It knows something later than its own time; see FEATURE_LEAKAGE. */
  EVALUATION_LEAKING = 136,
  /** The signal passed the entry threshold. */
  DECISION_ENTER = 160,
  /** The signal is between the exit and the entry threshold; the target stays. */
  DECISION_HOLD = 161,
  /** The signal fell below the exit threshold. */
  DECISION_EXIT = 162,
  /** The signal passed the entry threshold on the other side. */
  DECISION_REVERSE = 163,
  /** The target changed a moment ago and may not yet again. */
  DECISION_COOL_DOWN = 164,
  /** The target follows strength or volatility by more than its step. */
  DECISION_ADJUST = 165,
  /** The signal's quality is below the minimum. */
  DECISION_QUALITY_LOW = 166,
  /** The signal's confidence is below the minimum. */
  DECISION_CONFIDENCE_LOW = 167,
  /** A row of a file is earlier than the one before it. */
  ROW_OUT_OF_ORDER = 192,
  /** A field that should be a number is not one. */
  ROW_NOT_A_NUMBER = 193,
  /** A row has fewer columns than the header. */
  ROW_COLUMNS_MISSING = 194,
  /** The file ends inside a row or inside its compressed stream. */
  ROW_TRUNCATED = 195,
  /** A price jumps by about a hundredfold and the unit is in doubt. */
  ROW_UNIT_JUMP = 196,
  /** A price is zero or negative. */
  ROW_PRICE_NOT_POSITIVE = 197,
  /** A second bar for the same time. */
  ROW_DUPLICATE_TIME = 198,
  /** The field is empty: the instrument has no price there. */
  ROW_BLANK = 199,
  /** A value is outside what its field can hold or mean. */
  ROW_RANGE = 200,
  /** The time can't be read. */
  ROW_TIME_INVALID = 201,
  /** The bar's high is below, or its low above, its open or close. */
  ROW_BAR_INCONSISTENT = 202,
  /** The row names an instrument that is not configured. */
  ROW_INSTRUMENT_UNKNOWN = 203,
  /** The date is no session of the instrument's calendar. */
  ROW_NO_SESSION = 204,
}

/** Why the desk must halt: kernels/faults.ts. */
export const enum Fault {
  none = 0,
  rowNotInteger = 1,
  decisionNotLast = 2,
  timersFull = 3,
  tapeFull = 5,
  moneyOverflow = 6,
  timerUnknown = 7,
  gateUnsound = 8,
  sizingUnknown = 9,
}
