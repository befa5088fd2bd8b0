//! Which instances a command is about.

use std::{collections::HashSet, io::BufRead};

use crate::{
    args::{InstanceSource, instance_id},
    failure::Failure,
    line::line,
};

/// The ids that `sources` give, each once, in the order in which they come first.
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
        return Err(Failure::input(FROM_STDIN, "stdin lists no instance"));
    }
    Ok(instance_ids)
}

const FROM_STDIN: &str = "--instance-id -";

/// More bytes than any id or remark has.
const LONGEST_LINE: u64 = 4096;

/// Adds the ids that are on the lines of `stdin`. A line that is none is named by its number: what
/// is in it may be anything.
fn lines(stdin: &mut dyn BufRead, instance_ids: &mut Vec<String>) -> Result<(), Failure> {
    for number in 1.. {
        // A line that goes on has at least one byte more than the longest line with its end.
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
    fn a_line_may_have_4096_bytes_however_it_ends() {
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
    fn each_id_is_there_once_in_the_order_given() {
        let stdin = b"i-2\n\n  # others\r\n\ti-3 \r\ni-1\ni-2";
        let sources = [id("i-1"), InstanceSource::Stdin, id("i-4"), id("i-3")];
        let expected = ["i-1", "i-2", "i-3", "i-4"].map(str::to_owned);
        assert_eq!(read_from(&sources, stdin), Ok(expected.to_vec()));
    }

    #[test]
    fn a_line_that_is_no_id_is_named_by_its_number_and_not_shown() {
        for (stdin, line) in [
            ("i-1\n# a\nhunter2%\n", "line 3 of stdin: "),
            ("\u{fffd}hunter2\n", "line 1 of stdin: "),
        ] {
            let report = read_from(&[InstanceSource::Stdin], stdin.as_bytes()).unwrap_err();
            let begin = format!("error: --instance-id -: {line}an instance id has");
            assert!(report.starts_with(&begin), "{report}");
            assert!(!report.contains("hunter2"), "{report}");
        }
    }

    #[test]
    fn an_endless_line_is_not_read_to_its_end() {
        let mut stdin = io::BufReader::new(io::repeat(b'i'));
        let refused = read(&[InstanceSource::Stdin], &mut stdin);
        let report = refused.unwrap_err().report();
        assert!(report[0].contains("more than 4,096 bytes"), "{report:?}");
    }

    #[test]
    fn no_instance_is_no_answer() {
        for stdin in ["", "\n\n", "# none\n"] {
            let report = read_from(&[InstanceSource::Stdin], stdin.as_bytes()).unwrap_err();
            assert!(report.contains("stdin lists no instance"), "{report}");
        }
    }
}
