//! Parses the command line. Adds hints to the parser's errors, and finds conflicts between
//! arguments that the parser can't detect.

use std::ffi::OsString;

use alicloud_ecs::PRODUCT;
use clap::{
    CommandFactory, FromArgMatches,
    builder::StyledStr,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::{
    args::{Args, Command, InstanceSource, TEMPLATE, UrlArgs},
    escape::shown,
};

/// The widest line of a help text.
const WIDTH: usize = 100;

/// The parser, with all commands.
pub(crate) fn parser() -> clap::Command {
    Args::command()
        .max_term_width(WIDTH)
        .help_template(TEMPLATE)
        .mut_subcommands(|command| command.help_template(TEMPLATE))
}

/// The parser with the derived settings of each command, such as the usage texts.
pub(crate) fn built_parser() -> clap::Command {
    let mut parser = parser();
    parser.build();
    parser
}

/// Whether the words ask for JSON. The words are not parsed, because failures of the parser are
/// reported as JSON too.
pub(crate) fn asks_for_json(line: &[OsString]) -> bool {
    let pairs = line.iter().zip(line.iter().skip(1));
    line.iter().any(|word| word == "--output=json")
        || pairs
            .into_iter()
            .any(|(option, value)| option == "--output" && value == "json")
}

/// Parses a command line, whose first word is the name of the program.
pub(crate) fn parse(line: &[OsString]) -> Result<Args, clap::Error> {
    let args = parse_words(line.iter().cloned()).map_err(|error| {
        // The error message may quote arguments. So the command line is parsed again with control
        // characters replaced, which makes the message safe to print. If the second parsing
        // succeeds, the first error was about invalid UTF-8, and its message quotes no argument.
        let shown = line
            .iter()
            .map(|word| shown(&word.to_string_lossy()).into_owned().into());
        parse_words(shown).err().unwrap_or(error)
    })?;
    match &args.command {
        Command::Url(url) => conflict(url).map_or(Ok(()), |conflict| Err(refusal("url", conflict))),
        _ => Ok(()),
    }?;
    Ok(args)
}

fn parse_words(line: impl Iterator<Item = OsString>) -> Result<Args, clap::Error> {
    let line: Vec<OsString> = line.collect();
    let mut parser = parser();
    parser
        .try_get_matches_from_mut(&line)
        .and_then(|matches| Args::from_arg_matches(&matches))
        .map_err(|error| hinted(error.format(&mut parser), &line))
}

/// The error of the parser for conflicting arguments, with the usage text of `command`.
fn refusal(command: &str, conflict: String) -> clap::Error {
    let mut program = built_parser();
    match program.find_subcommand_mut(command) {
        Some(command) => command.error(ErrorKind::ArgumentConflict, conflict),
        None => program.error(ErrorKind::ArgumentConflict, conflict),
    }
}

/// Returns an error message if arguments conflict in a way that the parser can't detect.
fn conflict(args: &UrlArgs) -> Option<String> {
    if args.open && args.is_about_several() {
        return Some("the argument '--open' cannot be used with several instances".to_owned());
    }
    if args.vnc_password_stdin && args.instance_id.contains(&InstanceSource::Stdin) {
        return Some(
            "the argument '--vnc-password-stdin' cannot be used with '--instance-id -': both read \
             stdin"
                .to_owned(),
        );
    }
    match (args.wait, args.call.timeout) {
        (Some(wait), Some(timeout)) if timeout < wait => Some(format!(
            "the argument '--wait' ({wait:?}) cannot be used with a shorter '--timeout' ({timeout:?})"
        )),
        _ => None,
    }
}

/// Adds a hint to the error about an unexpected word, if the intention is clear.
fn hinted(mut error: clap::Error, line: &[OsString]) -> clap::Error {
    let context = match error.kind() {
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        _ => return error,
    };
    let hint = match error.get(context) {
        Some(ContextValue::String(word)) => hint(word, command(line)),
        _ => None,
    };
    if let Some(hint) = hint {
        let hint = ContextValue::StyledStrs(vec![StyledStr::from(hint)]);
        error.insert(ContextKind::Suggested, hint);
    }
    error
}

/// The name of the command. Options before the name take no values.
fn command(line: &[OsString]) -> Option<&str> {
    let mut words = line.iter().skip(1).filter_map(|word| word.to_str());
    words.find(|word| !word.starts_with('-'))
}

/// The hint about the unexpected `word` after `command`.
fn hint(word: &str, command: Option<&str>) -> Option<String> {
    let is_region = PRODUCT.regions().any(|(region, _)| region == word);
    match (word, command) {
        ("--format", _) => Some("the option '--format' is now named '--wire-format'".to_owned()),
        (option, _) if option.starts_with('-') => None,
        (_, Some("url" | "instances")) if is_region => {
            Some(format!("to select a region, use '--region-id {word}'"))
        }
        (id, Some("url")) if id.starts_with("i-") => {
            Some(format!("to select an instance, use '--instance-id {id}'"))
        }
        (id, _) if id.starts_with("i-") => Some(format!(
            "to open an instance, use 'ecs-console url --instance-id {id}'"
        )),
        (name, Some("url" | "instances")) => Some(format!("to select a name, use '--name {name}'")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        parser().debug_assert();
    }

    /// Calls `check` with the parser of the program and of each command.
    fn for_each(command: &mut clap::Command, check: &mut impl FnMut(&mut clap::Command)) {
        check(command);
        for command in command.get_subcommands_mut() {
            for_each(command, check);
        }
    }

    #[test]
    fn hints_at_the_option_for_an_id_after_any_options() {
        for line in [
            "url i-1",
            "url -v i-1",
            "-v url i-1",
            "-v --verbose url -v i-1",
        ] {
            let words = ["ecs-console"].into_iter().chain(line.split(' '));
            let words: Vec<OsString> = words.map(OsString::from).collect();
            let error = parse(&words).err().unwrap().to_string();
            let hint = "tip: to select an instance, use '--instance-id i-1'";
            assert!(error.contains(hint), "{line}: {error}");
        }
    }

    #[test]
    fn no_argument_takes_a_secret() {
        for_each(&mut built_parser(), &mut |command| {
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                let is_secret = ["secret", "token", "password", "key"]
                    .iter()
                    .any(|word| name.contains(word));
                assert!(
                    !is_secret || !argument.get_action().takes_values(),
                    "every user of the machine can read the value of --{name}"
                );
            }
        });
    }

    #[test]
    fn short_help_has_at_most_40_lines_of_100_columns() {
        for_each(&mut built_parser(), &mut |command| {
            let name = command.get_name().to_owned();
            let help = command.render_help().to_string();
            assert!(
                help.lines().count() <= 40,
                "{name}: {}\n{help}",
                help.lines().count()
            );
            for help in [help, command.render_long_help().to_string()] {
                let long = help.lines().find(|line| line.chars().count() > WIDTH);
                assert_eq!(long, None, "{name}");
            }
        });
    }

    #[test]
    fn long_help_shows_examples_before_the_options() {
        for command in built_parser().get_subcommands_mut() {
            let help = command.render_long_help().to_string();
            if command.get_name() == "help" {
                continue;
            }
            let examples = help
                .find("\nExamples:\n  ecs-console ")
                .or(help.find("\nExamples:\n  source "));
            assert!(examples < help.find("\nOptions:\n"), "{help}");
            assert!(examples.is_some(), "{help}");
        }
    }
}
