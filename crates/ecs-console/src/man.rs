//! `ecs-console man`: man pages.

use std::{fs, path::Path};

use clap_mangen::Man;

use crate::{
    args::{EXAMPLES, ManArgs},
    command_line,
    failure::Failure,
    nearest::nearest,
    system::System,
};

/// Prints the page of the command in `args`, or writes all pages into a directory.
pub(crate) fn run(args: &ManArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let pages = pages()?;
    if let Some(directory) = &args.out {
        return write(&pages, directory, system);
    }
    let name = match &args.command {
        None => PROGRAM.to_owned(),
        Some(command) => format!("{PROGRAM}-{command}"),
    };
    match pages.iter().find(|page| page.name == name) {
        Some(page) => system.streams.print_generated(&page.text),
        None => {
            let known = pages
                .iter()
                .filter_map(|page| page.name.strip_prefix(PROGRAM)?.strip_prefix('-'));
            let command = args.command.as_deref().unwrap_or_default();
            let hint = nearest(command, known)
                .map(|known| format!(" (did you mean {known}?)"))
                .unwrap_or_default();
            let problem = format!("{command:?} is not a command{hint}");
            Err(Failure::Input(problem))
        }
    }
}

const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// A man page of section 1.
struct Page {
    /// The name of the page, such as `ecs-console-url`.
    name: String,
    text: Vec<u8>,
}

/// The pages of the program and of each command.
fn pages() -> Result<Vec<Page>, Failure> {
    let program = command_line::built_parser();
    let commands = program
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
        .map(|command| page(command.clone(), format!("{PROGRAM}-{}", command.get_name())));
    [page(program.clone(), PROGRAM.to_owned())]
        .into_iter()
        .chain(commands)
        .collect()
}

fn page(command: clap::Command, name: String) -> Result<Page, Failure> {
    let examples = long_text(command.get_before_long_help());
    let notes = long_text(command.get_after_long_help());
    let has_commands = command.has_subcommands();
    let version = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command)
        .title(name.clone())
        .source(version)
        .manual("Alibaba Cloud ECS console (unofficial)");
    let mut text = Vec::new();
    let mut sections = || -> std::io::Result<()> {
        man.render_title(&mut text)?;
        man.render_name_section(&mut text)?;
        man.render_synopsis_section(&mut text)?;
        man.render_description_section(&mut text)?;
        if let Some(examples) = examples.as_deref() {
            section("EXAMPLES", examples.trim_start_matches(EXAMPLES), &mut text);
        }
        man.render_options_section(&mut text)?;
        if has_commands {
            man.render_subcommands_section(&mut text)?;
        }
        if let Some(notes) = notes.as_deref() {
            section("NOTES", notes, &mut text);
        }
        Ok(())
    };
    // Writing to a vector fails only if a section can't be rendered.
    sections().map_err(|error| Failure::Local("the man page can't be rendered", error.into()))?;
    Ok(Page { name, text })
}

fn long_text(text: Option<&clap::builder::StyledStr>) -> Option<String> {
    text.map(ToString::to_string)
}

/// Adds a section whose lines are kept, because they contain commands and tables.
fn section(heading: &str, lines: &str, text: &mut Vec<u8>) {
    let mut roff = format!(".SH {heading}\n.nf\n");
    for line in lines.lines() {
        // In roff, a leading period or apostrophe starts a request, so it is escaped.
        if line.starts_with(['.', '\'']) {
            roff.push_str("\\&");
        }
        roff.push_str(&line.replace('\\', "\\e").replace('-', "\\-"));
        roff.push('\n');
    }
    roff.push_str(".fi\n");
    text.extend_from_slice(roff.as_bytes());
}

/// Writes each page into `directory` and prints the paths.
fn write(pages: &[Page], directory: &Path, system: &mut System<'_>) -> Result<(), Failure> {
    let failure = |error: std::io::Error| {
        let place = directory.display();
        Failure::Local(
            "the man pages can't be written",
            format!("{place}: {error}").into(),
        )
    };
    fs::create_dir_all(directory).map_err(failure)?;
    for page in pages {
        let path = directory.join(format!("{}.1", page.name));
        fs::write(&path, &page.text).map_err(failure)?;
        system.streams.print([path.display().to_string()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_a_page_with_examples() {
        let pages = pages().ok().unwrap();
        let names: Vec<&str> = pages.iter().map(|page| &*page.name).collect();
        assert_eq!(names[..2], ["ecs-console", "ecs-console-url"]);
        for page in &pages {
            let text = str::from_utf8(&page.text).unwrap();
            let begin = format!(".TH {} 1", page.name.replace('-', "\\-"));
            assert!(
                text.contains(&begin) || text.contains(&format!(".TH {} 1", page.name)),
                "{text}"
            );
            for heading in ["NAME", "SYNOPSIS", "EXAMPLES", "OPTIONS", "NOTES"] {
                let heading = format!("\n.SH {heading}\n");
                assert!(text.contains(&heading), "no {heading:?} in {text}");
            }
        }
    }

    #[test]
    fn escapes_lines_that_start_like_a_request() {
        let mut text = Vec::new();
        section("NOTES", ".x \\\n'y -z", &mut text);
        let expected = ".SH NOTES\n.nf\n\\&.x \\e\n\\&'y \\-z\n.fi\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
