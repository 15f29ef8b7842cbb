//! A place among the bytes of whole lines.

/// Every integer up to here, and none beyond, is exact as a double.
const EXACT_MAX: u64 = (1 << 53) - 1;
/// So many digits are below `EXACT_MAX`.
const DIGITS_MAX: usize = 15;
const POWERS: [u64; 16] = {
    let mut powers = [1; 16];
    let mut at = 1;
    while at < 16 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Reads forward; behind the last byte it sees newlines.
pub struct Cursor<'b> {
    bytes: &'b [u8],
    pub at: usize,
    delimiter: u8,
}

impl<'b> Cursor<'b> {
    pub fn new(bytes: &'b [u8], at: usize, delimiter: u8) -> Self {
        Self { bytes, at, delimiter }
    }

    #[inline(always)]
    pub fn byte(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(b'\n')
    }

    /// Steps over a byte where it stands here.
    #[inline(always)]
    pub fn take(&mut self, byte: u8) -> bool {
        let found = self.byte() == byte;
        self.at += found as usize;
        found
    }

    /// Whether a field ends here.
    #[inline(always)]
    pub fn ends(&self) -> bool {
        let byte = self.byte();
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }

    /// The digits here, at most as many as are exact, and how many there are.
    #[inline(always)]
    pub fn digits(&mut self) -> Option<(u64, usize)> {
        let start = self.at;
        let mut value = 0u64;
        loop {
            let digit = self.byte().wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            value = value.wrapping_mul(10).wrapping_add(digit as u64);
            self.at += 1;
        }
        let count = self.at - start;
        (count <= DIGITS_MAX).then_some((value, count))
    }

    /// A fixed count of digits.
    #[inline(always)]
    pub fn fixed(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let digit = self.byte().wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            value = value * 10 + digit as u32;
            self.at += 1;
        }
        Some(value)
    }

    /// Units of `10^-scale` of plain digits with at most `scale` decimals; `None` for everything else.
    #[inline(always)]
    pub fn decimal(&mut self, scale: usize) -> Option<u64> {
        let (whole, count) = self.digits()?;
        if count == 0 {
            return None;
        }
        if !self.take(b'.') {
            return exact(whole, scale);
        }
        let (fraction, places) = self.digits()?;
        if places > scale || count + places > DIGITS_MAX {
            return None;
        }
        exact(whole * POWERS[places] + fraction, scale - places)
    }

    /// Steps over a field that nobody wants; `None` where it starts with a quotation mark.
    #[inline(always)]
    pub fn skip(&mut self) -> Option<()> {
        if self.byte() == b'"' {
            return None;
        }
        while !self.ends() {
            self.at += 1;
        }
        Some(())
    }
}

#[inline(always)]
fn exact(units: u64, places: usize) -> Option<u64> {
    units.checked_mul(*POWERS.get(places)?).filter(|&scaled| scaled <= EXACT_MAX)
}
