//! `cargo xtask bench scale`: measures processor time and bytes per item of long lists and replies.
//! Each figure is compared with the figure for a tenth of the items.

use std::path::Path;

use super::{
    print_head, print_row,
    programs::{Programs, numbers},
};

/// The upper limit for the ratio of the cost per item to the cost in a list with a tenth of the
/// items.
const TARGET: f64 = 1.5;

pub(super) fn run(root: &Path) -> Result<(), String> {
    let programs = Programs::build(root)?;
    print_head("Lists and replies of 10 to 10,000 items: nanoseconds and bytes per item")?;
    for (name, case) in [
        ("list parameters", "list-parameters"),
        ("instances in JSON", "slots-json"),
        ("instances in XML", "slots-xml"),
    ] {
        let (mut earlier_time, mut earlier_bytes) = (None, None);
        for count in [10, 100, 1_000, 10_000] {
            let case = format!("{case}-{count}");
            let runs = (1_000 / count).max(1).to_string();
            let [time, _] = numbers(&programs.calls, &["cpu", &case, &case, "31", &runs])?;
            let [_, bytes] = numbers(&programs.allocations, &[&case])?;
            for (unit, figure, earlier) in [
                ("ns", time, &mut earlier_time),
                ("bytes", bytes, &mut earlier_bytes),
            ] {
                let figure = figure / f64::from(count);
                let target = earlier.map(|_| TARGET);
                print_row(
                    format_args!("{count} {name}: {unit}"),
                    figure,
                    *earlier,
                    target,
                )?;
                *earlier = Some(figure);
            }
        }
    }
    Ok(())
}
