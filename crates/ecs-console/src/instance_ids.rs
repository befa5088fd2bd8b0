//! The instance ids of a command, from arguments and stdin.

use std::{collections::HashSet, io::BufRead};

use crate::{
    args::{InstanceSource, instance_id},
    failure::Failure,
    line::line,
};

/// Reads the instance ids of `sources` in order, without duplicates.
pub(crate) fn read(
    sources: &[InstanceSource],
    stdin: &mut dyn BufRead,
) -> Result<Vec<String>, Failure> {
    let mut instance_ids = Vec::new();
    for source in sources {
        match source {
            InstanceSource::Id(instance_id) => instance_ids.push(instance_id.clone()),
            InstanceSource::Stdin => lines(stdin, &mut instance_ids)?,
        }
    }
    let mut seen = HashSet::new();
    instance_ids.retain(|instance_id| seen.insert(instance_id.clone()));
    if instance_ids.is_empty() {
        return Err(Failure::input(FROM_STDIN, "stdin contains no instance id"));
    }
    Ok(instance_ids)
}

const FROM_STDIN: &str = "--instance-id -";

/// The maximum number of bytes in a line. Ids and comments are shorter.
const LONGEST_LINE: u64 = 4096;

/// Adds the ids on the lines of `stdin`. An error names an invalid line by its number only, because
/// the line may contain a secret.
fn lines(stdin: &mut dyn BufRead, instance_ids: &mut Vec<String>) -> Result<(), Failure> {
    for number in 1.. {
        // The limit leaves room for CR LF. So a line that is too long still exceeds `LONGEST_LINE`
        // after its line end is removed.
        let line = line(stdin, LONGEST_LINE + 2);
        let line = line.map_err(|error| Failure::input(FROM_STDIN, error))?;
        let Some(line) = line else { break };
        if line.len() as u64 > LONGEST_LINE {
            let problem = "a line of stdin has more than 4,096 bytes";
            return Err(Failure::input(FROM_STDIN, problem));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let instance_id = instance_id(text).map_err(|problem| {
            Failure::input(FROM_STDIN, format!("line {number} of stdin: {problem}"))
        })?;
        instance_ids.push(instance_id);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn id(text: &str) -> InstanceSource {
        InstanceSource::Id(text.to_owned())
    }

    fn read_from(sources: &[InstanceSource], mut stdin: &[u8]) -> Result<Vec<String>, String> {
        read(sources, &mut stdin).map_err(|failure| failure.report().join("\n"))
    }

    #[test]
    fn accepts_lines_of_4096_bytes_with_any_line_end() {
        let longest = "i".repeat(4096);
        for end in ["", "\n", "\r\n", "\ni-2", "\r\ni-2\n"] {
            let read = read_from(
                &[InstanceSource::Stdin],
                format!("{longest}{end}").as_bytes(),
            );
            assert_eq!(read.unwrap()[0], longest, "{end:?}");

            let stdin = format!("i-1\n{longest}i{end}");
            let report = read_from(&[InstanceSource::Stdin], stdin.as_bytes()).unwrap_err();
            assert!(report.contains("more than 4,096 bytes"), "{report}");
        }
    }

    #[test]
    fn keeps_the_order_of_ids_and_drops_duplicates() {
        let stdin = b"i-2\n\n  # others\r\n\ti-3 \r\ni-1\ni-2";
        let sources = [id("i-1"), InstanceSource::Stdin, id("i-4"), id("i-3")];
        let expected = ["i-1", "i-2", "i-3", "i-4"].map(str::to_owned);
        assert_eq!(read_from(&sources, stdin), Ok(expected.to_vec()));
    }

    #[test]
    fn names_an_invalid_line_by_its_number_without_its_text() {
        for (stdin, line) in [
            ("i-1\n# a\nhunter2%\n", "line 3 of stdin: "),
            ("\u{fffd}hunter2\n", "line 1 of stdin: "),
        ] {
            let report = read_from(&[InstanceSource::Stdin], stdin.as_bytes()).unwrap_err();
            let begin = format!("error: --instance-id -: {line}an instance id must");
            assert!(report.starts_with(&begin), "{report}");
            assert!(!report.contains("hunter2"), "{report}");
        }
    }

    #[test]
    fn stops_reading_an_endless_line() {
        let mut stdin = io::BufReader::new(io::repeat(b'i'));
        let refused = read(&[InstanceSource::Stdin], &mut stdin);
        let report = refused.unwrap_err().report();
        assert!(report[0].contains("more than 4,096 bytes"), "{report:?}");
    }

    #[test]
    fn refuses_stdin_without_an_instance_id() {
        for stdin in ["", "\n\n", "# none\n"] {
            let report = read_from(&[InstanceSource::Stdin], stdin.as_bytes()).unwrap_err();
            assert!(report.contains("stdin contains no instance id"), "{report}");
        }
    }
}
