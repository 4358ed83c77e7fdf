//! The fields GF(2^m) in a polynomial basis. Only public values are handled, so nothing here tries
//! to take the same time for every input.

/// Words of the widest field, m = 431.
const WORDS: usize = 7;
const PRODUCT: usize = 2 * WORDS;

/// A polynomial over GF(2), or a scalar: 448 bits, the least significant word first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element([u64; WORDS]);

impl Element {
    pub const ZERO: Self = Self([0; WORDS]);
    pub const ONE: Self = Self([1, 0, 0, 0, 0, 0, 0]);

    /// Reads hexadecimal digits as the standard prints them; anything else is read as nothing.
    pub const fn hex(digits: &str) -> Self {
        let bytes = digits.as_bytes();
        let mut words = [0; WORDS];
        let mut place = 0;
        while place < bytes.len() && place < WORDS * 16 {
            let digit = match bytes[bytes.len() - 1 - place] {
                byte @ b'0'..=b'9' => byte - b'0',
                byte @ b'A'..=b'F' => byte - b'A' + 10,
                byte @ b'a'..=b'f' => byte - b'a' + 10,
                _ => 0,
            };
            words[place / 16] |= (digit as u64) << (place % 16 * 4);
            place += 1;
        }
        Self(words)
    }

    /// The first 56 bytes, the least significant first; `None` where a later byte is not zero.
    pub fn from_little_endian(bytes: &[u8]) -> Option<Self> {
        let (low, high) = bytes.split_at(bytes.len().min(WORDS * 8));
        if high.iter().any(|byte| *byte != 0) {
            return None;
        }
        let mut words = [0; WORDS];
        for (place, byte) in low.iter().enumerate() {
            words[place / 8] |= u64::from(*byte) << (place % 8 * 8);
        }
        Some(Self(words))
    }

    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    pub fn bit(&self, place: u32) -> bool {
        self.0.get(place as usize / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// The number of bits up to the highest that is set.
    pub fn bits(&self) -> u32 {
        let words = (1_u32..).zip(self.0).filter(|(_, word)| *word != 0);
        words.last().map_or(0, |(count, word)| count * 64 - word.leading_zeros())
    }

    /// The same with the bits from `bits` upward cleared.
    pub fn truncated(mut self, bits: u32) -> Self {
        for (place, word) in (0_u32..).zip(&mut self.0) {
            let kept = bits.saturating_sub(place * 64);
            if kept < 64 {
                *word &= (1 << kept) - 1;
            }
        }
        self
    }

    /// Whether it is the smaller integer.
    pub fn is_below(&self, other: &Self) -> bool {
        self.0.iter().rev().lt(other.0.iter().rev())
    }

    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = *self;
        for (word, other) in sum.0.iter_mut().zip(other.0) {
            *word ^= other;
        }
        sum
    }
}

/// GF(2^m) with the polynomial x^m + the sum of x^e for the exponents, of which the last is 0.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub degree: u32,
    pub exponents: &'static [u32],
}

impl Field {
    const fn words(&self) -> usize {
        self.degree as usize / 64 + 1
    }

    /// How many bytes an element takes.
    pub const fn bytes(&self) -> usize {
        self.degree.div_ceil(8) as usize
    }

    /// Left-to-right comb with windows of four bits.
    pub fn multiply(&self, a: &Element, b: &Element) -> Element {
        match self.words() {
            3 => self.reduce(comb::<3>(a, b)),
            4 => self.reduce(comb::<4>(a, b)),
            5 => self.reduce(comb::<5>(a, b)),
            6 => self.reduce(comb::<6>(a, b)),
            _ => self.reduce(comb::<7>(a, b)),
        }
    }

    pub fn square(&self, a: &Element) -> Element {
        let mut product = [0; PRODUCT];
        for (pair, word) in product.chunks_exact_mut(2).zip(a.0) {
            pair[0] = spread(word & 0xFFFF_FFFF);
            pair[1] = spread(word >> 32);
        }
        self.reduce(product)
    }

    fn squares(&self, a: &Element, times: u32) -> Element {
        (0..times).fold(*a, |value, _| self.square(&value))
    }

    fn reduce(&self, mut product: [u64; PRODUCT]) -> Element {
        let words = self.words();
        // Every exponent of the standard's polynomials is more than a word below the degree, so a
        // word that is folded never reaches itself again.
        let mut offset = 128 - self.degree % 64 + self.degree / 64 * 64;
        for place in (words..2 * words).rev() {
            offset -= 64;
            let word = std::mem::take(&mut product[place]);
            self.fold(&mut product, word, offset);
        }
        let top = self.degree % 64;
        let over = product[words - 1] >> top;
        product[words - 1] &= (1 << top) - 1;
        self.fold(&mut product, over, 0);
        let mut reduced = [0; WORDS];
        reduced[..words].copy_from_slice(&product[..words]);
        Element(reduced)
    }

    /// Adds `word · x^(degree + offset)`, by what it equals.
    fn fold(&self, product: &mut [u64; PRODUCT], word: u64, offset: u32) {
        for exponent in self.exponents {
            let at = offset + exponent;
            let (place, shift) = (at as usize / 64, at % 64);
            product[place] ^= word << shift;
            if shift > 0 {
                product[place + 1] ^= word >> (64 - shift);
            }
        }
    }

    /// a^(2^m − 2) by the chain of Itoh and Tsujii; zero for zero.
    pub fn invert(&self, a: &Element) -> Element {
        let wanted = self.degree - 1;
        // Always a^(2^length − 1), with `length` the leading bits of m − 1.
        let (mut power, mut length) = (*a, 1);
        for place in (0..wanted.ilog2()).rev() {
            power = self.multiply(&self.squares(&power, length), &power);
            length *= 2;
            if wanted >> place & 1 == 1 {
                power = self.multiply(&self.square(&power), a);
                length += 1;
            }
        }
        self.square(&power)
    }

    pub fn square_root(&self, a: &Element) -> Element {
        self.squares(a, self.degree - 1)
    }

    /// 0 or 1: the sum of a^(2^i) for i below m.
    pub fn trace(&self, a: &Element) -> bool {
        let mut sum = *a;
        for _ in 1..self.degree {
            sum = self.square(&sum).plus(a);
        }
        !sum.is_zero()
    }

    /// A solution of z² + z = a where the trace of a is 0; the degrees of the standard are odd.
    pub fn half_trace(&self, a: &Element) -> Element {
        let mut sum = *a;
        for _ in 0..self.degree / 2 {
            sum = self.squares(&sum, 2).plus(a);
        }
        sum
    }
}

fn comb<const N: usize>(a: &Element, b: &Element) -> [u64; PRODUCT] {
    let mut table = [[0_u64; WORDS + 1]; 16];
    table[1][..N].copy_from_slice(&b.0[..N]);
    for index in 2..16 {
        let (half, one) = (table[index / 2], table[index % 2]);
        let mut carry = 0;
        for place in 0..=N {
            table[index][place] = (half[place] << 1 | carry) ^ one[place];
            carry = half[place] >> 63;
        }
    }
    let mut product = [0; PRODUCT];
    for window in (0..16).rev() {
        for place in 0..N {
            let row = &table[(a.0[place] >> (4 * window) & 15) as usize];
            for (to, from) in product[place..=place + N].iter_mut().zip(row) {
                *to ^= from;
            }
        }
        if window > 0 {
            for place in (1..2 * N).rev() {
                product[place] = product[place] << 4 | product[place - 1] >> 60;
            }
            product[0] <<= 4;
        }
    }
    product
}

/// Thirty-two bits with a zero before each.
const fn spread(word: u64) -> u64 {
    let word = (word | word << 16) & 0x0000_FFFF_0000_FFFF;
    let word = (word | word << 8) & 0x00FF_00FF_00FF_00FF;
    let word = (word | word << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    let word = (word | word << 2) & 0x3333_3333_3333_3333;
    (word | word << 1) & 0x5555_5555_5555_5555
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Element, Field};
    use crate::dstu::curve::CURVES;

    fn field_and_elements() -> impl Strategy<Value = (&'static Field, Element, Element, Element)> {
        let element = || any::<[u64; 7]>().prop_map(Element);
        (0..CURVES.len(), element(), element(), element()).prop_map(|(index, a, b, c)| {
            let field = &CURVES[index].field;
            (field, a.truncated(field.degree), b.truncated(field.degree), c.truncated(field.degree))
        })
    }

    proptest! {
        #[test]
        fn the_laws_of_a_field_hold((field, a, b, c) in field_and_elements()) {
            let product = field.multiply(&a, &b);
            prop_assert!(product.bits() <= field.degree);
            prop_assert_eq!(product, field.multiply(&b, &a));
            prop_assert_eq!(field.multiply(&product, &c), field.multiply(&a, &field.multiply(&b, &c)));
            prop_assert_eq!(
                field.multiply(&a, &b.plus(&c)),
                product.plus(&field.multiply(&a, &c))
            );
            prop_assert_eq!(field.square(&a), field.multiply(&a, &a));
            prop_assert_eq!(field.square(&field.square_root(&a)), a);
            if !a.is_zero() {
                prop_assert_eq!(field.multiply(&a, &field.invert(&a)), Element::ONE);
            }
        }

        #[test]
        fn a_quadratic_is_solved_exactly_where_the_trace_is_zero((field, a, _, _) in field_and_elements()) {
            let z = field.half_trace(&a);
            prop_assert_eq!(field.square(&z).plus(&z) == a, !field.trace(&a));
        }
    }

    #[test]
    fn bits_are_counted_and_cut() {
        let value = Element::hex("8000000000000000000000000000000000000001");
        assert_eq!(value.bits(), 160);
        assert_eq!(value.truncated(159), Element::ONE);
        assert_eq!(value.truncated(448), value);
        assert!(Element::ONE.is_below(&value) && !value.is_below(&value));
        assert_eq!(Element::from_little_endian(&[0; 60]), Some(Element::ZERO));
        assert_eq!(Element::from_little_endian(&[1; 57]), None);
    }
}
