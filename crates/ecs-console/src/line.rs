//! Reading lines of stdin.

use std::io::{self, BufRead, Read};

/// Reads the next line without its LF or CR LF, or returns `None` at the end of `input`. A line of
/// more than `limit` bytes, including its line end, is cut off.
pub(crate) fn line(input: &mut dyn BufRead, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    if input.take(limit).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    line.pop_if(|byte| *byte == b'\n');
    line.pop_if(|byte| *byte == b'\r');
    Ok(Some(line))
}
