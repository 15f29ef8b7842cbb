//! Generated from kernels/faults.ts by `npm run generate`. Do not edit.

pub const NONE: i32 = 0;
pub const ROW_NOT_INTEGER: i32 = 1;
pub const DECISION_NOT_LAST: i32 = 2;
pub const TIMERS_FULL: i32 = 3;
pub const TAPE_FULL: i32 = 5;
pub const MONEY_OVERFLOW: i32 = 6;
pub const TIMER_UNKNOWN: i32 = 7;
pub const GATE_UNSOUND: i32 = 8;
pub const SIZING_UNKNOWN: i32 = 9;
