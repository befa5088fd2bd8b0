//! Prints a fetched console URL and its details.

use std::time::SystemTime;

use alicloud_console::{Console, ReconnectBudget};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    args::{Output, UrlArgs},
    failure::Failure,
    system::System,
};

/// Prints `console` in the format that `args` select. For several instances, prints one line for
/// each.
pub(crate) fn print(
    args: &UrlArgs,
    instance_id: &str,
    console: &Console,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    match args.output {
        Output::Json => system
            .streams
            .print_json(&document(instance_id, console)?)?,
        Output::Text if args.is_about_several() => {
            system.streams.print_fields(&[instance_id, console.url()])?;
        }
        Output::Text => {
            system.streams.print([console.url()])?;
            let notes = notes(console, (system.now)(), !args.ends_server())?;
            system.streams.note(notes);
        }
    }
    if args.ends_server() && !args.is_about_several() {
        warn_of_ended_server(args, system);
    }
    Ok(())
}

/// Says on stderr how long each of several URLs can be opened.
pub(crate) fn note_validity(args: &UrlArgs, system: &mut System<'_>) {
    if args.ends_server() {
        return warn_of_ended_server(args, system);
    }
    let seconds = Console::VALIDITY.as_secs();
    let note = format!("Each URL expires {seconds} s after it was fetched.");
    system.streams.note([note]);
}

/// Warns that the server of the URLs ends before a URL can be opened.
fn warn_of_ended_server(args: &UrlArgs, system: &mut System<'_>) {
    let (urls, advice) = if args.is_about_several() {
        ("the URLs", "Run ecs-console emulator.")
    } else {
        ("the URL", "Use --open, or run ecs-console emulator.")
    };
    system.streams.warn(&format!(
        "The emulator ends with this command, so {urls} can't be opened. {advice}"
    ));
}

/// Notes about the URL at the time `now`: its request id, and its expiry if the URL can be opened.
/// The notes don't contain the URL.
fn notes(console: &Console, now: SystemTime, can_be_opened: bool) -> Result<Vec<String>, Failure> {
    let mut notes = Vec::new();
    if can_be_opened {
        // The expiry time and the remaining seconds are rounded down.
        let expires_at = timestamp(console.expires_at())?;
        let seconds = console.remaining(now).as_secs();
        notes.push(format!(
            "The URL expires at {expires_at:.0}, in {seconds} s."
        ));
    }
    let request_id = console.request_id();
    notes.extend(request_id.map(|id| format!("The request id is {id}.")));
    Ok(notes)
}

/// The object that `--output json` prints, with names like those of the API.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    url: &'a str,
    instance_id: &'a str,
    request_id: Option<&'a str>,
    fetched_at: String,
    expires_at: String,
    keep_alive_seconds: u64,
    reconnects_per_minute: usize,
}

fn document<'a>(instance_id: &'a str, console: &'a Console) -> Result<Document<'a>, Failure> {
    Ok(Document {
        url: console.url(),
        instance_id,
        request_id: console.request_id(),
        fetched_at: format!("{:.3}", timestamp(console.fetched_at())?),
        expires_at: format!("{:.3}", timestamp(console.expires_at())?),
        keep_alive_seconds: console.keep_alive().as_secs(),
        reconnects_per_minute: ReconnectBudget::PER_MINUTE,
    })
}

/// Fails if `time` is beyond the year 9999.
pub(crate) fn timestamp(time: SystemTime) -> Result<Timestamp, Failure> {
    time.try_into().map_err(|error: jiff::Error| {
        Failure::Local("the system clock is out of range", error.into())
    })
}

#[cfg(test)]
mod tests {
    use alicloud::{Anonymous, Response, Session, blocking::Client};
    use alicloud_console::OpenConsole;

    use super::*;

    #[test]
    fn leaves_out_a_request_id_that_the_reply_lacks() {
        let session = Session::new(Anonymous)
            .endpoint("https://ecs.example")
            .unwrap();
        for (request_id, expected) in [("", None), (r#","RequestId":"R""#, Some("R"))] {
            let body = format!(r#"{{"VncUrl":"ws%3A%2F%2Fvnc.example"{request_id}}}"#);
            let client = Client::with_transport(session.clone(), move |_| {
                Ok(Response::new(body.clone().into()))
            });
            let console = client.send(&OpenConsole::new("cn-qingdao", "i-1")).unwrap();

            let notes = notes(&console, console.fetched_at(), true).ok().unwrap();
            assert!(notes[0].ends_with(", in 15 s."), "{notes:?}");
            let said = notes.get(1).map(String::as_str);
            assert_eq!(said, expected.map(|_| "The request id is R."));

            let json = serde_json::to_value(document("i-1", &console).ok().unwrap()).unwrap();
            assert_eq!(json["RequestId"].as_str(), expected);
        }
    }
}
