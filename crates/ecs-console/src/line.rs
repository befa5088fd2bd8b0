//! Lines of stdin.

use std::io::{self, BufRead, Read};

/// The next line, without the LF or CR LF that ends it, or nothing at the end of `input`. A longer
/// line is cut off after `limit` bytes.
pub(crate) fn line(input: &mut dyn BufRead, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    if input.take(limit).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    line.pop_if(|byte| *byte == b'\n');
    line.pop_if(|byte| *byte == b'\r');
    Ok(Some(line))
}
