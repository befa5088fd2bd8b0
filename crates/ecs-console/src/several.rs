//! `ecs-console url` for several instances: so many at a time, and each printed as it comes.

use std::collections::HashMap;

use alicloud_console::WhichRunWindows;

use crate::{
    args::UrlArgs,
    failure::{Failure, Summary},
    output,
    progress::Progress,
    system::System,
    transport::Client,
    url::Console,
};

/// Prints the URLs of `instance_ids` in the order in which they come, and says in the end which of
/// them have none.
pub(crate) fn run(
    args: &UrlArgs,
    region_id: &str,
    instance_ids: Vec<String>,
    console: &Console,
    client: &Client,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    let progress = Progress::new(instance_ids.len(), (system.progress)());
    let mut summary = Summary::of(instance_ids.len());
    // First, since the URLs can be opened for 15 seconds only.
    let windows = windows(args, region_id, &instance_ids, client, &mut summary)?;
    progress.advance(summary.failed(), summary.failed());

    let operations = instance_ids.into_iter().filter_map(|instance_id| {
        let windows = windows.get(&instance_id)?.unwrap_or_default();
        Some(console.open(region_id, instance_id).windows(windows))
    });
    client.send_all(
        operations.collect(),
        args.concurrency,
        |operation, result| {
            let instance_id = operation.instance_id();
            let is_known = windows.get(instance_id).copied().flatten().is_some();
            match result {
                Ok(console) if is_known => {
                    progress
                        .suspended(|| output::print_line(args, instance_id, &console, system))?;
                }
                Ok(_) => summary.add([instance_id.to_owned()], &Failure::WindowsUnknown(None)),
                Err(error) => summary.add([instance_id.to_owned()], &error.into()),
            }
            progress.advance(1, summary.failed());
            Ok(())
        },
    )?;
    drop(progress);
    if summary.failed() < summary.total() {
        output::note_validity(args, system);
    }
    summary.result()
}

/// Whether each instance runs Windows; `None` of one that isn't listed. Those that couldn't be
/// asked about are in `summary` instead.
fn windows(
    args: &UrlArgs,
    region_id: &str,
    instance_ids: &[String],
    client: &Client,
    summary: &mut Summary,
) -> Result<HashMap<String, Option<bool>>, Failure> {
    if args.windows.is_some() {
        let said = instance_ids.iter().map(|id| (id.clone(), args.windows));
        return Ok(said.collect());
    }
    let mut windows = HashMap::new();
    let questions = instance_ids
        .chunks(WhichRunWindows::AT_MOST)
        .map(|some| WhichRunWindows::new(region_id, some));
    client.send_all(questions.collect(), args.concurrency, |question, answer| {
        let instance_ids = question.instance_ids().iter().cloned();
        match answer {
            Ok(told) => windows.extend(instance_ids.map(|id| {
                let windows = told.get(&id).copied();
                (id, windows)
            })),
            Err(error) => summary.add(instance_ids, &Failure::windows_unknown(error)),
        }
        Ok(())
    })?;
    Ok(windows)
}
