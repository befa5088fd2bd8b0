//! A minimal gzip encoder (RFC 1952), which writes one member with uncompressed blocks.

/// The maximum number of bytes in an uncompressed block.
const BLOCK: usize = 0xFFFF;

/// Encodes `text` in gzip format.
pub(crate) fn compressed(text: &[u8]) -> Vec<u8> {
    // The header contains the magic number, the method "deflate", no flags, no time and an unknown
    // operating system.
    let mut member = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];
    for block in text.chunks(BLOCK) {
        push_block(&mut member, 0, block);
    }
    // The last block is empty and only marks the end of the data.
    push_block(&mut member, 1, b"");
    member.extend(crc_32(text).to_le_bytes());
    // RFC 1952 defines this field as the uncompressed length modulo 2^32.
    member.extend((text.len() as u32).to_le_bytes());
    member
}

fn push_block(member: &mut Vec<u8>, is_last: u8, data: &[u8]) {
    // `data` has at most `BLOCK` bytes, so the length fits.
    let length = data.len() as u16;
    member.push(is_last);
    member.extend(length.to_le_bytes());
    member.extend((!length).to_le_bytes());
    member.extend(data);
}

fn crc_32(text: &[u8]) -> u32 {
    let next_bit = |crc: u32| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1));
    !text.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| next_bit(crc))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computes_the_checksum_of_rfc_1952() {
        assert_eq!(crc_32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc_32(b""), 0);
    }

    /// The result of `printf hello | gzip -n`, except for the uncompressed block and the unknown
    /// operating system.
    #[test]
    fn writes_header_blocks_checksum_and_length() {
        let expected = [
            &[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255][..],
            &[0, 5, 0, 0xFA, 0xFF],
            b"hello",
            &[1, 0, 0, 0xFF, 0xFF],
            &[0x86, 0xA6, 0x10, 0x36],
            &[5, 0, 0, 0],
        ];
        assert_eq!(compressed(b"hello"), expected.concat());
    }

    #[test]
    fn splits_a_long_text_into_several_blocks() {
        let text = vec![b'a'; BLOCK + 1];
        let member = compressed(&text);
        assert_eq!(member.len(), 10 + 5 + BLOCK + 5 + 1 + 5 + 8);
        assert_eq!(member[10..15], [0, 0xFF, 0xFF, 0, 0]);
        assert_eq!(member[15 + BLOCK..][..6], [0, 1, 0, 0xFE, 0xFF, b'a']);
    }
}
