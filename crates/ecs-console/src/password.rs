//! The VNC password, from an environment variable or stdin.
//!
//! The password is not an argument, because every user of the machine can read arguments.

use std::io::BufRead;

use alicloud_console::{ConsolePage, VncPassword};

use crate::{args::UrlArgs, failure::Failure, line::line, system::System};

/// The environment variable with the VNC password.
const VARIABLE: &str = "ECS_CONSOLE_VNC_PASSWORD";
const FLAG: &str = "--vnc-password-stdin";

/// Reads the VNC password for `page` from the environment variable or stdin, if it is given.
pub(crate) fn find(
    args: &UrlArgs,
    page: &ConsolePage,
    system: &mut System<'_>,
) -> Result<Option<VncPassword>, Failure> {
    let variable = system.set_variable(VARIABLE);
    let origin = match (&variable, args.vnc_password_stdin) {
        (None, false) => return Ok(None),
        (None, true) => FLAG,
        (Some(_), false) => VARIABLE,
        (Some(_), true) => {
            let problem = format!("{VARIABLE} is set too; remove the variable or the option");
            return Err(Failure::input(FLAG, problem));
        }
    };
    if !page.takes_password() {
        let problem = "the page accepts no VNC password; remove the password or choose --page vnc";
        return Err(Failure::input(origin, problem));
    }
    let text = match variable {
        Some(value) => value.to_string_lossy().into_owned(),
        None => first_line(system.stdin).map_err(|error| Failure::input(FLAG, error))?,
    };
    match text.chars().count() {
        VncPassword::LENGTH => {}
        0 => {
            return Err(Failure::input(
                origin,
                "the VNC password is empty: use exactly six ASCII letters or digits",
            ));
        }
        1 => return Err(Failure::input(origin, wrong_length("1 character"))),
        count => {
            return Err(Failure::input(
                origin,
                wrong_length(&format!("{count} characters")),
            ));
        }
    }
    let password = text
        .parse()
        .map_err(|error| Failure::input(origin, error))?;
    Ok(Some(password))
}

fn wrong_length(count: &str) -> String {
    format!("the VNC password has {count}: use exactly six ASCII letters or digits")
}

/// The first line of `input`, without its line end.
fn first_line(input: &mut dyn BufRead) -> std::io::Result<String> {
    // A longer line is not a valid password, so the rest of the line is not read.
    const LIMIT: u64 = 1024;
    let line = line(input, LIMIT)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&line).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_read_without_its_end() {
        for (input, line) in [
            ("aB3456", "aB3456"),
            ("aB3456\n", "aB3456"),
            ("aB3456\r\n", "aB3456"),
            ("aB3456\nmore", "aB3456"),
            (" aB3456 \n\n", " aB3456 "),
            ("", ""),
        ] {
            assert_eq!(
                first_line(&mut input.as_bytes()).unwrap(),
                line,
                "{input:?}"
            );
        }
    }

    #[test]
    fn an_endless_line_is_cut_off() {
        let mut input = std::io::BufReader::new(std::io::repeat(b'a'));
        assert_eq!(first_line(&mut input).unwrap().len(), 1024);
    }
}
