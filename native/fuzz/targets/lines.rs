//! Price files from a fuzzer that is led by coverage: a byte each for the kind of rows, the times, the scale and the
//! room, then text. Rows and what is written behind them are checked as in the tests; values are read once more, digit by
//! digit. With `MILLRACE_FUZZ_PLANTED` set there is a fault to be found: whoever finds it has been led.
#![no_main]

#[path = "../../tests/lines/mod.rs"]
mod lines;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use lines::read;

const TIMES: u8 = 5;
const SCALES: u8 = 20;
const ROOM: u8 = 8;
const FIRST_LANE: usize = 3;

static PLANTED: LazyLock<bool> = LazyLock::new(|| std::env::var_os("MILLRACE_FUZZ_PLANTED").is_some());

fuzz_target!(|input: &[u8]| {
    let [kind, times, scale, room, text @ ..] = input else { return };
    let (bars, scale) = (kind & 1 == 1, scale % SCALES);
    let mut bytes = text.to_vec();
    bytes.push(b'\n');
    let (rows, numbers) = read(&bytes, bars, times % TIMES, scale, bytes.len());
    let narrow = read(&bytes, bars, times % TIMES, scale, (room % ROOM) as usize + 1);
    assert_eq!(narrow, (rows.clone(), numbers.clone()), "rows depend on the room");
    let all: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
    for (row, &number) in rows.iter().zip(&numbers) {
        let line = all[number as usize - 1];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let fields = line.split(|&byte| byte == b',').skip(1);
        for (lane, field) in fields.enumerate().take(if bars { 5 } else { 4 }) {
            assert_eq!(f64::from_bits(row[FIRST_LANE + lane]), units(field, scale) as f64, "{field:?} at 1e-{scale}");
        }
        assert!(!(*PLANTED && rows.len() == 2 && line.ends_with(b",4711")), "planted");
    }
});

/// Units of `10^-scale` of a plain decimal; blank is zero.
fn units(field: &[u8], scale: u8) -> u128 {
    let whole = field.iter().position(|&byte| byte == b'.').unwrap_or(field.len());
    let places = field.len().saturating_sub(whole + 1);
    let digits = field.iter().filter(|&&byte| byte != b'.');
    digits.fold(0, |sum, &digit| sum * 10 + (digit - b'0') as u128) * 10u128.pow(scale as u32 - places as u32)
}
