//! `ecs-console url`: the console URL of an instance.

use alicloud_console::{ConsolePage, OpenConsole, RunsWindows};

use crate::{
    args::{Page, UrlArgs},
    browser,
    failure::{Failure, lacks_permission},
    output, password,
    system::System,
    target::Target,
    transport::Client,
};

/// Fetches the URL, prints it, and opens it where that is asked for.
pub(crate) fn run(args: &UrlArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let operation = operation(args, system)?;
    let target = Target::of_region(&args.region_id, &args.call, system)?;
    // First, since the URL can be opened for 15 seconds only.
    let windows = match args.windows {
        Some(windows) => Some(windows),
        None => runs_windows(args, &target.client)?,
    };
    let operation = operation.windows(windows.unwrap_or_default());
    let console = target.client.send(&operation)?;
    if windows.is_none() {
        return Err(Failure::WindowsUnknown(None));
    }
    output::print(args, &console, system)?;
    if args.open {
        browser::open(&console, system)?;
    }
    Ok(())
}

fn operation(args: &UrlArgs, system: &mut System<'_>) -> Result<OpenConsole, Failure> {
    let page = match args.page {
        Page::Vnc => ConsolePage::VNC,
        Page::Vnc2 => ConsolePage::VNC2,
    };
    let password = password::find(args, &page, system)?;
    let operation = OpenConsole::new(&args.region_id, &args.instance_id).page(page);
    Ok(match password {
        Some(password) => operation.password(password),
        None => operation,
    })
}

/// Whether the instance runs Windows; `None` if it isn't listed. That may be for want of a
/// permission, and the call for the URL tells whether there is such an instance.
fn runs_windows(args: &UrlArgs, client: &Client) -> Result<Option<bool>, Failure> {
    client
        .send(&RunsWindows::new(&args.region_id, &args.instance_id))
        .map_err(|error| {
            if lacks_permission(&error) || matches!(error, alicloud::Error::Decode(_)) {
                Failure::WindowsUnknown(Some(error))
            } else {
                Failure::Call(error)
            }
        })
}
