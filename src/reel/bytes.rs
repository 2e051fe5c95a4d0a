//! Numbers and patches as bytes. A patch says what a text has between its beginning and its end that another
//! text has too.

use lz4_flex::block::{compress_with_dict, decompress_with_dict};

use super::Damage;

/// The longest text of one part; a history of 400 days takes a tenth of this.
const MAX_TEXT: usize = 4 << 20;

/// Writes a number in as few bytes as it needs: seven bits each, the lowest first.
pub(super) fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Bytes that are read from the front.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn number(&mut self) -> Result<u64, Damage> {
        let mut number = 0_u64;
        for shift in (0..63).step_by(7) {
            let [byte] = self.take(1)? else { return Err(Damage::Content) };
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Damage::Content)
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Damage> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Damage::Content)?;
        self.0 = rest;
        Ok(taken)
    }

    fn length(&mut self) -> Result<usize, Damage> {
        let length = usize::try_from(self.number()?).map_err(|_| Damage::Content)?;
        (length <= MAX_TEXT).then_some(length).ok_or(Damage::Content)
    }
}

/// Writes what `text` has and `base` has not.
pub(super) fn put_patch(bytes: &mut Vec<u8>, text: &[u8], base: &[u8]) {
    let same = |(one, other): &(&u8, &u8)| one == other;
    let prefix = text.iter().zip(base).take_while(same).count();
    let (middle, other) = (text.split_at(prefix).1, base.split_at(prefix).1);
    let suffix = middle.iter().rev().zip(other.iter().rev()).take_while(same).count();
    let (middle, _) = middle.split_at(middle.len() - suffix);
    let (other, _) = other.split_at(other.len() - suffix);
    for number in [prefix, suffix, middle.len()] {
        put_number(bytes, number as u64);
    }
    if !middle.is_empty() {
        let packed = compress_with_dict(middle, other);
        put_number(bytes, packed.len() as u64);
        bytes.extend(packed);
    }
}

/// Reads the text that [`put_patch`] wrote.
pub(super) fn take_patch(bytes: &mut Reader<'_>, base: &[u8]) -> Result<Vec<u8>, Damage> {
    let (prefix, suffix, length) = (bytes.length()?, bytes.length()?, bytes.length()?);
    let (first, rest) = base.split_at_checked(prefix).ok_or(Damage::Content)?;
    let cut = rest.len().checked_sub(suffix).ok_or(Damage::Content)?;
    let (other, last) = rest.split_at(cut);
    let mut text = first.to_vec();
    if length > 0 {
        let packed = bytes.length()?;
        let middle = decompress_with_dict(bytes.take(packed)?, length, other);
        let middle = middle.map_err(|_| Damage::Content)?;
        if middle.len() != length {
            return Err(Damage::Content);
        }
        text.extend(middle);
    }
    text.extend(last);
    Ok(text)
}
