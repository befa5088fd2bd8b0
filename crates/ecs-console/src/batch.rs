//! `ecs-console url` for several instances: prints each URL as soon as the URL arrives.

use std::collections::HashMap;

use alicloud_console::{ConsoleSettings, OpenConsole, RunsWindows};

use crate::{
    args::UrlArgs,
    console_output,
    failure::{Failure, Summary},
    progress::Progress,
    system::System,
    target::Region,
    transport::Client,
};

/// Prints the URL of each instance as soon as the URL arrives, and reports the failed instances at
/// the end.
pub(crate) fn run(
    args: &UrlArgs,
    region: &Region,
    instance_ids: Vec<String>,
    settings: &ConsoleSettings,
    client: &Client,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    let progress = Progress::new(instance_ids.len(), (system.progress)());
    let mut summary = Summary::of(instance_ids.len());
    // The types of the operating systems are looked up before the URLs are fetched, because a URL
    // expires after 15 seconds.
    let windows = windows(args, region, &instance_ids, client, &mut summary)?;
    progress.advance(summary.failed(), summary.failed());

    let similar = region.similar.as_deref();
    let operations = instance_ids.into_iter().filter_map(|instance_id| {
        let windows = windows.get(&instance_id)?.unwrap_or_default();
        let settings = settings.clone().windows(windows);
        Some(OpenConsole::new(&*region.id, instance_id).settings(settings))
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
                Err(error) => Some(Failure::from(error).about_region(similar)),
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

/// Whether each instance runs Windows; `None` for an instance that the API doesn't list. Instances
/// whose lookup failed are added to `summary` instead.
fn windows(
    args: &UrlArgs,
    region: &Region,
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
        .map(|some| RunsWindows::new(&*region.id, some));
    client.send_all(questions.collect(), args.concurrency, |question, answer| {
        let instance_ids = question.instance_ids().iter().cloned();
        let mut listed = match answer {
            Ok(listed) => listed,
            Err(error) => {
                Failure::windows_unknown(error)
                    .about_region(region.similar.as_deref())
                    .count(summary, instance_ids);
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
