//! `ecs-console url`: the console URL of one or more instances.

use std::time::Duration;

use alicloud::retry::Retry;
use alicloud_console::{ConsolePage, ConsoleSettings, OpenConsole, RunsWindows};
use clap::ValueEnum;

use crate::{
    args::{Page, UrlArgs},
    batch, browser, console_output,
    emulator::RUNNING_INSTANCE_ID,
    failure::Failure,
    instance_ids, named_instance, password,
    system::System,
    target::{Target, retry},
};

/// For one instance, fetches and prints the URL, and opens the URL if `--open` is given. For
/// several instances, fetches and prints the URLs.
pub(crate) fn run(args: &UrlArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let settings = settings(args, system)?;
    let instance_ids = match (&args.name, &*args.instance_id) {
        (Some(_), _) => Vec::new(),
        (None, []) => vec![RUNNING_INSTANCE_ID.to_owned()],
        (None, sources) => instance_ids::read(sources, system.stdin)?,
    };
    let retry = waiting(retry(&args.call), args.wait);
    let (target, region) = Target::of_region(&args.region, &args.call, retry, system)?;
    let done = match (&args.name, &*instance_ids) {
        (Some(name), _) => named(args, &region.id, name, &settings, &target, system),
        (None, [id]) if !args.is_about_several() => {
            let windows = args.windows;
            one(args, &region.id, id, windows, &settings, &target, system)
        }
        (None, _) => {
            let client = &target.client;
            batch::run(args, &region, instance_ids, &settings, client, system)
        }
    };
    done.map_err(|failure| failure.about_region(region.similar.as_deref()))
}

/// Like [`one`], for the only instance with this name.
fn named(
    args: &UrlArgs,
    region_id: &str,
    name: &str,
    settings: &ConsoleSettings,
    target: &Target,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    let found = named_instance::find(&target.client, region_id, name)?;
    let windows = args.windows.or(found.windows);
    one(
        args, region_id, &found.id, windows, settings, target, system,
    )
}

fn one(
    args: &UrlArgs,
    region_id: &str,
    instance_id: &str,
    windows: Option<bool>,
    settings: &ConsoleSettings,
    target: &Target,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    let client = &target.client;
    // The type of the operating system is looked up before the URL is fetched, because the URL
    // expires after 15 seconds. If the instance isn't listed, the call for the URL shows whether
    // the instance exists.
    let windows = match windows {
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
        Ok(()) | Err(Failure::StdoutClosed) if args.open => {
            browser::open(&console, target.emulator.as_ref(), system)
        }
        printed => printed,
    }
}

/// The settings for the consoles of all instances of one command.
fn settings(args: &UrlArgs, system: &mut System<'_>) -> Result<ConsoleSettings, Failure> {
    let page = match page(args.page, system)? {
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

/// The environment variable with the page.
const PAGE: &str = "ECS_CONSOLE_PAGE";

/// The page of `--page`, or else of the environment variable.
fn page(option: Option<Page>, system: &System<'_>) -> Result<Page, Failure> {
    match (option, system.set_variable(PAGE)) {
        (Some(page), _) => Ok(page),
        (None, None) => Ok(Page::default()),
        (None, Some(variable)) => {
            let text = variable.to_string_lossy();
            Page::from_str(&text, false).map_err(|_| {
                Failure::input(PAGE, format!("unknown page {text:?}: use vnc or vnc2"))
            })
        }
    }
}

/// Adds `--wait` to the retry policy: a call is also repeated while the instance is being created
/// or isn't `Running`. The server refuses calls for such an instance, so no separate call for the
/// state is needed.
fn waiting(retry: Retry, wait: Option<Duration>) -> Retry {
    match wait {
        Some(wait) => retry.waiting_for(["InstanceNotReady", "IncorrectInstanceStatus"], wait),
        None => retry,
    }
}
