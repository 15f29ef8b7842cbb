//! Reads whole texts through small rooms, and checks what must hold of each call. Used by the tests and by the fuzzer.

use millrace_native::read::lines::parse;
use millrace_native::read::order::{COLUMNS_MAX, DOUBLES, FIRST_VALUE, Order};

const QUOTE: f64 = 1.0;
const BAR: f64 = 3.0;
const CANARY: u64 = 0x5a5a_5a5a_5a5a_5a5a;

/// An order over all of some bytes: time and values in the first columns.
fn order(bars: bool, numbers: u8, scale: u8, end: usize, capacity: usize) -> Order {
    let mut doubles = [0.0; DOUBLES];
    let values = if bars { 5 } else { 4 };
    doubles[1] = end as f64;
    doubles[3] = capacity as f64;
    doubles[5] = if bars { BAR } else { QUOTE };
    doubles[9] = scale as f64;
    doubles[10] = scale as f64;
    doubles[11] = b',' as f64;
    doubles[12] = numbers as f64;
    doubles[15] = 3e11;
    doubles[17] = 4e15;
    doubles[19] = values as f64 + 1.0;
    doubles[20] = 1.0;
    for value in 0..values {
        doubles[DOUBLES - COLUMNS_MAX + 1 + value] = (FIRST_VALUE as usize + value) as f64;
    }
    Order::read(&doubles).expect("an order")
}

/// Rows and line numbers of all plain lines, each other line left out, with room for `capacity` rows a call.
pub fn read(bytes: &[u8], bars: bool, numbers: u8, scale: u8, capacity: usize) -> (Vec<[u64; 8]>, Vec<u32>) {
    let mut order = order(bars, numbers, scale, bytes.len(), capacity);
    let (mut all_rows, mut all_lines) = (Vec::new(), Vec::new());
    while order.from < bytes.len() {
        let mut rows = vec![[CANARY; 8]; capacity + 1];
        let mut lines = vec![u32::MAX; capacity + 1];
        let (from, line) = (order.from, order.line);
        order.count = 0;
        parse(&mut order, bytes, &mut rows, &mut lines);
        assert!(order.from == 0 || bytes[order.from - 1] == b'\n', "stopped within a line, at {}", order.from);
        let passed = bytes[from..order.from].iter().filter(|&&byte| byte == b'\n').count();
        assert_eq!((order.line - line) as usize, passed, "lines told and lines passed");
        assert!(order.count <= capacity);
        assert!(rows[order.count..].iter().flatten().all(|&word| word == CANARY), "written behind the rows");
        all_rows.extend_from_slice(&rows[..order.count]);
        all_lines.extend_from_slice(&lines[..order.count]);
        if order.count < capacity && order.from < bytes.len() {
            order.line += 1;
            order.from += bytes[order.from..].iter().position(|&byte| byte == b'\n').expect("whole lines") + 1;
        }
    }
    (all_rows, all_lines)
}
