//! Times of the plain forms: milliseconds of the file's day, Unix times, `2013-02-08 09:30:00.5Z`.

use super::cursor::Cursor;

pub const NANOS_PER_DAY: i64 = 86_400_000_000_000;
/// Dates further from 1970 are left to the other side, whose doubles are exact up to here.
const DAYS_MAX: i64 = 1_000_000;

/// What a number in the time column counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    MillisOfDay,
    Unix { places: usize },
}

/// How a file's times are read.
#[derive(Clone, Copy)]
pub struct Clock {
    pub numbers: Numbers,
    /// Nanoseconds east of UTC.
    pub offset: i64,
    /// Date of the file, in days since 1970.
    pub file_date: i64,
}

/// Days since 1970 and nanoseconds of the day, in UTC.
#[derive(Clone, Copy)]
pub struct Instant {
    pub days: i64,
    pub nanos: i64,
}

impl Instant {
    fn of(days: i64, nanos: i64) -> Option<Self> {
        let settled = Self { days: days + nanos.div_euclid(NANOS_PER_DAY), nanos: nanos.rem_euclid(NANOS_PER_DAY) };
        (settled.days.abs() < DAYS_MAX).then_some(settled)
    }
}

impl Clock {
    /// The time in the field at the cursor, which stands behind it then; `None` where it is not plain.
    #[inline(always)]
    pub fn scan(&self, cursor: &mut Cursor<'_>) -> Option<Instant> {
        if self.numbers == Numbers::MillisOfDay {
            let nanos = cursor.decimal(6)? as i64;
            if nanos >= NANOS_PER_DAY {
                return None;
            }
            return Instant::of(self.file_date, nanos - self.offset);
        }
        let start = cursor.at;
        let mut digits = 0;
        while digits < 20 && cursor.byte().is_ascii_digit() {
            cursor.at += 1;
            digits += 1;
        }
        let behind = cursor.byte();
        cursor.at = start;
        match (digits, behind) {
            (4, b'-') => self.iso(cursor),
            // Eight digits may be a date.
            (8, _) => None,
            _ => self.unix(cursor),
        }
    }

    fn unix(&self, cursor: &mut Cursor<'_>) -> Option<Instant> {
        let Numbers::Unix { places } = self.numbers else { return None };
        if places == 0 {
            return unix_nanos(cursor);
        }
        let (whole, count) = cursor.digits()?;
        if count == 0 {
            return None;
        }
        let mut fraction = 0;
        if cursor.take(b'.') {
            let (value, decimals) = cursor.digits()?;
            if decimals > places {
                return None;
            }
            fraction = value as i64 * 10i64.pow((places - decimals) as u32);
        }
        let unit = 10i64.pow(places as u32);
        let per_day = NANOS_PER_DAY / unit;
        let whole = whole as i64;
        Instant::of(whole / per_day, whole % per_day * unit + fraction)
    }

    /// `2013-02-08 09:30[:00[.5]][Z|+01:00]`; a date alone is left to the other side.
    fn iso(&self, cursor: &mut Cursor<'_>) -> Option<Instant> {
        let year = cursor.fixed(4)?;
        cursor.take(b'-').then_some(())?;
        let month = cursor.fixed(2)?;
        cursor.take(b'-').then_some(())?;
        let day = cursor.fixed(2)?;
        if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days_of_month(year, month) {
            return None;
        }
        if !(cursor.take(b' ') || cursor.take(b'T')) {
            return None;
        }
        let hour = cursor.fixed(2)?;
        cursor.take(b':').then_some(())?;
        let minute = cursor.fixed(2)?;
        let second = if cursor.take(b':') { cursor.fixed(2)? } else { 0 };
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let mut nanos = (hour * 3600 + minute * 60 + second) as i64 * 1_000_000_000;
        if cursor.take(b'.') {
            let (value, places) = cursor.digits()?;
            if places > 9 {
                return None;
            }
            nanos += value as i64 * 10i64.pow(9 - places as u32);
        }
        let offset = self.offset_at(cursor)?;
        Instant::of(days_from_civil(year as i64, month as i64, day as i64), nanos - offset)
    }

    fn offset_at(&self, cursor: &mut Cursor<'_>) -> Option<i64> {
        let sign = cursor.byte();
        match sign {
            b'Z' => {
                cursor.at += 1;
                Some(0)
            }
            b'+' | b'-' => {
                cursor.at += 1;
                let hour = cursor.fixed(2)?;
                cursor.take(b':').then_some(())?;
                let seconds = (hour * 3600 + cursor.fixed(2)? * 60) as i64;
                Some(if sign == b'-' { -seconds } else { seconds } * 1_000_000_000)
            }
            _ => Some(self.offset),
        }
    }
}

/// Up to 18 digits of nanoseconds, and 19 that fit.
fn unix_nanos(cursor: &mut Cursor<'_>) -> Option<Instant> {
    let start = cursor.at;
    let mut value = 0u64;
    while cursor.byte().is_ascii_digit() {
        value = value.checked_mul(10)?.checked_add((cursor.byte() - b'0') as u64)?;
        cursor.at += 1;
    }
    if cursor.at == start || cursor.at - start > 19 || value > i64::MAX as u64 {
        return None;
    }
    let value = value as i64;
    Instant::of(value / NANOS_PER_DAY, value % NANOS_PER_DAY)
}

fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar (Howard Hinnant, `days_from_civil`).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}
