//! `ecs-console url`: the console URL of an instance.

use std::time::Duration;

use alicloud::Retry;
use alicloud_console::{ConsolePage, OpenConsole, RunsWindows, VncPassword};

use crate::{
    args::{Page, UrlArgs},
    browser,
    failure::Failure,
    instance_ids, output, password, several,
    system::System,
    target::Target,
    transport::Client,
};

/// Fetches the URL, prints it, and opens it where that is asked for; or prints those of several
/// instances.
pub(crate) fn run(args: &UrlArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let console = Console::find(args, system)?;
    let instance_ids = instance_ids::read(&args.instance_id, system.stdin)?;
    let retry = retry(args.wait);
    let (target, region_id) = Target::of_region(&args.region, &args.call, retry, system)?;
    match &*instance_ids {
        [instance_id] if !args.is_about_several() => one(
            args,
            &region_id,
            instance_id,
            &console,
            &target.client,
            system,
        ),
        _ => several::run(
            args,
            &region_id,
            instance_ids,
            &console,
            &target.client,
            system,
        ),
    }
}

fn one(
    args: &UrlArgs,
    region_id: &str,
    instance_id: &str,
    console: &Console,
    client: &Client,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    // First, since the URL can be opened for 15 seconds only.
    let windows = match args.windows {
        Some(windows) => Some(windows),
        None => runs_windows(region_id, instance_id, client)?,
    };
    let operation = console.open(region_id, instance_id);
    let console = client.send(&operation.windows(windows.unwrap_or_default()))?;
    if windows.is_none() {
        return Err(Failure::WindowsUnknown(None));
    }
    match output::print(args, instance_id, &console, system) {
        // The browser was asked for as well, whoever reads stdout.
        Ok(()) | Err(Failure::StdoutClosed) if args.open => browser::open(&console, system),
        printed => printed,
    }
}

/// What is asked of all consoles of one command.
pub(crate) struct Console {
    page: ConsolePage,
    password: Option<VncPassword>,
}

impl Console {
    fn find(args: &UrlArgs, system: &mut System<'_>) -> Result<Self, Failure> {
        let page = match args.page {
            Page::Vnc => ConsolePage::VNC,
            Page::Vnc2 => ConsolePage::VNC2,
        };
        let password = password::find(args, &page, system)?;
        Ok(Self { page, password })
    }

    pub(crate) fn open(&self, region_id: &str, instance_id: impl Into<String>) -> OpenConsole {
        let operation = OpenConsole::new(region_id, instance_id).page(self.page.clone());
        match &self.password {
            Some(password) => operation.password(password.clone()),
            None => operation,
        }
    }
}

/// When a call is repeated: as ever, and while the instance is being created if that is to be
/// waited for.
fn retry(wait: Option<Duration>) -> Retry {
    match wait {
        Some(wait) => Retry::default().waiting_for(["InstanceNotReady"], wait),
        None => Retry::default(),
    }
}

/// Whether the instance runs Windows; `None` if it isn't listed. That may be for want of a
/// permission, and the call for the URL tells whether there is such an instance.
fn runs_windows(
    region_id: &str,
    instance_id: &str,
    client: &Client,
) -> Result<Option<bool>, Failure> {
    client
        .send(&RunsWindows::new(region_id, instance_id))
        .map_err(Failure::windows_unknown)
}
