//! `cargo xtask ci`: runs the checks that every change must pass.

mod code;
mod corpus;
mod deny;
mod examples;
mod features;
mod gate;
mod package;
mod parts;
mod secrets;
mod vendor;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use clap::builder::{PossibleValue, PossibleValuesParser};

use self::{
    deny::Deny,
    gate::{Gate, Skipped},
    parts::{PARTS, Part},
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run only these parts, in this order (default: all parts that aren't marked "only if chosen")
    #[arg(value_name = "PART", value_parser = names())]
    parts: Vec<String>,
}

fn names() -> PossibleValuesParser {
    PARTS
        .iter()
        .map(|part| PossibleValue::new(part.name).help(part.help()))
        .into()
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Result<(), String> {
    let all = arguments.parts.is_empty();
    let chosen: Vec<&Part> = if all {
        PARTS.iter().filter(|part| part.in_all).collect()
    } else {
        let find = |name: &String| PARTS.iter().find(|part| part.name == *name);
        arguments.parts.iter().filter_map(find).collect()
    };
    let mut gate = Gate::new(root, !all)?;
    if all {
        // The tests leave processor time unused, so the licence checker is built meanwhile.
        gate.deny = Deny::start(&gate)?;
    }
    let mut times = Vec::new();
    let mut outcome = Ok(());
    for part in chosen {
        let start = Instant::now();
        outcome = (part.run)(&mut gate).map_err(|error| format!("{}: {error}", part.name));
        times.push((part.name, start.elapsed()));
        if outcome.is_err() {
            break;
        }
    }
    print_times(&times);
    outcome?;
    println!("{}", summary(&gate.skipped));
    Ok(())
}

/// The last line, which names each skipped part with the reason.
fn summary(skipped: &[Skipped]) -> String {
    if skipped.is_empty() {
        return "All checks passed.".to_owned();
    }
    let mut text = "The other checks passed. These parts were skipped:".to_owned();
    for Skipped { part, reason } in skipped {
        text += &format!("\n  {part}: {reason}");
    }
    text
}

fn print_times(times: &[(&str, Duration)]) {
    println!("\n{:<10} {:>9}", "part", "seconds");
    for (name, time) in times {
        println!("{name:<10} {:>9.1}", time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("{:<10} {:>9.1}\n", "total", total.as_secs_f64());
}

#[cfg(test)]
mod tests {
    use super::{gate::Skipped, summary};

    #[test]
    fn the_summary_names_skipped_parts() {
        assert_eq!(summary(&[]), "All checks passed.");
        let skipped = [Skipped {
            part: "browser",
            reason: "chromium is missing".to_owned(),
        }];
        assert_eq!(
            summary(&skipped),
            "The other checks passed. These parts were skipped:\n  browser: chromium is missing"
        );
    }
}
