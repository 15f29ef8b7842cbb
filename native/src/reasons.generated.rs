//! Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit.

/// The instrument id is not configured.
pub const INSTRUMENT_UNKNOWN: i32 = 1;
/// The instrument is switched off for trading.
pub const INSTRUMENT_NOT_TRADABLE: i32 = 2;
/// An order with this client id was already taken.
pub const CLIENT_ID_DUPLICATE: i32 = 4;
/// The limit or stop price is not a multiple of the tick.
pub const PRICE_OFF_TICK: i32 = 5;
/// The quantity is not a multiple of the lot step; the odd remainder of a position may still be closed.
pub const QUANTITY_OFF_LOT: i32 = 6;
/// The quantity is below the instrument's minimum; closing a remainder is exempt.
pub const QUANTITY_BELOW_MIN: i32 = 7;
/// The order's value is below the instrument's minimum; closing a remainder is exempt.
pub const NOTIONAL_BELOW_MIN: i32 = 8;
/// The portfolio, or its group, is halted: no order leaves.
pub const TRADING_STATE_HALTED: i32 = 9;
/// Only orders that reduce a position leave.
pub const TRADING_STATE_REDUCING: i32 = 10;
/// The instrument has had no good price yet.
pub const WARMING_UP: i32 = 11;
/// There is no price to value the order at.
pub const MARK_MISSING: i32 = 12;
/// The last good price is older than allowed.
pub const MARK_STALE: i32 = 13;
/// The instrument settles in another currency than the portfolio is kept in, and there has been no rate.
pub const RATE_MISSING: i32 = 3;
/// The last rate of the instrument's currency is older than allowed.
pub const RATE_STALE: i32 = 43;
/// The bid is above the ask.
pub const MARKET_CROSSED: i32 = 14;
/// The order's price is too far from the mark.
pub const PRICE_COLLAR: i32 = 15;
/// Too many orders in the interval, by event time.
pub const ORDER_RATE: i32 = 16;
/// Too many open orders.
pub const OPEN_ORDERS_MAX: i32 = 17;
/// The configured number of order records is used up.
pub const ORDER_CAPACITY: i32 = 18;
/// Nothing may be bought or sold short on equity of zero or less.
pub const EQUITY_NOT_POSITIVE: i32 = 19;
/// The order could leave the position short.
pub const SHORT_NOT_ALLOWED: i32 = 20;
/// The quantity is above the instrument's maximum.
pub const QUANTITY_ABOVE_MAX: i32 = 21;
/// The order's value is above the instrument's maximum.
pub const NOTIONAL_ABOVE_MAX: i32 = 22;
/// The order's value is above the portfolio's maximum.
pub const ORDER_NOTIONAL_MAX: i32 = 23;
/// The position could become larger than its limit, all open orders in their worst case.
pub const POSITION_MAX: i32 = 24;
/// The position could become a larger share of equity than allowed.
pub const CONCENTRATION_MAX: i32 = 25;
/// Gross exposure could exceed its limit.
pub const GROSS_MAX: i32 = 26;
/// Gross exposure could exceed the allowed multiple of equity.
pub const LEVERAGE_MAX: i32 = 27;
/// Exposure to a sector could exceed its share of equity.
pub const SECTOR_MAX: i32 = 28;
/// Exposure to a free group could exceed its share of equity.
pub const GROUP_MAX: i32 = 29;
/// Net exposure could exceed its limit.
pub const NET_MAX: i32 = 30;
/// Free cash, open orders reserved, does not pay for the order and its fees.
pub const CASH_INSUFFICIENT: i32 = 31;
/// The volatility of the positions' profit could exceed its share of equity.
pub const VOLATILITY_MAX: i32 = 32;
/// The instrument is on the portfolio's restricted list: it may only be reduced.
pub const RESTRICTED: i32 = 33;
/// The order could trade against an open order of our own.
pub const SELF_TRADE: i32 = 34;
/// The order's price is too far from the last trade.
pub const PRICE_COLLAR_LAST: i32 = 35;
/// Exposure to a country could exceed its share of equity.
pub const COUNTRY_MAX: i32 = 36;
/// Exposure to instruments of a currency could exceed its share of equity.
pub const CURRENCY_MAX: i32 = 37;
/// Exposure to an issuer could exceed its share of equity.
pub const ISSUER_MAX: i32 = 38;
/// Initial margin of contracts, open orders in their worst case, could exceed equity.
pub const MARGIN_INSUFFICIENT: i32 = 39;
/// Short positions of all portfolios could exceed what can be borrowed.
pub const BORROW_UNAVAILABLE: i32 = 40;
/// Value at risk, a multiple of the volatility, could exceed its share of equity.
pub const VALUE_AT_RISK_MAX: i32 = 41;
/// The order still waits for the answer to an amend or a cancel; it can't be amended until that has come.
pub const ORDER_PENDING: i32 = 42;
/// The instrument and those whose published correlation with it is high, counted with its sign, could exceed their share of equity together.
pub const CORRELATION_MAX: i32 = 44;
/// The increases of one instant asked for more than the instant's budget; all were scaled by one factor.
pub const BUDGET_SCALED: i32 = 64;
/// The change is inside the no-trade band.
pub const IN_BAND: i32 = 65;
/// An amount does not fit 64 bits of minor units; nothing was changed.
pub const MONEY_OVERFLOW: i32 = 66;
/// Position and working orders already add up to the target.
pub const TARGET_REACHED: i32 = 67;
/// The position was closed by an exit rule a moment ago and may not be reopened yet.
pub const COOLING_DOWN: i32 = 68;
/// The position has not been held for its minimum time.
pub const MIN_HOLDING: i32 = 69;
/// The stop of the exit rules was reached.
pub const EXIT_STOP: i32 = 70;
/// The profit target of the exit rules was reached.
pub const EXIT_TARGET: i32 = 71;
/// The trailing stop of the exit rules was reached.
pub const EXIT_TRAILING: i32 = 72;
/// The position was held for its maximum time.
pub const EXIT_MAX_HOLDING: i32 = 73;
/// A price moved the position over its limit and the policy is to trim.
pub const PASSIVE_TRIM: i32 = 74;
/// A flatten command stands.
pub const FLATTEN: i32 = 75;
/// The loss since the session's start reached its limit.
pub const DAILY_LOSS: i32 = 76;
/// The fall from the highest equity reached its limit.
pub const DRAWDOWN: i32 = 77;
/// An evaluation knew something later than its own time; trading is halted.
pub const FEATURE_LEAKAGE: i32 = 78;
/// An operator's command.
pub const COMMANDED: i32 = 79;
/// What the limits leave is below the smallest order.
pub const BELOW_MINIMUM: i32 = 80;
/// Working orders reach further than the new target, or away from it; they are being cancelled.
pub const WORKING_CANCELLED: i32 = 81;
/// A command, parameter, adjustment or report names something unknown or makes no sense; nothing was changed.
pub const COMMAND_INVALID: i32 = 82;
/// The loss since the portfolio began reached its budget.
pub const LOSS_BUDGET: i32 = 83;
/// Equity is below the maintenance margin of the contracts held; nothing is liquidated, only reductions leave.
pub const MAINTENANCE_MARGIN: i32 = 84;
/// Its time in force ended.
pub const ORDER_EXPIRED: i32 = 96;
/// It was cancelled by the desk.
pub const ORDER_CANCELLED: i32 = 97;
/// A post-only order would have traded on arrival; rejected by the venue.
pub const POST_ONLY_WOULD_TAKE: i32 = 98;
/// A fill-or-kill order could not fill whole; cancelled by the venue.
pub const FOK_NOT_FILLABLE: i32 = 99;
/// The part an immediate-or-cancel order could not fill was cancelled.
pub const IOC_REMAINDER: i32 = 100;
/// A reduce-only order would have increased the position; cancelled.
pub const REDUCE_ONLY: i32 = 101;
/// A report, amend or cancel names an order that is not open, or not of the instrument; not applied.
pub const ORDER_UNKNOWN: i32 = 102;
/// A report fills more than was ordered; not applied.
pub const FILL_BEYOND_ORDER: i32 = 103;
/// A report repeats an execution of the order; not applied.
pub const FILL_DUPLICATE: i32 = 104;
/// The venue did not take an amend: the order was filled or had ended before it came; the old terms stand.
pub const AMEND_REJECTED: i32 = 105;
/// The venue did not take a cancel; the order goes on.
pub const CANCEL_REJECTED: i32 = 106;
/// The simulated venue could match the order, but no record was free for the report of its fill; it matches on a later row.
pub const REPORT_CAPACITY: i32 = 107;
/// A report fills an order, but every record of executions belongs to an order that is still open; not applied.
pub const EXECUTION_CAPACITY: i32 = 108;
/// Its lots and prices are those before a split of the instrument; it ended with them.
pub const ORDER_SPLIT: i32 = 109;
/// A report fills an order in lots and prices of before a split; not applied.
pub const FILL_BEFORE_SPLIT: i32 = 110;
/// The evaluator has not seen its warm-up yet.
pub const EVALUATION_WARMING_UP: i32 = 128;
/// Confidence below the strategy's minimum.
pub const EVALUATION_CONFIDENCE_LOW: i32 = 129;
/// Older than its own horizon.
pub const EVALUATION_EXPIRED: i32 = 130;
/// The strategy gives this timeframe no weight.
pub const EVALUATION_TIMEFRAME_UNUSED: i32 = 131;
/// The rating is not within 1 … 5.
pub const EVALUATION_RATING_INVALID: i32 = 132;
/// The confidence is not within 0 … 1.
pub const EVALUATION_CONFIDENCE_INVALID: i32 = 133;
/// The horizon is not a positive time.
pub const EVALUATION_HORIZON_INVALID: i32 = 134;
/// The strategy does not listen to this source.
pub const EVALUATION_SOURCE_UNUSED: i32 = 135;
/// It knows something later than its own time; see FEATURE_LEAKAGE.
pub const EVALUATION_LEAKING: i32 = 136;
/// The signal passed the entry threshold.
pub const DECISION_ENTER: i32 = 160;
/// The signal is between the exit and the entry threshold; the target stays.
pub const DECISION_HOLD: i32 = 161;
/// The signal fell below the exit threshold.
pub const DECISION_EXIT: i32 = 162;
/// The signal passed the entry threshold on the other side.
pub const DECISION_REVERSE: i32 = 163;
/// The target changed a moment ago and may not yet again.
pub const DECISION_COOL_DOWN: i32 = 164;
/// The target follows strength or volatility by more than its step.
pub const DECISION_ADJUST: i32 = 165;
/// The signal's quality is below the minimum.
pub const DECISION_QUALITY_LOW: i32 = 166;
/// The signal's confidence is below the minimum.
pub const DECISION_CONFIDENCE_LOW: i32 = 167;
/// A row of a file is earlier than the one before it.
pub const ROW_OUT_OF_ORDER: i32 = 192;
/// A field that should be a number is not one.
pub const ROW_NOT_A_NUMBER: i32 = 193;
/// A row has fewer columns than the header.
pub const ROW_COLUMNS_MISSING: i32 = 194;
/// The file ends inside a row or inside its compressed stream.
pub const ROW_TRUNCATED: i32 = 195;
/// A price jumps by about a hundredfold and the unit is in doubt.
pub const ROW_UNIT_JUMP: i32 = 196;
/// A price is zero or negative.
pub const ROW_PRICE_NOT_POSITIVE: i32 = 197;
/// A second bar for the same time.
pub const ROW_DUPLICATE_TIME: i32 = 198;
/// The field is empty: the instrument has no price there.
pub const ROW_BLANK: i32 = 199;
/// A value is outside what its field can hold or mean.
pub const ROW_RANGE: i32 = 200;
/// The time can't be read.
pub const ROW_TIME_INVALID: i32 = 201;
/// The bar's high is below, or its low above, its open or close.
pub const ROW_BAR_INCONSISTENT: i32 = 202;
/// The row names an instrument that is not configured.
pub const ROW_INSTRUMENT_UNKNOWN: i32 = 203;
/// The date is no session of the instrument's calendar.
pub const ROW_NO_SESSION: i32 = 204;
