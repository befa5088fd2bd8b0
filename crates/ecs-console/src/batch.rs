//! `ecs-console url` for several instances: each URL is printed as it comes.

use std::collections::HashMap;

use alicloud_console::{ConsoleSettings, OpenConsole, RunsWindows};

use crate::{
    args::UrlArgs,
    console_output,
    failure::{Failure, Summary},
    progress::Progress,
    system::System,
    transport::Client,
};

/// Prints the URLs of `instance_ids` in the order in which they come, and says in the end which of
/// them have none.
pub(crate) fn run(
    args: &UrlArgs,
    region_id: &str,
    instance_ids: Vec<String>,
    settings: &ConsoleSettings,
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
        let settings = settings.clone().windows(windows);
        Some(OpenConsole::new(region_id, instance_id).settings(settings))
    });
    client.send_all(
        operations.collect(),
        args.concurrency,
        |operation, result| {
            let instance_id = operation.instance_id();
            let is_known = windows.get(instance_id).copied().flatten().is_some();
            let failure = match result {
                Ok(console) if is_known => {
                    let print = || console_output::print(args, instance_id, &console, system);
                    progress.suspended(print)?;
                    None
                }
                Ok(_) => Some(Failure::WindowsUnknown(None)),
                Err(error) => Some(error.into()),
            };
            if let Some(failure) = failure {
                failure.count(&mut summary, [instance_id.to_owned()]);
            }
            progress.advance(1, summary.failed());
            Ok(())
        },
    )?;
    drop(progress);
    if summary.failed() < summary.total() {
        console_output::note_validity(args, system);
    }
    Failure::of_several(summary)
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
        .chunks(RunsWindows::MAX_INSTANCES)
        .map(|some| RunsWindows::new(region_id, some));
    client.send_all(questions.collect(), args.concurrency, |question, answer| {
        let instance_ids = question.instance_ids().iter().cloned();
        let mut listed = match answer {
            Ok(listed) => listed,
            Err(error) => {
                Failure::windows_unknown(error).count(summary, instance_ids);
                return Ok(());
            }
        };
        for id in instance_ids {
            match listed.remove(&id).transpose() {
                Ok(answer) => _ = windows.insert(id, answer),
                Err(error) => Failure::windows_unknown(error.into()).count(summary, [id]),
            }
        }
        Ok(())
    })?;
    Ok(windows)
}
