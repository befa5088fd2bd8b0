//! `ecs-console url`: the console URL of an instance.

use alicloud_console::{ConsolePage, OpenConsole};
use alicloud_emulator::Emulator;

use crate::{
    args::{Page, UrlArgs},
    browser,
    failure::Failure,
    output, password,
    system::System,
    target, transport,
};

/// Fetches the URL, prints it, and opens it where that is asked for.
pub(crate) fn run(args: &UrlArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let operation = operation(args, system)?;
    // It serves until it is dropped.
    let emulator = if args.emulator {
        Some(start_emulator(system)?)
    } else {
        None
    };
    let session = match &emulator {
        Some(emulator) => target::emulator(args, emulator)?,
        None => target::account(args, system)?,
    };
    let console = transport::send(args.transport, session, &operation)?;
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
    let operation = OpenConsole::new(&args.region_id, &args.instance_id)
        .page(page)
        .windows(args.windows);
    Ok(match password {
        Some(password) => operation.password(password),
        None => operation,
    })
}

fn start_emulator(system: &mut System<'_>) -> Result<Emulator, Failure> {
    let emulator = Emulator::start()
        .map_err(|error| Failure::Local("the emulator can't be started", error.into()))?;
    system.note(&format!(
        "From the emulator at {}: no instance is behind the URL.",
        emulator.endpoint()
    ));
    Ok(emulator)
}
