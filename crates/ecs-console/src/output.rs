//! What is printed of a console.

use std::time::SystemTime;

use alicloud_console::{Console, ReconnectBudget};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    args::{Output, UrlArgs},
    failure::Failure,
    system::System,
};

/// Prints `console`, that of the one instance, in the form that `args` ask for.
pub(crate) fn print(
    args: &UrlArgs,
    instance_id: &str,
    console: &Console,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    match args.output {
        Output::Text => {
            system.print(&format!("{}\n", console.url()))?;
            let notes = notes(console, (system.now)())?;
            system.note(&notes);
        }
        Output::Json => system.print(&format!("{}\n", json(instance_id, console)?))?,
    }
    Ok(())
}

/// Prints the line of `console`, that of one of several instances.
pub(crate) fn print_line(
    args: &UrlArgs,
    instance_id: &str,
    console: &Console,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    system.print(&match args.output {
        Output::Text => format!("{instance_id}\t{}\n", console.url()),
        Output::Json => format!("{}\n", json(instance_id, console)?),
    })
}

/// Says of the URLs of several instances how long they can be opened.
pub(crate) fn note_validity(args: &UrlArgs, system: &mut System<'_>) {
    if let Output::Text = args.output {
        let seconds = Console::VALIDITY.as_secs();
        system.note(&format!(
            "Each can be opened for {seconds} s after it was fetched."
        ));
    }
}

/// What is to be known about the URL at `now`, without the URL.
fn notes(console: &Console, now: SystemTime) -> Result<String, Failure> {
    // Whole seconds are cut off rather than rounded up, here and there.
    let expires_at = timestamp(console.expires_at())?;
    let seconds = console.remaining(now).as_secs();
    let mut notes = format!("It can be opened until {expires_at:.0}, for {seconds} s.");
    if let Some(request_id) = console.request_id() {
        notes += &format!("\nThe request id is {request_id}.");
    }
    Ok(notes)
}

/// The object that `--output json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    url: &'a str,
    instance_id: &'a str,
    request_id: Option<&'a str>,
    fetched_at: String,
    expires_at: String,
    keep_alive_seconds: u64,
    reconnects_per_minute: usize,
}

fn json(instance_id: &str, console: &Console) -> Result<String, Failure> {
    let document = Document {
        url: console.url(),
        instance_id,
        request_id: console.request_id(),
        fetched_at: format!("{:.3}", timestamp(console.fetched_at())?),
        expires_at: format!("{:.3}", timestamp(console.expires_at())?),
        keep_alive_seconds: console.keep_alive().as_secs(),
        reconnects_per_minute: ReconnectBudget::PER_MINUTE,
    };
    serde_json::to_string(&document)
        .map_err(|error| Failure::Local("the console has no JSON form", error.into()))
}

/// Fails for a system clock beyond the year 9999.
fn timestamp(time: SystemTime) -> Result<Timestamp, Failure> {
    time.try_into()
        .map_err(|error: jiff::Error| Failure::Local("the clock is off", error.into()))
}

#[cfg(test)]
mod tests {
    use alicloud::{Anonymous, Response, Session, blocking::Client};
    use alicloud_console::OpenConsole;

    use super::*;

    #[test]
    fn leaves_out_a_request_id_that_the_reply_lacks() {
        let session = Session::new("https://ecs.example", Anonymous).unwrap();
        for (request_id, expected) in [("", None), (r#","RequestId":"R""#, Some("R"))] {
            let body = format!(r#"{{"VncUrl":"ws%3A%2F%2Fvnc.example"{request_id}}}"#);
            let client = Client::with_transport(session.clone(), move |_| {
                Ok(Response::new(body.clone().into()))
            });
            let console = client.send(&OpenConsole::new("cn-qingdao", "i-1")).unwrap();

            let notes = notes(&console, console.fetched_at()).ok().unwrap();
            assert!(notes.contains(", for 15 s."), "{notes}");
            let said = notes.split_once("\nThe request id is ").map(|(_, id)| id);
            assert_eq!(said, expected.map(|_| "R."));

            let json: serde_json::Value =
                serde_json::from_str(&json("i-1", &console).ok().unwrap()).unwrap();
            assert_eq!(json["requestId"].as_str(), expected);
        }
    }
}
