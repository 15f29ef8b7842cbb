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
        let (mut value, mut count) = (0, 0);
        if let Some(word) = self.word() {
            (value, count) = leading_digits(word);
            self.at += count;
            if count < 8 {
                return Some((value, count));
            }
        }
        loop {
            let digit = self.byte().wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            value = value.wrapping_mul(10).wrapping_add(digit as u64);
            self.at += 1;
            count += 1;
        }
        (count <= DIGITS_MAX).then_some((value, count))
    }

    /// The next eight bytes, the first one lowest, where there are as many.
    #[inline(always)]
    fn word(&self) -> Option<u64> {
        let bytes = self.bytes.get(self.at..self.at + 8)?;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
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

/// Value and count of the digits that eight bytes begin with, without a branch a digit (Langdale and Lemire, "Parsing
/// series of integers with SIMD", in one register).
#[inline(always)]
fn leading_digits(word: u64) -> (u64, usize) {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    let less = word.wrapping_sub(ZEROS);
    // Carries go upwards, behind the first byte that is no digit.
    let others = (word.wrapping_add(0x4646_4646_4646_4646) | less) & 0x8080_8080_8080_8080;
    let count = (others.trailing_zeros() / 8) as usize;
    if count == 0 {
        return (0, 0);
    }
    // The digits moved up as if zeros stood before them, then pairs, fours and eights together.
    let ones = less << (64 - 8 * count);
    let pairs = ones.wrapping_mul(10).wrapping_add(ones >> 8);
    let fours = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let rest = ((pairs >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    (fours.wrapping_add(rest) >> 32, count)
}

#[inline(always)]
fn exact(units: u64, places: usize) -> Option<u64> {
    units.checked_mul(*POWERS.get(places)?).filter(|&scaled| scaled <= EXACT_MAX)
}

#[cfg(test)]
mod tests {
    use super::leading_digits;

    #[test]
    fn digits_of_eight_bytes_are_read_as_one_by_one() {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        for _ in 0..1_000_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // Mostly digits, among them every other byte.
            let bytes: [u8; 8] = std::array::from_fn(|at| {
                let random = (state >> (at * 8)) as u8;
                if state.rotate_left(at as u32) & 7 == 0 { random } else { b'0' + random % 10 }
            });
            let digits: Vec<u8> = bytes.iter().copied().take_while(u8::is_ascii_digit).collect();
            let value = digits.iter().fold(0, |sum, digit| sum * 10 + (digit - b'0') as u64);
            assert_eq!(leading_digits(u64::from_le_bytes(bytes)), (value, digits.len()), "{bytes:?}");
        }
    }
}
