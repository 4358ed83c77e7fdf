//! The hash function GOST 34.311-95 with any S-box. A crate exists for the fixed one; the parameters of
//! a Ukrainian key may carry their own, so the rows have to be a value.

/// The S-box packed as a certificate's «long-term key element» (ДКЕ): 64 bytes, two cells in each,
/// eight rows of sixteen, the row of the lowest four bits first.
pub type SBox = [u8; 64];

/// ДКЕ № 1 of the Instruction № 114 of 12.06.2007: what is meant where a key names none.
pub const NATIONAL: SBox = [
    0xA9, 0xD6, 0xEB, 0x45, 0xF1, 0x3C, 0x70, 0x82, 0x80, 0xC4, 0x96, 0x7B, 0x23, 0x1F, 0x5E, 0xAD, 0xF6,
    0x58, 0xEB, 0xA4, 0xC0, 0x37, 0x29, 0x1D, 0x38, 0xD9, 0x6B, 0xF0, 0x25, 0xCA, 0x4E, 0x17, 0xF8, 0xE9,
    0x72, 0x0D, 0xC6, 0x15, 0xB4, 0x3A, 0x28, 0x97, 0x5F, 0x0B, 0xC1, 0xDE, 0xA3, 0x64, 0x38, 0xB5, 0x64,
    0xEA, 0x2C, 0x17, 0x9F, 0xD0, 0x12, 0x3E, 0x6D, 0xB8, 0xFA, 0xC5, 0x79, 0x04,
];

type Block = [u8; 32];

/// How often a step mixes at a time, at most.
const MOST_MIXED: usize = 61;

/// The constant C₃ of the key schedule (clause 6.1.2); C₂ and C₄ are zero.
const C3: Block = [
    0x00, 0xFF, 0x00, 0xFF, 0x00, 0xFF, 0x00, 0xFF, 0xFF, 0x00, 0xFF, 0x00, 0xFF, 0x00, 0xFF, 0x00, 0x00,
    0xFF, 0xFF, 0x00, 0xFF, 0x00, 0x00, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0x00, 0xFF,
];

/// The hash of the whole message.
pub fn hash(s_box: &SBox, message: &[u8]) -> [u8; 32] {
    let bytes = Bytes::of(s_box);
    let (mut state, mut sum) = ([0; 32], [0; 32]);
    for chunk in message.chunks(32) {
        let mut block = [0; 32];
        block[..chunk.len()].copy_from_slice(chunk);
        add(&mut sum, &block);
        state = step(&bytes, &state, &block);
    }
    let mut length = [0; 32];
    length[..16].copy_from_slice(&(message.len() as u128 * 8).to_le_bytes());
    state = step(&bytes, &state, &length);
    step(&bytes, &state, &sum)
}

/// The S-box as four tables of whole bytes, already turned by the eleven bits of a round.
struct Bytes([[u32; 256]; 4]);

impl Bytes {
    fn of(s_box: &SBox) -> Self {
        let cell = |row: usize, column: usize| {
            let pair = s_box[row * 8 + column / 2];
            u32::from(if column.is_multiple_of(2) { pair >> 4 } else { pair & 15 })
        };
        let mut tables = [[0; 256]; 4];
        for (place, table) in tables.iter_mut().enumerate() {
            for (byte, entry) in table.iter_mut().enumerate() {
                let value = cell(2 * place, byte & 15) | cell(2 * place + 1, byte >> 4) << 4;
                *entry = (value << (8 * place)).rotate_left(11);
            }
        }
        Self(tables)
    }

    fn round(&self, half: u32, key: u32) -> u32 {
        let bytes = half.wrapping_add(key).to_le_bytes();
        self.0.iter().zip(bytes).fold(0, |value, (table, byte)| value | table[usize::from(byte)])
    }

    /// GOST 28147 in its simplest mode.
    fn encrypt(&self, key: &[u32; 8], [mut a, mut b]: [u32; 2]) -> [u32; 2] {
        let forward = (0..24).map(|round| key[round % 8]);
        for part in forward.chain(key.iter().rev().copied()) {
            (a, b) = (b ^ self.round(a, part), a);
        }
        [b, a]
    }
}

fn step(bytes: &Bytes, state: &Block, block: &Block) -> Block {
    let mut encrypted = [0; 32];
    let (mut u, mut v) = (*state, *block);
    for place in 0..4 {
        if place > 0 {
            u = shift(&u);
            if place == 2 {
                u = exclusive(&u, &C3);
            }
            v = shift(&shift(&v));
        }
        let key = key_of(&exclusive(&u, &v));
        let half = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| state[at + byte]));
        let part = bytes.encrypt(&key, [half(place * 8), half(place * 8 + 4)]);
        encrypted[place * 8..place * 8 + 4].copy_from_slice(&part[0].to_le_bytes());
        encrypted[place * 8 + 4..place * 8 + 8].copy_from_slice(&part[1].to_le_bytes());
    }
    let mixed = mix(encrypted, 12);
    let mixed = mix(exclusive(&mixed, block), 1);
    mix(exclusive(&mixed, state), MOST_MIXED)
}

fn exclusive(a: &Block, b: &Block) -> Block {
    std::array::from_fn(|place| a[place] ^ b[place])
}

/// The transformation A: the four parts move down, the sum of the lower two comes on top.
fn shift(block: &Block) -> Block {
    std::array::from_fn(
        |place| {
            if place < 24 { block[place + 8] } else { block[place - 24] ^ block[place - 16] }
        },
    )
}

/// The transformation P, as the eight words of a key.
fn key_of(block: &Block) -> [u32; 8] {
    std::array::from_fn(|word| u32::from_le_bytes(std::array::from_fn(|byte| block[8 * byte + word])))
}

/// The mixing transformation ψ, several times: each time one more word follows, and the first drops out.
fn mix(block: Block, times: usize) -> Block {
    let mut words = [0; 16 + MOST_MIXED];
    for (word, pair) in words.iter_mut().zip(block.chunks_exact(2)) {
        *word = u16::from_le_bytes([pair[0], pair[1]]);
    }
    for at in 0..times {
        let before = &words[at..at + 16];
        words[at + 16] = before[0] ^ before[1] ^ before[2] ^ before[3] ^ before[12] ^ before[15];
    }
    std::array::from_fn(|place| words[times + place / 2].to_le_bytes()[place % 2])
}

fn add(sum: &mut Block, block: &Block) {
    let mut carry = 0;
    for (to, from) in sum.iter_mut().zip(block) {
        [*to, carry] = (u16::from(*to) + u16::from(*from) + u16::from(carry)).to_le_bytes();
    }
}

#[cfg(test)]
mod tests {
    use gost94::{Digest, Gost94CryptoPro, Gost94Test, Gost94UA};
    use proptest::prelude::*;

    use super::{NATIONAL, SBox, hash};
    use crate::digest::tests::bytes;

    /// The S-box of the examples of GOST R 34.11-94, annex A.
    const EXAMPLE: SBox = [
        0x4A, 0x92, 0xD8, 0x0E, 0x6B, 0x1C, 0x7F, 0x53, 0xEB, 0x4C, 0x6D, 0xFA, 0x23, 0x81, 0x07, 0x59, 0x58,
        0x1D, 0xA3, 0x42, 0xEF, 0xC7, 0x60, 0x9B, 0x7D, 0xA1, 0x08, 0x9F, 0xE4, 0x6C, 0xB2, 0x53, 0x6C, 0x71,
        0x5F, 0xD8, 0x4A, 0x9E, 0x03, 0xB2, 0x4B, 0xA0, 0x72, 0x1D, 0x36, 0x85, 0x9C, 0xFE, 0xDB, 0x41, 0x3F,
        0x59, 0x0A, 0xE7, 0x68, 0x2C, 0x1F, 0xD0, 0x57, 0xA4, 0x92, 0x3E, 0x6B, 0x8C,
    ];

    #[test]
    fn the_examples_of_the_standard() {
        let one = hash(&EXAMPLE, b"This is message, length=32 bytes");
        assert_eq!(one[..], bytes("b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa"));
        let two = hash(&EXAMPLE, b"Suppose the original message has length = 50 bytes");
        assert_eq!(two[..], bytes("471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208"));
    }

    #[test]
    fn the_digest_that_a_real_message_carries() {
        let expected = bytes("0d7638f766847f80f60525e3509ade2f1307a4d356b62a30e141d6ff0bb7b038");
        assert_eq!(hash(&NATIONAL, b"123")[..], expected);
    }

    proptest! {
        #[test]
        fn another_implementation_agrees(message in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(hash(&NATIONAL, &message).to_vec(), Gost94UA::digest(&message).to_vec());
            prop_assert_eq!(hash(&EXAMPLE, &message).to_vec(), Gost94Test::digest(&message).to_vec());
            prop_assert_ne!(hash(&NATIONAL, &message).to_vec(), Gost94CryptoPro::digest(&message).to_vec());
        }
    }
}
