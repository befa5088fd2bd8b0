//! `ecs-console url`: the console URL of one or more instances.

use std::time::Duration;

use alicloud::retry::Retry;
use alicloud_console::{ConsolePage, ConsoleSettings, OpenConsole, RunsWindows};

use crate::{
    args::{Page, UrlArgs},
    batch, browser, console_output,
    failure::Failure,
    instance_ids, password,
    system::System,
    target::Target,
    transport::Client,
};

/// For one instance, fetches and prints the URL, and opens the URL if `--open` is given. For
/// several instances, fetches and prints the URLs.
pub(crate) fn run(args: &UrlArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let settings = settings(args, system)?;
    let instance_ids = instance_ids::read(&args.instance_id, system.stdin)?;
    let retry = retry(args.wait);
    let (target, region_id) = Target::of_region(&args.region, &args.call, retry, system)?;
    let client = &target.client;
    match &*instance_ids {
        [id] if !args.is_about_several() => one(args, &region_id, id, &settings, client, system),
        _ => batch::run(args, &region_id, instance_ids, &settings, client, system),
    }
}

fn one(
    args: &UrlArgs,
    region_id: &str,
    instance_id: &str,
    settings: &ConsoleSettings,
    client: &Client,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    // The type of the operating system is looked up before the URL is fetched, because the URL
    // expires after 15 seconds. If the instance isn't listed, the call for the URL shows whether
    // the instance exists.
    let windows = match args.windows {
        Some(windows) => Some(windows),
        None => client
            .send(&RunsWindows::new(region_id, [instance_id]))
            .and_then(|mut listed| Ok(listed.remove(instance_id).transpose()?))
            .map_err(Failure::windows_unknown)?,
    };
    let settings = settings.clone().windows(windows.unwrap_or_default());
    let console = client.send(&OpenConsole::new(region_id, instance_id).settings(settings))?;
    if windows.is_none() {
        return Err(Failure::WindowsUnknown(None));
    }
    match console_output::print(args, instance_id, &console, system) {
        // `--open` applies even if nobody reads stdout.
        Ok(()) | Err(Failure::StdoutClosed) if args.open => browser::open(&console, system),
        printed => printed,
    }
}

/// The settings for the consoles of all instances of one command.
fn settings(args: &UrlArgs, system: &mut System<'_>) -> Result<ConsoleSettings, Failure> {
    let page = match args.page {
        Page::Vnc => ConsolePage::VNC,
        Page::Vnc2 => ConsolePage::VNC2,
    };
    let password = password::find(args, &page, system)?;
    let settings = ConsoleSettings::default().page(page);
    Ok(match password {
        Some(password) => settings.password(password),
        None => settings,
    })
}

/// The retry policy. With `--wait`, a call is also repeated while the instance is being created or
/// isn't `Running`. The server refuses calls for such an instance, so no separate call for the
/// state is needed.
fn retry(wait: Option<Duration>) -> Retry {
    match wait {
        Some(wait) => {
            Retry::default().waiting_for(["InstanceNotReady", "IncorrectInstanceStatus"], wait)
        }
        None => Retry::default(),
    }
}
